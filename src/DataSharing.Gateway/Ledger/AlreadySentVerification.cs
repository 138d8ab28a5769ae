using System.Data.Common;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>Verifies what the forces were found to have and must not have.</summary>
internal sealed class AlreadySentVerification(LedgerWork work, VerificationFindings findings)
{
    private const string Untold = "There is a record already sent that no entry tells of.";

    // A row that the force never had was not found by anybody, whatever incident it names.
    private const string CountNeverHad =
        """
        select count(*) from already_sent a where not exists (
          select 1 from exported_row r join export e on e.id = r.export_id
          where r.incident_key = a.incident_key and r.token = a.token and r.version = a.version and e.force = a.force)
        """;

    // What entries say of rows of the table already_sent: those that a run found, and those that an entry acknowledged.
    private readonly Dictionary<(string Force, long Run), Told> _found = [];
    private readonly Dictionary<long, Told> _acknowledged = [];

    /// <summary>Keeps what an entry says of records already sent.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        var told = new Told(
            row.Entry, body.GetValueOrDefault("digest"), body.GetValueOrDefault(AlreadySentDigest.By) == $"\"{AlreadySentDigest.ByName}\"");
        if (row.Kind == JournalKind.AlreadySentFound.Word() && row.Force is not null
            && long.TryParse(body.GetValueOrDefault("run"), out long run))
        {
            _found[(row.Force, run)] = told;
        }

        if (row.Kind == JournalKind.Acknowledged.Word() && body.GetValueOrDefault("code") == $"\"{Reason.AlreadySent.Code}\"")
        {
            _acknowledged[row.Entry] = told;
        }
    }

    /// <summary>
    /// Compares the records with the entries that found and that acknowledge them. Where nobody can name an incident any more by the id that
    /// an entry has of it, what that entry says is not covered.
    /// </summary>
    public async Task CompareAsync()
    {
        if (await work.ScalarAsync<long>(CountNeverHad) > 0)
        {
            findings.Bad(findings.Entries, Untold);
        }

        Compare(
            "order by a.force, a.run_id, a.incident_key, a.version", reader => (Force: reader.GetString(7), Run: reader.GetInt64(6)), _found,
            Untold,
            "The records already sent are not those that the entry tells of.");
        Compare(
            "where a.acknowledged_by is not null order by a.acknowledged_by, a.incident_key, a.version", reader => reader.GetInt64(8),
            _acknowledged,
            "There is a record already sent that no entry acknowledges.",
            "The records already sent are not those that the entry acknowledges.");
        foreach (Told told in _found.Values.Concat(_acknowledged.Values))
        {
            findings.Bad(told.Entry, "The records already sent that the entry tells of are missing.");
        }
    }

    /// <summary>Adds rows to the digests of their group, and compares each group with its entry.</summary>
    private void Compare<T>(string rows, Func<DbDataReader, T> groupOf, Dictionary<T, Told> entries, string untold, string different)
        where T : struct
    {
        using var byKey = new AlreadySentDigest();
        using var byName = new AlreadySentDigest();
        bool named = true;
        T? current = null;
        foreach (bool _ in work.Stream(AlreadySentRows.Select + rows, null, reader =>
        {
            T here = groupOf(reader);
            if (current is { } last && !last.Equals(here))
            {
                Compare(last);
            }

            current = here;
            string? name = AlreadySentRows.NameOf(reader);
            named &= name is not null;
            return AlreadySentRows.Add(reader, reader.GetString(0), byKey) && AlreadySentRows.Add(reader, name ?? "", byName);
        }))
        {
            findings.Count();
        }

        if (current is { } end)
        {
            Compare(end);
        }

        void Compare(T group)
        {
            (string keys, string? names) = (byKey.Finish(), byName.Finish());
            names = named ? names : null;
            named = true;
            if (!entries.Remove(group, out Told? told))
            {
                findings.Bad(findings.Entries, untold);
            }
            else if (told.ByName && names is null)
            {
                findings.Unnamed();
            }
            else if (told.Digest != $"\"{(told.ByName ? names : keys)}\"")
            {
                findings.Bad(told.Entry, different);
            }
        }
    }

    private sealed record Told(long Entry, string? Digest, bool ByName);
}
