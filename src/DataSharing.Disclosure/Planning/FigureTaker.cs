using System.Buffers.Binary;
using System.Security.Cryptography;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Clearance;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.SmallNumbers;

namespace DataSharing.Disclosure.Planning;

/// <summary>Measures what a recipient has after an export, while the rows go by.</summary>
internal sealed class FigureTaker(RecordClearer clearer, ForceProfile profile, ForceKeys keys)
{
    private readonly UnitStore _store = new();
    private readonly Chunks<Row> _rows = new();
    private readonly QuickHash _hash = new(keys.Seed());

    private int _uncounted;

    /// <summary>Counts a record that the recipient has, or gets, in this form.</summary>
    public void Released(IncidentRecord record, ClearedRecord cleared) => Add(record, cleared, withheld: false);

    /// <summary>Counts a record that small numbers hold back, in its finest form.</summary>
    public void Withheld(IncidentRecord record, ClearedRecord cleared) => Add(record, cleared, withheld: true);

    /// <summary>Under mode <c>k</c>, counts a row that the recipient keeps as it was sent, because the record is held back now.</summary>
    /// <param name="record">The record.</param>
    /// <param name="sent">The class it was sent in; null where no class counts it.</param>
    public void Kept(IncidentRecord record, ulong? sent)
    {
        if (sent is not { } known)
        {
            _uncounted++;
            return;
        }

        _rows.Add(new Row(known, known, _store.Add(Units.Of(record, profile.Units!, _hash) ?? Units.Nobody), Withheld: false));
    }

    public SmallNumberFigures Finish(SurveyedRows? surveyed)
    {
        int withheld = 0;
        for (int i = 0; i < _rows.Count; i++)
        {
            withheld += _rows[i].Withheld ? 1 : 0;
        }

        return new SmallNumberFigures(
            profile.K,
            surveyed?.StepChooser.RowsPerStep ?? [_rows.Count],
            withheld,
            surveyed?.StepChooser.Shrunk ?? 0,
            _uncounted,
            Risk(row => row.Counted, withWithheld: false),
            Risk(row => row.Counted, withWithheld: true),
            Risk(row => row.Released, withWithheld: false),
            Risk(row => row.Released, withWithheld: true));
    }

    private void Add(IncidentRecord record, ClearedRecord cleared, bool withheld)
    {
        // Where the source does not say whom an incident is about, each is about somebody else.
        Units units = (profile.Units is { } roles ? Units.Of(record, roles, _hash) : null) ?? new Units([(ulong)_rows.Count + 1], null, []);
        if (profile.K is not null)
        {
            // All that is released is counted, but for constants. The ledger's hash, so that rows which are kept fall into the same
            // classes.
            ulong sent = Placement.Short(keys.ClassHash(clearer.CountedForm(cleared, 0)!));
            _rows.Add(new Row(sent, sent, _store.Add(units), withheld));
            return;
        }

        _rows.Add(new Row(Short(clearer.CountedForm(cleared, 0)!), Short(cleared.HashedForm()), _store.Add(units), withheld));
    }

    private RiskFigures Risk(Func<Row, ulong> classOf, bool withWithheld)
    {
        var classes = new List<ulong>();
        var units = new List<int>();
        for (int i = 0; i < _rows.Count; i++)
        {
            if (withWithheld || !_rows[i].Withheld)
            {
                classes.Add(classOf(_rows[i]));
                units.Add(_rows[i].Units);
            }
        }

        ulong[] sorted = [.. classes];
        int[] members = [.. units];
        Array.Sort(sorted, members);
        var counter = new UnitCounter(_store);
        (int count, int smallest, int uniques, int uniqueRows) = (0, int.MaxValue, 0, 0);
        for (int start = 0; start < sorted.Length; count++)
        {
            int end = start;
            counter.Start(CountedUnit.PersonsAndPremises);
            for (; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
                counter.Add(members[end]);
            }

            smallest = Math.Min(smallest, counter.Units);
            uniques += counter.Units == 1 ? 1 : 0;
            uniqueRows += end - start == 1 ? 1 : 0;
            start = end;
        }

        return new RiskFigures(sorted.Length, count, count == 0 ? 0 : smallest, uniques, uniqueRows);
    }

    private static ulong Short(ReadOnlySpan<byte> form)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(form, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private readonly record struct Row(ulong Counted, ulong Released, int Units, bool Withheld);
}
