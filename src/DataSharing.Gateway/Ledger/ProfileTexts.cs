namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The texts of profiles as the ledger keeps them: each once for a force, however often something was delivered by it or it was accepted.
/// They hold configuration only, and no secret: <c>gateway.json</c> is not among them.
/// </summary>
internal static class ProfileTexts
{
    private const string Count = "select count(*) from profile_text where force = @force and sha256 = @sha256";

    private const string Insert = "insert into profile_text (force, sha256, files) values (@force, @sha256, @files)";

    private const string Select = "select force as Force, sha256 as Sha256, files as Files from profile_text where force = @force and sha256 = @sha256";

    private const string SelectUsed =
        """
        select t.force, t.sha256, t.files,
               (select count(*) from profile_delivered d where d.force = t.force and d.sha256 = t.sha256)
               + (select count(*) from profile_acceptance a where a.force = t.force and a.sha256 = t.sha256)
               + (select count(*) from profile_use u where u.force = t.force and u.sha256 = t.sha256)
        from profile_text t order by t.force, t.sha256
        """;

    private const string CountLost =
        """
        select (select count(*) from profile_acceptance a where not exists (select 1 from profile_text t where t.force = a.force and t.sha256 = a.sha256))
               + (select count(*) from profile_use u where not exists (select 1 from profile_text t where t.force = u.force and t.sha256 = u.sha256))
        """;

    /// <summary>Keeps a text, unless it is kept already.</summary>
    public static async Task KeepAsync(LedgerWork work, string force, DeliveredProfile text)
    {
        string sha256 = text.Hash;
        if (await work.ScalarAsync<long>(Count, new { force, sha256 }) == 0)
        {
            await work.ExecuteAsync(Insert, new { force, sha256, files = text.Pack() });
        }
    }

    /// <summary>A text that is kept; null where it is not.</summary>
    /// <exception cref="LedgerException">It was altered, or cannot be read.</exception>
    public static async Task<DeliveredProfile?> ReadAsync(LedgerWork work, string force, string sha256) =>
        await work.FirstOrNoneAsync<Row>(Select, new { force, sha256 }) is not { } row ? null
            : Problem(row.Files, row.Sha256) is not { } found ? DeliveredProfile.Unpack(row.Files)
            : throw work.Fault(LedgerFault.Damaged, found);

    /// <summary>Looks whether every text is what its hash says and something tells of it, and whether none is missing.</summary>
    public static async Task CompareAsync(LedgerWork work, VerificationFindings findings)
    {
        foreach ((byte[] files, string sha256, long uses) in work.Stream(
            SelectUsed, null, reader => ((byte[])reader.GetValue(2), reader.GetString(1), Convert.ToInt64(reader.GetValue(3), System.Globalization.CultureInfo.InvariantCulture))))
        {
            if (Problem(files, sha256) is { } problem)
            {
                findings.Bad(findings.Entries, char.ToUpperInvariant(problem[0]) + problem[1..] + ".");
            }
            else if (uses == 0)
            {
                findings.Bad(findings.Entries, "There is a text of a profile that nothing was delivered by and nobody accepted.");
            }

            findings.Count();
        }

        if (await work.ScalarAsync<long>(CountLost) > 0)
        {
            findings.Bad(findings.Entries, "The text of a profile that was accepted or used is missing.");
        }
    }

    private static string? Problem(byte[] files, string sha256)
    {
        try
        {
            return DeliveredProfile.Unpack(files).Hash == sha256 ? null : "the files of a profile were altered";
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            return "the files of a profile cannot be read";
        }
    }

    private sealed class Row
    {
        public string Force { get; init; } = "";

        public string Sha256 { get; init; } = "";

        public byte[] Files { get; init; } = [];
    }
}
