namespace DataSharing.Gateway.Ledger;

/// <summary>Verifies the decided texts. Keeps a number and two digests per text, never a text.</summary>
internal sealed class TextVerification(LedgerWork work, VerificationFindings findings)
{
    // The last entry about each text with a digest of what it says, under a digest of which text it is.
    private readonly Dictionary<UInt128, (long Entry, UInt128 Said)> _texts = [];

    /// <summary>Keeps a digest of what an entry says of a text.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        bool approved = row.Kind == JournalKind.TextApproved.Word();
        if (row.Force is not null && (approved || row.Kind == JournalKind.TextRejected.Word()))
        {
            _texts[TextOf(row.Force, body)] = (row.Entry, SaidOf(body, approved));
        }
    }

    /// <summary>Compares the decisions with the last entry about each.</summary>
    public void Compare()
    {
        foreach (DecidedText decided in work.Stream(LedgerTexts.SelectTexts, null, LedgerTexts.ReadText))
        {
            IReadOnlyDictionary<string, string> body = decided.Body().Members;
            if (!_texts.Remove(TextOf(decided.Force, body), out (long Entry, UInt128 Said) told))
            {
                findings.Bad(findings.Entries, "There is a decision about a text that no entry tells of.");
            }
            else if (told.Said != SaidOf(body, decided.Sealed is not null))
            {
                findings.Bad(told.Entry, "The decision about a text is not the one that the entry tells of.");
            }

            findings.Count();
        }

        foreach ((long entry, _) in _texts.Values)
        {
            findings.Bad(entry, "The decision about a text that the entry tells of is missing.");
        }
    }

    private static UInt128 TextOf(string force, IReadOnlyDictionary<string, string> body) =>
        VerificationFindings.DigestOf($"{force}\n{body.GetValueOrDefault("incident")}\n{body.GetValueOrDefault("column")}");

    private static UInt128 SaidOf(IReadOnlyDictionary<string, string> body, bool approved) =>
        VerificationFindings.DigestOf(
            $"{approved}\n{body.GetValueOrDefault("source")}\n{body.GetValueOrDefault("proposal")}\n{body.GetValueOrDefault("keyId")}\n{body.GetValueOrDefault("sealed")}");
}
