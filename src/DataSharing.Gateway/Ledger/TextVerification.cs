using System.Data.Common;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Verifies the decided texts. Keeps a number and digests per text, never a text. Entries call an incident by its random id, those of
/// earlier programs by its key.
/// </summary>
internal sealed class TextVerification(LedgerWork work, VerificationFindings findings)
{
    private const string SelectTexts =
        """
        select t.force, t.incident_key, t.column_name, t.source_hash, t.proposal, t.key_id, t.sealed, n.incident
        from text_decision t left join incident_name n on n.incident_key = t.incident_key
        """;

    // The last entry about each text under a digest of which text it is.
    private readonly Dictionary<UInt128, Told> _texts = [];

    /// <summary>Keeps digests of what an entry says of a text.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        bool approved = row.Kind == JournalKind.TextApproved.Word();
        if (row.Force is not null && (approved || row.Kind == JournalKind.TextRejected.Word()))
        {
            string incident = body.GetValueOrDefault("incident") ?? "";
            _texts[TextOf(row.Force, body)] = new Told(
                row.Entry, SaidOf(body, approved), IsName(incident) ? incident : null, UnnamedOf(row.Force, body, approved));
        }
    }

    /// <summary>Compares the decisions with the last entry about each.</summary>
    public void Compare()
    {
        var unnamed = new List<DecidedText>();
        foreach ((DecidedText decided, string? name) in work.Stream(
            SelectTexts, null, reader => (LedgerTexts.ReadText(reader), reader.IsDBNull(7) ? null : reader.GetString(7))))
        {
            if (name is null)
            {
                unnamed.Add(decided);
            }
            else
            {
                Compare(decided, Later(Take(decided, decided.Key.Stored), Take(decided, name)));
            }

            findings.Count();
        }

        HashSet<string> names = _texts.Values.Any(told => told.Name is not null)
            ? [.. work.Stream("select incident from incident_name", null, Name)] : [];
        foreach (DecidedText decided in unnamed)
        {
            CompareUnnamed(decided, names);
        }

        foreach (Told told in _texts.Values)
        {
            if (told.Name is { } name && !names.Contains(name))
            {
                findings.Unnamed();
            }
            else
            {
                findings.Bad(told.Entry, "The decision about a text that the entry tells of is missing.");
            }
        }
    }

    /// <summary>
    /// A decision about an incident that has no id: an earlier program's, or one whose id was erased. Which incident an erased id was is not
    /// covered; what was decided still is.
    /// </summary>
    private void CompareUnnamed(DecidedText decided, HashSet<string> names)
    {
        Told? byKey = Take(decided, decided.Key.Stored);
        UInt128 said = UnnamedOf(decided.Force, decided.Body("").Members, decided.Sealed is not null);
        (UInt128 text, Told? erased) = _texts.FirstOrDefault(
            pair => pair.Value.Name is { } name && !names.Contains(name) && pair.Value.Unnamed == said);
        if (erased is null || erased.Entry < byKey?.Entry)
        {
            Compare(decided, byKey);
            return;
        }

        _texts.Remove(text);
        findings.Unnamed();
    }

    private void Compare(DecidedText decided, Told? told)
    {
        if (told is null)
        {
            findings.Bad(findings.Entries, "There is a decision about a text that no entry tells of.");
        }
        else if (told.Said != SaidOf(decided.Body("").Members, decided.Sealed is not null))
        {
            findings.Bad(told.Entry, "The decision about a text is not the one that the entry tells of.");
        }
    }

    private Told? Take(DecidedText decided, string incident) =>
        _texts.Remove(TextOf(decided.Force, decided.Body(incident).Members), out Told? told) ? told : null;

    private static Told? Later(Told? one, Told? other) => one is null || one.Entry < other?.Entry ? other : one;

    /// <summary>A stored key begins with a letter that no random id has.</summary>
    private static bool IsName(string incident) => incident is not ['"', 'n' or 't', ..];

    private static string Name(DbDataReader reader) => $"\"{reader.GetString(0)}\"";

    private static UInt128 TextOf(string force, IReadOnlyDictionary<string, string> body) =>
        VerificationFindings.DigestOf($"{force}\n{body.GetValueOrDefault("incident")}\n{body.GetValueOrDefault("column")}");

    private static UInt128 UnnamedOf(string force, IReadOnlyDictionary<string, string> body, bool approved) =>
        VerificationFindings.DigestOf($"{force}\n{body.GetValueOrDefault("column")}\n{SaidOf(body, approved)}");

    private static UInt128 SaidOf(IReadOnlyDictionary<string, string> body, bool approved) =>
        VerificationFindings.DigestOf(
            $"{approved}\n{body.GetValueOrDefault("source")}\n{body.GetValueOrDefault("proposal")}\n{body.GetValueOrDefault("keyId")}\n{body.GetValueOrDefault("sealed")}");

    /// <param name="Entry">The entry.</param>
    /// <param name="Said">A digest of what it says was decided.</param>
    /// <param name="Name">The random id by which it calls the incident; null where it has the key.</param>
    /// <param name="Unnamed">A digest of what it says but for the incident.</param>
    private sealed record Told(long Entry, UInt128 Said, string? Name, UInt128 Unnamed);
}
