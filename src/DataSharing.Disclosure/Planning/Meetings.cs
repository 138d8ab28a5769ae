using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Planning;

/// <summary>
/// A force's records and what it holds, in one pass over both in key order. Used once. Throws <see cref="SourceOrderException"/>,
/// <see cref="KeyUnknownException"/> and <see cref="InvalidOperationException"/> as <see cref="Planner.Rows"/> says.
/// </summary>
internal sealed class Meetings(ForceKeys keys)
{
    private const int LookedForAtOnce = 400;

    private long _read;

    /// <summary>
    /// Both inputs in one pass in key order: each record with what the force has of it, and what it has without a record; that last where
    /// it is looked for elsewhere.
    /// </summary>
    public IEnumerable<Meeting> Of(IEnumerable<IncidentRecord> source, IEnumerable<HoldingRow> holding, RecordsByKey? elsewhere)
    {
        var missing = new List<HoldingRow>();
        foreach (Meeting meeting in Joined(source, holding))
        {
            if (meeting.Record is null && meeting.Known!.IsHeld && elsewhere is not null)
            {
                missing.Add(meeting.Known);
            }
            else
            {
                yield return meeting;
            }
        }

        foreach (HoldingRow[] rows in missing.Chunk(LookedForAtOnce))
        {
            var found = new Dictionary<IncidentKey, IncidentRecord>();
            foreach ((IncidentKey key, IncidentRecord record) in elsewhere!([.. rows.Select(row => row.Key)]))
            {
                if (!found.TryAdd(key, record))
                {
                    throw new SourceOrderException(_read + found.Count, "repeated");
                }
            }

            foreach (HoldingRow row in rows)
            {
                yield return new Meeting(row.Key, found.GetValueOrDefault(row.Key), row) { IsElsewhere = true };
            }
        }
    }

    private IEnumerable<Meeting> Joined(IEnumerable<IncidentRecord> source, IEnumerable<HoldingRow> holding)
    {
        using IEnumerator<HoldingRow> held = InOrder(holding).GetEnumerator();
        bool more = held.MoveNext();
        IncidentKey? last = null;
        foreach (IncidentRecord record in source)
        {
            _read++;
            IncidentKey key = record.Key
                ?? throw new SourceOrderException(_read, "null, or neither an integer nor printable ASCII text of at most 64 characters");
            if (last is { } previous && key <= previous)
            {
                throw new SourceOrderException(_read, key == previous ? "repeated" : "out of order");
            }

            last = key;
            while (more && held.Current.Key < key)
            {
                yield return new Meeting(held.Current.Key, null, held.Current);
                more = held.MoveNext();
            }

            HoldingRow? known = null;
            if (more && held.Current.Key == key)
            {
                known = held.Current;
                more = held.MoveNext();
            }

            yield return new Meeting(key, record, known);
        }

        while (more)
        {
            yield return new Meeting(held.Current.Key, null, held.Current);
            more = held.MoveNext();
        }
    }

    /// <summary>
    /// The holding, checked to be in key order: another order would make false withdrawals in silence. Every row's key must be in the ring,
    /// also where nothing is compared: under another ring a record that returns would be told from itself.
    /// </summary>
    private IEnumerable<HoldingRow> InOrder(IEnumerable<HoldingRow> holding)
    {
        IncidentKey? last = null;
        foreach (HoldingRow row in holding)
        {
            if (last is { } previous && row.Key <= previous)
            {
                throw new InvalidOperationException(
                    "The ledger gave the holding with a key repeated or out of order. Its key column must sort by bytes.");
            }

            last = row.Key;
            keys.Require(row.KeyId);
            yield return row;
        }
    }
}

/// <summary>A key with the record that the source gives for it, what the force has of it, or both.</summary>
internal readonly record struct Meeting(IncidentKey Key, IncidentRecord? Record, HoldingRow? Known)
{
    /// <summary>Whether the source did not give it for this force.</summary>
    public bool IsElsewhere { get; init; }
}
