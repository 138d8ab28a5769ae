namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The configuration files under which something was delivered, so that an old file can be explained, and a withdrawal sent where the
/// profile is broken or gone. They hold configuration only, and no secret: <c>gateway.json</c> is not among them.
/// </summary>
internal sealed class LedgerDelivered(LedgerDatabase database, LedgerLeases leases)
{
    private const string Reading = "reading a delivered profile";

    private const string SelectLast =
        "select force as Force, sha256 as Sha256, last_export as LastExport, files as Files from delivered_profile where force = @force order by last_export desc ";

    private const string SelectHash =
        "select force as Force, sha256 as Sha256, last_export as LastExport, files as Files from delivered_profile where force = @force and sha256 = @sha256";

    private const string SelectLastHash = "select sha256 from delivered_profile where force = @force order by last_export desc ";

    private const string Update = "update delivered_profile set last_export = @export where force = @force and sha256 = @sha256";

    private const string Insert =
        "insert into delivered_profile (force, sha256, last_export, files) values (@force, @sha256, @export, @files)";

    /// <summary>
    /// Keeps the files under which an export was made. Called before anything of it can be read by the force: what may have been read is
    /// explained, too. An export whose rules are kept already costs one reading.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="export">The export's id.</param>
    /// <param name="profile">The files.</param>
    /// <param name="cancellation">Stops the write.</param>
    public async Task KeepAsync(Lease lease, long export, DeliveredProfile profile, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(profile);
        string sha256 = profile.Hash;
        string? last = await database.ReadAsync(
            "reading the last profile",
            work => work.FirstOrNoneAsync<string>(SelectLastHash + work.Database.First("@one"), new { force = lease.Force, one = 1 }),
            cancellation);
        if (last == sha256)
        {
            return;
        }

        byte[] files = profile.Pack();
        await leases.WriteAsync(
            lease,
            "keeping the profile",
            async work =>
            {
                // One that came back after another was in use is the last one again.
                if (await work.ExecuteAsync(Update, new { export, force = lease.Force, sha256 }) == 0)
                {
                    await work.ExecuteAsync(Insert, new { force = lease.Force, sha256, export, files });
                }

                return 0;
            },
            cancellation);
    }

    /// <summary>The files under which the force was last delivered something; null where nothing was since they are kept.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read, or what it has is damaged.</exception>
    public async Task<DeliveredProfile?> LastAsync(string force, CancellationToken cancellation = default) => Unpacked(
        await database.ReadAsync(
            Reading, work => work.FirstOrNoneAsync<Row>(SelectLast + work.Database.First("@one"), new { force, one = 1 }), cancellation));

    /// <summary>The files of one hash; null where they are not kept: an earlier program kept none.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="sha256">The hash that an export has of its profile.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read, or what it has is damaged.</exception>
    public async Task<DeliveredProfile?> FindAsync(string force, string sha256, CancellationToken cancellation = default) => Unpacked(
        await database.ReadAsync(Reading, work => work.FirstOrNoneAsync<Row>(SelectHash, new { force, sha256 }), cancellation));

    /// <summary>Compares what is kept with the exports that were made under it.</summary>
    internal static void Compare(LedgerWork work, VerificationFindings findings)
    {
        const string all =
            """
            select d.force, d.sha256, d.last_export, d.files, e.force, e.profile_hash from delivered_profile d
            left join export e on e.id = d.last_export order by d.force, d.sha256
            """;
        foreach ((Row row, string? force, string? hash) in work.Stream(
            all, null, reader => (
                new Row
                {
                    Force = reader.GetString(0), Sha256 = reader.GetString(1), LastExport = reader.GetInt64(2),
                    Files = (byte[])reader.GetValue(3),
                },
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5))))
        {
            if (force != row.Force || hash != row.Sha256)
            {
                findings.Bad(findings.Entries, "There is a delivered profile that its export was not made under.");
            }
            else if (Problem(row) is { } problem)
            {
                findings.Bad(findings.Entries, char.ToUpperInvariant(problem[0]) + problem[1..] + ".");
            }

            findings.Count();
        }
    }

    private DeliveredProfile? Unpacked(Row? row) => row is null ? null
        : Problem(row) is not { } found ? DeliveredProfile.Unpack(row.Files)
        : throw LedgerException.Of(LedgerFault.Damaged, Reading, database.Description, found);

    private static string? Problem(Row row)
    {
        try
        {
            return DeliveredProfile.Unpack(row.Files).Hash == row.Sha256 ? null : "the files of a delivered profile were altered";
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            return "the files of a delivered profile cannot be read";
        }
    }

    private sealed class Row
    {
        public string Force { get; init; } = "";

        public string Sha256 { get; init; } = "";

        public long LastExport { get; init; }

        public byte[] Files { get; init; } = [];
    }
}
