namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Verifies what was accepted and used: each has its entry, which says the same, and no entry lacks it. The texts are compared too.
/// </summary>
internal sealed class AcceptanceVerification(LedgerWork work, VerificationFindings findings)
{
    private const string ByPerson = "\"person\"";

    private readonly Dictionary<long, UInt128> _accepted = [];
    private readonly Dictionary<long, UInt128> _used = [];

    /// <summary>Keeps a digest of what an entry says of a text.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        bool accepted = row.Kind == JournalKind.ProfileAccepted.Word();
        if (accepted && body.GetValueOrDefault("by") == ByPerson)
        {
            _accepted[row.Entry] = SaidOf(row.Force, body, "sha256", "follows", "from");
        }
        else if (accepted || row.Kind == JournalKind.ProfileUsed.Word())
        {
            _used[row.Entry] = SaidOf(row.Force, body, "sha256", "by");
        }
    }

    /// <summary>Compares acceptances, uses and texts with the entries.</summary>
    public async Task CompareAsync()
    {
        foreach ((string force, AcceptedText accepted) in work.Stream(
            LedgerAccepted.SelectAcceptances + "order by entry", null, LedgerAccepted.ReadAcceptance))
        {
            string? from = accepted.From is { } day ? LedgerAccepted.Day(day) : null;
            JournalBody body = LedgerAccepted.AcceptanceBody(accepted.Sha256, accepted.Follows, from);
            Compare(_accepted, accepted.Entry, SaidOf(force, body.Members, "sha256", "follows", "from"), "acceptance of a profile");
        }

        foreach (UsedText used in work.Stream(LedgerAccepted.SelectUses + "order by u.entry", null, LedgerAccepted.ReadUse))
        {
            Compare(
                _used, used.Entry, SaidOf(used.Force, LedgerAccepted.UseBody(used.Sha256, used.By).Members, "sha256", "by"),
                "profile in use");
        }

        foreach (long entry in _accepted.Keys.Concat(_used.Keys))
        {
            findings.Bad(entry, "The acceptance or use of a profile that the entry tells of is missing.");
        }

        await ProfileTexts.CompareAsync(work, findings);
    }

    private void Compare(Dictionary<long, UInt128> told, long entry, UInt128 said, string what)
    {
        if (!told.Remove(entry, out UInt128 expected))
        {
            findings.Bad(findings.Entries, $"There is a {what} that no entry tells of.");
        }
        else if (expected != said)
        {
            findings.Bad(entry, $"The {what} is not the one that the entry tells of.");
        }

        findings.Count();
    }

    private static UInt128 SaidOf(string? force, IReadOnlyDictionary<string, string> body, params string[] members) =>
        VerificationFindings.DigestOf($"{force}\n{string.Join('\n', members.Select(member => body.GetValueOrDefault(member)))}");
}
