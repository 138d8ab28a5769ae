using System.Data.Common;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>Verifies what the forces were found to have and must not have.</summary>
internal sealed class AlreadySentVerification(LedgerWork work, VerificationFindings findings)
{
    // What entries say of rows of the table already_sent: those that a run found, and those that an entry acknowledged.
    private readonly Dictionary<(string Force, long Run), (long Entry, string? Digest)> _found = [];
    private readonly Dictionary<long, string?> _acknowledged = [];

    /// <summary>Keeps what an entry says of records already sent.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        if (row.Kind == JournalKind.AlreadySentFound.Word() && row.Force is not null
            && long.TryParse(body.GetValueOrDefault("run"), out long run))
        {
            _found[(row.Force, run)] = (row.Entry, body.GetValueOrDefault("digest"));
        }

        if (row.Kind == JournalKind.Acknowledged.Word() && body.GetValueOrDefault("code") == $"\"{Reason.AlreadySent.Code}\"")
        {
            _acknowledged[row.Entry] = body.GetValueOrDefault("digest");
        }
    }

    /// <summary>Compares the records with the entries that found and that acknowledge them.</summary>
    public void Compare()
    {
        Compare("order by force, run_id, incident_key, version", reader => (Force: reader.GetString(7), Run: reader.GetInt64(6)),
            (found, said) =>
        {
            if (!_found.Remove(found, out (long Entry, string? Digest) told))
            {
                findings.Bad(findings.Entries, "There is a record already sent that no entry tells of.");
            }
            else if (told.Digest != $"\"{said}\"")
            {
                findings.Bad(told.Entry, "The records already sent are not those that the entry tells of.");
            }
        });
        Compare("where acknowledged_by is not null order by acknowledged_by, incident_key, version", reader => reader.GetInt64(8),
            (entry, said) =>
        {
            if (!_acknowledged.Remove(entry, out string? told))
            {
                findings.Bad(findings.Entries, "There is a record already sent that no entry acknowledges.");
            }
            else if (told != $"\"{said}\"")
            {
                findings.Bad(entry, "The records already sent are not those that the entry acknowledges.");
            }
        });
        foreach (long entry in _found.Values.Select(told => told.Entry).Concat(_acknowledged.Keys))
        {
            findings.Bad(entry, "The records already sent that the entry tells of are missing.");
        }
    }

    /// <summary>Adds rows to a digest and gives it, group by group.</summary>
    private void Compare<T>(string rows, Func<DbDataReader, T> groupOf, Action<T, string> compare)
        where T : struct
    {
        using var digest = new AlreadySentDigest();
        T? current = null;
        foreach (bool _ in work.Stream(LedgerHoldings.SelectAlreadySent + rows, null, reader =>
        {
            T here = groupOf(reader);
            if (current is { } last && !last.Equals(here))
            {
                compare(last, digest.Finish());
            }

            current = here;
            return LedgerHoldings.Add(reader, digest);
        }))
        {
            findings.Count();
        }

        if (current is { } end)
        {
            compare(end, digest.Finish());
        }
    }
}
