using System.Collections.Frozen;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.SmallNumbers;

namespace DataSharing.Disclosure;

/// <summary>Reads the records of these keys that there are, whatever their force.</summary>
public delegate IEnumerable<(IncidentKey Key, IncidentRecord Record)> RecordsByKey(IReadOnlyList<IncidentKey> keys);

/// <summary>
/// Compares what a force should hold with what it holds, in one pass over both in key order, and yields the difference.
/// Computing it changes nothing. Used once.
/// </summary>
public sealed class Planner
{
    private const int LookedForAtOnce = 400;

    private readonly ForceProfile _profile;
    private readonly ForceKeys _keys;
    private readonly CellMemory _memory;
    private readonly DateOnly _today;
    private readonly bool _full;
    private readonly SmallNumberRule? _rule;
    private readonly SurveyedRows? _surveyed;
    private readonly FigureTaker? _figures;
    private readonly IReadOnlyDictionary<IncidentKey, RefusedRow> _refused;
    private readonly TextDecisions? _decisions;
    private readonly ReleasedRange? _range;
    private readonly PlanExplanations? _explanations;

    /// <summary>Prepares a plan.</summary>
    /// <param name="profile">The force's rules.</param>
    /// <param name="keys">The force's keys.</param>
    /// <param name="today">Today's date, Europe/London.</param>
    /// <param name="full">
    /// Whether the whole holding is sent: unchanged records as RESEND, and a held record whose new version is held back as WITHDRAW, because
    /// what is not in a full file the force should not hold.
    /// </param>
    /// <param name="measure">Whether <see cref="Figures"/> are taken; the records must then have the profile's <see cref="ForceProfile.MeasuredShape"/>.</param>
    /// <param name="refused">Records whose rows the check of a finished file refused: they are held back, or withdrawn where that must not leave, unless they are excluded. None when null.</param>
    /// <param name="decisions">What persons decided about redacted texts; without it each of them waits.</param>
    /// <param name="range">Unchanged records in this range are sent as RESEND, beside the difference; none when null. A record that is held back stays as it is.</param>
    /// <param name="explanations">Told what becomes of each record and why; the records must then have the profile's <see cref="ForceProfile.ExplainedShape"/>.</param>
    public Planner(
        ForceProfile profile, ForceKeys keys, DateOnly today, bool full, bool measure = false, IReadOnlyDictionary<IncidentKey, RefusedRow>? refused = null,
        TextDecisions? decisions = null, ReleasedRange? range = null, PlanExplanations? explanations = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _profile = profile;
        _keys = keys;
        _today = today;
        _full = full;
        _decisions = decisions;
        _range = range;
        _explanations = explanations;
        _memory = profile.NewMemory();
        _rule = profile.SmallNumbers;
        _refused = refused ?? FrozenDictionary<IncidentKey, RefusedRow>.Empty;
        _surveyed = _rule is null ? null : new SurveyedRows(profile, _rule, keys, _memory, today, full, _refused);
        _figures = measure ? new FigureTaker(profile, keys) : null;
    }

    /// <summary>
    /// Whether the source has to be read twice inside one snapshot: once by <see cref="Survey"/>, because mode <c>k</c> decides on all rows
    /// together, and once by <see cref="Rows"/>.
    /// </summary>
    public bool NeedsSurvey => _rule is not null;

    /// <summary>What a protection assessment needs to know of what the force has after this export; null unless it is measured. Complete as <see cref="Counts"/> is.</summary>
    public SmallNumberFigures? Figures => _figures?.Finish(_surveyed);

    /// <summary>What was counted so far; complete when the rows have been read to the end.</summary>
    public PlanCounts Counts { get; } = new();

    /// <summary>
    /// The rows to send, in key order; those of held records that <paramref name="source"/> does not give stand last where they are asked for. Both inputs are
    /// read once, in key order, to their end.
    /// </summary>
    /// <param name="source">The force's records, or those of all places.</param>
    /// <param name="holding">What the force holds.</param>
    /// <param name="elsewhere">
    /// Reads records by their keys, whatever their force, once <paramref name="source"/> has ended: a held record that it did not give may be another force's, or
    /// have a slug that nobody knows. Null where the source gives the records of all places.
    /// </param>
    /// <exception cref="SourceOrderException">A key of the source is null, repeated or out of order.</exception>
    /// <exception cref="KeyUnknownException">The holding names a key that the ring lacks.</exception>
    /// <exception cref="InvalidOperationException">The holding is not in key order, so the ledger sorts in a way of its own.</exception>
    public IEnumerable<PlannedRow> Rows(IEnumerable<IncidentRecord> source, IEnumerable<HoldingRow> holding, RecordsByKey? elsewhere = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(holding);
        if (_surveyed is { IsDecided: false })
        {
            throw new InvalidOperationException("The source has to be surveyed first.");
        }

        long read = 0;
        foreach (Meeting meeting in Joined(source, holding, elsewhere))
        {
            if (meeting.Record is { } record)
            {
                Counts.Read += meeting.IsElsewhere ? 0 : 1;
                if (Compare(record, meeting.Key, meeting.Known, read++) is { } row)
                {
                    yield return row;
                }
            }
            else if (Vanished(meeting.Known!) is { } withdrawn)
            {
                yield return withdrawn;
            }
        }
    }

    /// <summary>
    /// The texts that leave only redacted, of every record that the force may have, in key order, with what was decided about them. Both inputs are read
    /// once, in key order, to their end.
    /// </summary>
    /// <exception cref="SourceOrderException">A key of the source is null, repeated or out of order.</exception>
    /// <exception cref="KeyUnknownException">The holding names a key that the ring lacks.</exception>
    /// <exception cref="InvalidOperationException">The holding is not in key order.</exception>
    public IEnumerable<ProposedText> Texts(IEnumerable<IncidentRecord> source, IEnumerable<HoldingRow> holding)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(holding);
        foreach (Meeting meeting in Joined(source, holding, null))
        {
            if (meeting.Record is { } record)
            {
                foreach (ProposedText text in _profile.Texts(record, meeting.Key, _today, meeting.Known is { IsHeld: true }, _keys, _decisions))
                {
                    yield return text;
                }
            }
        }
    }

    /// <summary>
    /// The first reading of a source under mode <c>k</c>: counts, and decides at which step each record leaves. Both inputs are read once, in key order,
    /// to their end; <see cref="Rows"/> must be given the same ones again.
    /// </summary>
    /// <exception cref="SourceOrderException">A key of the source is null, repeated or out of order.</exception>
    /// <exception cref="KeyUnknownException">The holding names a key that the ring lacks.</exception>
    /// <exception cref="InvalidOperationException">The mode needs no survey, or the holding is not in key order.</exception>
    public void Survey(IEnumerable<IncidentRecord> source, IEnumerable<HoldingRow> holding, RecordsByKey? elsewhere = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(holding);
        SurveyedRows surveyed = _surveyed ?? throw new InvalidOperationException("Mode match needs no survey.");
        foreach (Meeting meeting in Joined(source, holding, elsewhere))
        {
            if (meeting.Record is { } record)
            {
                surveyed.Add(record, meeting.Key, meeting.Known);
            }
        }

        surveyed.Decide();
    }

    /// <summary>
    /// Whether a row that was planned earlier would still be planned the same from this record: nothing excludes it, and its released values are
    /// those that were written; a WITHDRAW, while the record is still withdrawn. Source: design, section 5.4.
    /// </summary>
    public bool StillStands(IncidentRecord record, ExportedRow row)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(row);
        Clearing clearing = _profile.Clear(record, row.Key, _today, held: row.Action != RowAction.New, _keys, _memory, Placing.Unpack(row.Placing)?.Step ?? 0, _decisions);
        if (record.Key != row.Key)
        {
            return false;
        }

        return clearing.Cleared is { } cleared
            ? IsWhatWasSent(cleared, row)
            : row.Action == RowAction.Withdraw && Withdraws(clearing);
    }

    /// <summary>
    /// Whether a record that was sent earlier is still shared with the force, whatever its values are now. A row that carried open text is no longer
    /// shared when that text is not what would be released today: it may have been replaced because of what it said. Nor is a row that differs from
    /// today's while a column of it may have no value (consent has ended): the old row may have the value. Nor is a record of which something must not leave.
    /// </summary>
    public bool StillShared(IncidentRecord record, ExportedRow row)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(row);
        Clearing clearing = _profile.Clear(record, row.Key, _today, held: true, _keys, _memory, decisions: _decisions);
        if (record.Key != row.Key || clearing.Reason is { Kind: ReasonKind.Excluded } || clearing.MustNotLeave)
        {
            return false;
        }

        if (_profile.HasClosedGate(record, _today) && !(clearing.Cleared is { } cleared && IsWhatWasSent(cleared, row)))
        {
            return false;
        }

        return row.TextHash is null || (clearing.Cleared?.TextHash(_keys, row.KeyId) is { } now && now.AsSpan().SequenceEqual(row.TextHash));
    }

    /// <summary>Both inputs in one pass in key order: each record with what the force has of it, and what it has without a record; that last where it is looked for elsewhere.</summary>
    private IEnumerable<Meeting> Joined(IEnumerable<IncidentRecord> source, IEnumerable<HoldingRow> holding, RecordsByKey? elsewhere)
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
                    throw new SourceOrderException(Counts.Read + found.Count, "repeated");
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
        long read = 0;
        foreach (IncidentRecord record in source)
        {
            read++;
            IncidentKey key = record.Key ?? throw new SourceOrderException(read, "null, or neither an integer nor printable ASCII text of at most 64 characters");
            if (last is { } previous && key <= previous)
            {
                throw new SourceOrderException(read, key == previous ? "repeated" : "out of order");
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
    /// The holding, checked to be in key order: another order would make false withdrawals in silence. Every row's key must be in the ring, also
    /// where nothing is compared: under another ring a record that returns would be told from itself.
    /// </summary>
    private IEnumerable<HoldingRow> InOrder(IEnumerable<HoldingRow> holding)
    {
        IncidentKey? last = null;
        foreach (HoldingRow row in holding)
        {
            if (last is { } previous && row.Key <= previous)
            {
                throw new InvalidOperationException("The ledger gave the holding with a key repeated or out of order. Its key column must sort by bytes.");
            }

            last = row.Key;
            _keys.Require(row.KeyId);
            yield return row;
        }
    }

    private bool IsWhatWasSent(ClearedRecord cleared, ExportedRow row) =>
        row.RowHash is { } hash && cleared.RowHash(_keys, row.KeyId).AsSpan().SequenceEqual(hash);

    /// <summary>Whether a held record is withdrawn that could not be cleared.</summary>
    private bool Withdraws(in Clearing clearing) => _full || clearing.Reason!.Kind == ReasonKind.Excluded || clearing.MustNotLeave;

    private PlannedRow? Compare(IncidentRecord record, IncidentKey key, HoldingRow? known, long number)
    {
        bool isHeld = known is { IsHeld: true };
        if (isHeld)
        {
            Counts.Held++;
        }

        Verdict verdict = _surveyed?.Of(number) ?? Verdict.AtStep(0);
        Clearing clearing = verdict.IsUnclear ? _surveyed!.WhyUnclear(record, key, isHeld) : _profile.Clear(record, key, _today, isHeld, _keys, _memory, verdict.Step, _decisions);
        if (_refused.TryGetValue(key, out RefusedRow? refused))
        {
            clearing = clearing.Or(refused);
        }

        if (clearing.Cleared is { } small && verdict.HeldBack is { } withheld)
        {
            if (withheld == Reason.SmallNumbers || withheld == Reason.LatePeriod)
            {
                _figures?.Withheld(record, small);
            }

            clearing = Clearing.HeldBack(withheld, "");
        }

        if (clearing.Cleared is not { } cleared)
        {
            if (isHeld && clearing.MustNotLeave)
            {
                // Held back, it would stay with the force: also an earlier version, of which the ledger has no text to look at again.
                Counts.FindSent(new AlreadySentRow(known!, clearing.Reason!, clearing.Field!));
            }
            else if (clearing.Reason!.Kind == ReasonKind.Excluded)
            {
                Counts.Exclude(clearing.Reason);
            }
            else
            {
                Counts.HoldBack(clearing.Reason, clearing.Field!);
            }

            if (isHeld && Withdraws(clearing))
            {
                _explanations?.Row(clearing.MustNotLeave
                    ? Explained(key, known, record, Reason.AlreadySent, clearing.Reason, clearing.Field) : Explained(key, known, record, clearing.Reason, null, clearing.Field));
                return Withdraw(known!);
            }

            if (clearing.Reason!.Kind == ReasonKind.Excluded)
            {
                _explanations?.Exclude(Explained(key, known, record, clearing.Reason));
            }
            else
            {
                _explanations?.HoldBack(Explained(key, known, record, clearing.Reason, null, clearing.Field));
            }

            if (isHeld && _surveyed is not null)
            {
                _figures?.Kept(record, _surveyed.ClassSent(known!));
            }

            return null;
        }

        Counts.TextsWaiting += cleared.WaitingTexts;
        _figures?.Released(record, cleared);
        if (!isHeld)
        {
            Counts.New++;
            _explanations?.Row(Explained(key, known, record));
            return Row(cleared, known?.Token ?? _keys.Token(key), RowAction.New, (known?.Version ?? 0) + 1, _surveyed?.PlacingOf(cleared, known, verdict));
        }

        if (!cleared.RowHash(_keys, known!.KeyId).AsSpan().SequenceEqual(known.RowHash))
        {
            Counts.Amend++;
            _explanations?.Row(Explained(key, known, record));
            return Row(cleared, known.Token, RowAction.Amend, known.Version + 1, _surveyed?.PlacingOf(cleared, known, verdict));
        }

        if (_full || _range?.Has(cleared) == true)
        {
            Counts.Resend++;
            _explanations?.Row(Explained(key, known, record));
            return Row(cleared, known.Token, RowAction.Resend, known.Version, _surveyed?.PlacingOf(cleared, known, verdict));
        }

        return null;
    }

    private PlannedRow? Vanished(HoldingRow row)
    {
        if (!row.IsHeld)
        {
            return null;
        }

        Counts.Held++;
        Counts.Exclude(Reason.Deleted);
        _explanations?.Row(new ExplainedRecord(row.Key, row, null, Reason.Deleted));
        return Withdraw(row);
    }

    private ExplainedRecord Explained(IncidentKey key, HoldingRow? known, IncidentRecord record, Reason? reason = null, Reason? why = null, string? field = null) =>
        new(key, known, _profile.CaseReferenceOf(record), reason, why, field);

    private PlannedRow Withdraw(HoldingRow row)
    {
        Counts.Withdraw++;
        return new PlannedRow(new ExportedRow(row.Key, row.Token, RowAction.Withdraw, row.Version + 1, null, _keys.ActiveKeyId, placing: row.Placing), null);
    }

    private PlannedRow Row(ClearedRecord cleared, string token, RowAction action, int version, byte[]? placing) => new(
        new ExportedRow(cleared.Key, token, action, version, cleared.RowHash(_keys, _keys.ActiveKeyId), _keys.ActiveKeyId, cleared.TextHash(_keys, _keys.ActiveKeyId), placing),
        cleared);

    /// <summary>A key with the record that the source gives for it, what the force has of it, or both.</summary>
    private readonly record struct Meeting(IncidentKey Key, IncidentRecord? Record, HoldingRow? Known)
    {
        /// <summary>Whether the source did not give it for this force.</summary>
        public bool IsElsewhere { get; init; }
    }
}
