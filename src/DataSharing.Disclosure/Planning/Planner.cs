using System.Collections.Frozen;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Clearance;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.SmallNumbers;

namespace DataSharing.Disclosure.Planning;

/// <summary>Reads the records of these keys that there are, whatever their force.</summary>
public delegate IEnumerable<(IncidentKey Key, IncidentRecord Record)> RecordsByKey(IReadOnlyList<IncidentKey> keys);

/// <summary>
/// Compares what a force should hold with what it holds, in one pass over both in key order, and yields the difference.
/// Computing it changes nothing. Used once.
/// </summary>
public sealed class Planner
{
    private readonly ForceKeys _keys;
    private readonly RecordClearer _clearer;
    private readonly bool _full;
    private readonly SmallNumberRule? _rule;
    private readonly SurveyedRows? _surveyed;
    private readonly FigureTaker? _figures;
    private readonly IReadOnlyDictionary<IncidentKey, RefusedRow> _refused;
    private readonly ReleasedRange? _range;
    private readonly PlanExplanations? _explanations;

    /// <summary>Prepares a plan.</summary>
    /// <param name="profile">The force's rules.</param>
    /// <param name="keys">The force's keys.</param>
    /// <param name="today">Today's date, Europe/London.</param>
    /// <param name="full">
    /// Whether the whole holding is sent: unchanged records as RESEND, and a held record whose new version is held back as WITHDRAW,
    /// because what is not in a full file the force should not hold.
    /// </param>
    /// <param name="measure">Whether <see cref="Figures"/> are taken; the records must then have the profile's
    /// <see cref="ForceProfile.MeasuredShape"/>.</param>
    /// <param name="refused">Records whose rows the check of a finished file refused: they are held back, or withdrawn where that must not
    /// leave, unless they are excluded. None when null.</param>
    /// <param name="decisions">What persons decided about redacted texts; without it each of them waits.</param>
    /// <param name="range">Unchanged records in this range are sent as RESEND, beside the difference; none when null. A record that is held
    /// back stays as it is.</param>
    /// <param name="explanations">Told what becomes of each record and why; the records must then have the profile's
    /// <see cref="ForceProfile.ExplainedShape"/>.</param>
    /// <param name="orders">What people ordered about incidents; nothing when null.</param>
    public Planner(
        ForceProfile profile, ForceKeys keys, DateOnly today, bool full, bool measure = false,
            IReadOnlyDictionary<IncidentKey, RefusedRow>? refused = null,
        TextDecisions? decisions = null, ReleasedRange? range = null, PlanExplanations? explanations = null, IncidentOrders? orders = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _keys = keys;
        _full = full;
        _range = range;
        _explanations = explanations;
        _clearer = new RecordClearer(profile, keys, today, decisions, orders ?? IncidentOrders.None);
        _rule = profile.SmallNumbers;
        _refused = refused ?? FrozenDictionary<IncidentKey, RefusedRow>.Empty;
        _surveyed = _rule is null ? null : new SurveyedRows(_clearer, _rule, profile.Units!, keys, today, full, _refused);
        _figures = measure ? new FigureTaker(_clearer, profile, keys) : null;
    }

    /// <summary>
    /// Whether the source has to be read twice inside one snapshot: once by <see cref="Survey"/>, because mode <c>k</c> decides on all rows
    /// together, and once by <see cref="Rows"/>.
    /// </summary>
    public bool NeedsSurvey => _rule is not null;

    /// <summary>
    /// What a protection assessment needs to know of what the force has after this export; null unless it is measured. Complete as
    /// <see cref="Counts"/> is.
    /// </summary>
    public SmallNumberFigures? Figures => _figures?.Finish(_surveyed);

    /// <summary>What was counted so far; complete when the rows have been read to the end.</summary>
    public PlanCounts Counts { get; } = new();

    /// <summary>
    /// The rows to send, in key order; those of held records that <paramref name="source"/> does not give stand last where they are asked
    /// for. Both inputs are read once, in key order, to their end.
    /// </summary>
    /// <param name="source">The force's records, or those of all places.</param>
    /// <param name="holding">What the force holds.</param>
    /// <param name="elsewhere">
    /// Reads records by their keys, whatever their force, once <paramref name="source"/> has ended: a held record that it did not give may
    /// be another force's, or have a slug that nobody knows. Null where the source gives the records of all places.
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
        foreach (Meeting meeting in new Meetings(_keys).Of(source, holding, elsewhere))
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
    /// The texts that leave only redacted, of every record that the force may have, in key order, with what was decided about them. Both
    /// inputs are read once, in key order, to their end.
    /// </summary>
    /// <exception cref="SourceOrderException">A key of the source is null, repeated or out of order.</exception>
    /// <exception cref="KeyUnknownException">The holding names a key that the ring lacks.</exception>
    /// <exception cref="InvalidOperationException">The holding is not in key order.</exception>
    public IEnumerable<ProposedText> Texts(IEnumerable<IncidentRecord> source, IEnumerable<HoldingRow> holding)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(holding);
        foreach (Meeting meeting in new Meetings(_keys).Of(source, holding, null))
        {
            if (meeting.Record is { } record)
            {
                foreach (ProposedText text in _clearer.Texts(record, meeting.Key, meeting.Known is { IsHeld: true }))
                {
                    yield return text;
                }
            }
        }
    }

    /// <summary>
    /// The first reading of a source under mode <c>k</c>: counts, and decides at which step each record leaves. Both inputs are read once,
    /// in key order, to their end; <see cref="Rows"/> must be given the same ones again.
    /// </summary>
    /// <exception cref="SourceOrderException">A key of the source is null, repeated or out of order.</exception>
    /// <exception cref="KeyUnknownException">The holding names a key that the ring lacks.</exception>
    /// <exception cref="InvalidOperationException">The mode needs no survey, or the holding is not in key order.</exception>
    public void Survey(IEnumerable<IncidentRecord> source, IEnumerable<HoldingRow> holding, RecordsByKey? elsewhere = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(holding);
        SurveyedRows surveyed = _surveyed ?? throw new InvalidOperationException("Mode match needs no survey.");
        foreach (Meeting meeting in new Meetings(_keys).Of(source, holding, elsewhere))
        {
            if (meeting.Record is { } record)
            {
                surveyed.Add(record, meeting.Key, meeting.Known);
            }
        }

        surveyed.Decide();
    }

    /// <summary>
    /// Whether a row that was planned earlier would still be planned the same from this record: nothing excludes it, and its released
    /// values are those that were written; a WITHDRAW, while the record is still withdrawn. Source: design, section 5.4.
    /// </summary>
    public bool StillStands(IncidentRecord record, ExportedRow row)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(row);
        RecordOutcome outcome = _clearer.Clear(
            record, row.Key, held: row.Action != RowAction.New, Placement.Unpack(row.Placement)?.Step ?? 0);
        if (record.Key != row.Key)
        {
            return false;
        }

        return outcome.Cleared is { } cleared
            ? IsWhatWasSent(cleared, row)
            : row.Action == RowAction.Withdraw && Withdraws(outcome);
    }

    /// <summary>
    /// Whether a record that was sent earlier is still shared with the force, whatever its values are now. A row that carried open text is
    /// no longer shared when that text is not what would be released today: it may have been replaced because of what it said. Nor is a row
    /// that differs from today's while a column of it may have no value (consent has ended): the old row may have the value. Nor is a
    /// record of which something must not leave.
    /// </summary>
    public bool StillShared(IncidentRecord record, ExportedRow row)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(row);
        RecordOutcome outcome = _clearer.Clear(record, row.Key, held: true);
        if (record.Key != row.Key || outcome.IsExcluded || outcome.MustNotLeave)
        {
            return false;
        }

        if (_clearer.HasClosedGate(record) && !(outcome.Cleared is { } cleared && IsWhatWasSent(cleared, row)))
        {
            return false;
        }

        return row.TextHash is null || (outcome.Cleared?.TextHash(_keys, row.KeyId) is { } now && now.AsSpan().SequenceEqual(row.TextHash));
    }

    private bool IsWhatWasSent(ClearedRecord cleared, ExportedRow row) =>
        row.RowHash is { } hash && cleared.RowHash(_keys, row.KeyId).AsSpan().SequenceEqual(hash);

    /// <summary>Whether a held record is withdrawn that could not be cleared.</summary>
    private bool Withdraws(in RecordOutcome outcome) => _full || outcome.IsExcluded || outcome.MustNotLeave;

    private PlannedRow? Compare(IncidentRecord record, IncidentKey key, HoldingRow? known, long number)
    {
        bool isHeld = known is { IsHeld: true };
        if (isHeld)
        {
            Counts.Held++;
        }

        Verdict verdict = _surveyed?.Of(number) ?? Verdict.AtStep(0);
        RecordOutcome outcome = Judge(record, key, isHeld, verdict);
        if (outcome.Cleared is not { } cleared)
        {
            return Uncleared(record, key, known, outcome);
        }

        Counts.TextsWaiting += cleared.WaitingTexts;
        _figures?.Released(record, cleared);
        RowAction? action = ActionOf(cleared, isHeld ? known : null);
        if (action is not { } act)
        {
            return null;
        }

        Counts.Add(act);
        _explanations?.Row(Explained(key, known, record));
        int version = act == RowAction.Resend ? known!.Version : (known?.Version ?? 0) + 1;
        return Row(cleared, known?.Token ?? _keys.Token(key), act, version, _surveyed?.PlacingOf(cleared, known, verdict));
    }

    /// <summary>What becomes of the record by its own values, by the check of a finished file, and by small numbers.</summary>
    private RecordOutcome Judge(IncidentRecord record, IncidentKey key, bool isHeld, Verdict verdict)
    {
        RecordOutcome outcome = verdict.IsUnclear ? _surveyed!.WhyUnclear(record, key, isHeld)
            : _clearer.Clear(record, key, isHeld, verdict.Step);
        if (_refused.TryGetValue(key, out RefusedRow? refused))
        {
            outcome = outcome.Or(refused);
        }

        if (outcome.Cleared is not { } small || verdict.HeldBack is not { } withheld)
        {
            return outcome;
        }

        if (withheld == Reason.SmallNumbers || withheld == Reason.LatePeriod)
        {
            _figures?.Withheld(record, small);
        }

        return RecordOutcome.HeldBack(withheld, "");
    }

    /// <summary>What is done about a cleared record; null when the force has it in this form already.</summary>
    private RowAction? ActionOf(ClearedRecord cleared, HoldingRow? held) =>
        held is null ? RowAction.New
        : !cleared.RowHash(_keys, held.KeyId).AsSpan().SequenceEqual(held.RowHash) ? RowAction.Amend
        : _full || _range?.Has(cleared) == true ? RowAction.Resend
        : null;

    /// <summary>Counts a record that was not cleared; its withdrawal, where the force has it and must not keep it.</summary>
    private PlannedRow? Uncleared(IncidentRecord record, IncidentKey key, HoldingRow? known, in RecordOutcome outcome)
    {
        bool isHeld = known is { IsHeld: true };
        Reason reason = outcome.Reason!;
        if (isHeld && outcome.MustNotLeave)
        {
            // Held back, it would stay with the force: also an earlier version, of which the ledger has no text to look at again.
            Counts.FindSent(new AlreadySentRow(known!, reason, outcome.Field!));
        }
        else if (outcome.IsExcluded)
        {
            Counts.Exclude(reason);
        }
        else
        {
            Counts.HoldBack(reason, outcome.Field!);
        }

        if (isHeld && Withdraws(outcome))
        {
            _explanations?.Row(
                outcome.MustNotLeave ? Explained(key, known, record, Reason.AlreadySent, reason, outcome.Field)
                : Explained(key, known, record, reason, null, outcome.Field));
            return Withdraw(known!);
        }

        if (outcome.IsExcluded)
        {
            _explanations?.Exclude(Explained(key, known, record, reason));
        }
        else
        {
            _explanations?.HoldBack(Explained(key, known, record, reason, null, outcome.Field));
        }

        if (isHeld && _surveyed is not null)
        {
            _figures?.Kept(record, _surveyed.ClassSent(known!));
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

    private ExplainedRecord Explained(
        IncidentKey key, HoldingRow? known, IncidentRecord record, Reason? reason = null, Reason? why = null, string? field = null) =>
        new(key, known, _clearer.CaseReferenceOf(record), reason, why, field);

    private PlannedRow Withdraw(HoldingRow row)
    {
        Counts.Add(RowAction.Withdraw);
        return PlannedRow.Withdrawal(row.Key, row.Token, row.Version, row.Placement, _keys.ActiveKeyId);
    }

    private PlannedRow Row(ClearedRecord cleared, string token, RowAction action, int version, byte[]? placement) => new(
        new ExportedRow(
            cleared.Key, token, action, version, cleared.RowHash(_keys, _keys.ActiveKeyId), _keys.ActiveKeyId,
            cleared.TextHash(_keys, _keys.ActiveKeyId), placement),
        cleared);
}
