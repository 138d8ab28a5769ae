using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Clearance;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.SmallNumbers;

namespace DataSharing.Disclosure.Planning;

/// <summary>
/// The first reading of a source under mode <c>k</c>: every record with its classes and units, and then the verdict on each.
/// </summary>
internal sealed class SurveyedRows
{
    // Verdicts that are no number of the chooser.
    private const int Excluded = -1;
    private const int PeriodOpen = -2;
    private const int CountedValue = -3;
    private const int Unreadable = -4;
    private const int Unclear = -5;

    private readonly RecordClearer _clearer;
    private readonly UnitRoles _units;
    private readonly SmallNumberRule _rule;
    private readonly ForceKeys _keys;
    private readonly DateOnly _today;
    private readonly bool _full;
    private readonly QuickHash _hash;
    private readonly IReadOnlyDictionary<IncidentKey, RefusedRow> _refused;
    private readonly Chunks<int> _entries = new();
    private readonly ulong[] _classes;
    private readonly ulong[] _arrivals;

    // How a class that the recipient has is called in this run, by the hash that the ledger has of it.
    private readonly Dictionary<ulong, ulong> _called = [];
    private readonly List<Kept> _kept = [];

    public SurveyedRows(
        RecordClearer clearer, SmallNumberRule rule, UnitRoles units, ForceKeys keys, DateOnly today, bool full,
        IReadOnlyDictionary<IncidentKey, RefusedRow> refused)
    {
        _clearer = clearer;
        _units = units;
        _rule = rule;
        _keys = keys;
        _today = today;
        _full = full;
        _refused = refused;
        _hash = new QuickHash(keys.Seed());
        _classes = new ulong[rule.Steps * rule.Sets.Count];
        _arrivals = new ulong[rule.Arrivals];
        StepChooser = new StepChooser(rule);
    }

    public bool IsDecided { get; private set; }

    public StepChooser StepChooser { get; }

    /// <summary>Adds a record with what the recipient has of it. What it has without a record is withdrawn, and not counted.</summary>
    public void Add(IncidentRecord record, IncidentKey key, HoldingRow? known) => _entries.Add(Enter(record, key, known));

    public void Decide()
    {
        foreach (Kept kept in _kept)
        {
            // A class of which only such rows are left has no other name; whoever would join it is counted without them.
            StepChooser.AddHeld(
                kept.Step, [.. kept.Histories.Select(history => _called.GetValueOrDefault(history, history))], [], kept.Units);
        }

        StepChooser.Decide();
        IsDecided = true;
    }

    /// <summary>The verdict on the record with this number in the order of reading, from 0.</summary>
    public Verdict Of(long number)
    {
        int entry = _entries[checked((int)number)];
        return entry switch
        {
            // Selection says it again.
            Excluded => Verdict.AtStep(0),
            Unclear => Verdict.Unclear,
            PeriodOpen => Verdict.Hold(Reason.PeriodOpen),
            CountedValue => Verdict.Hold(Reason.CountedValue),
            Unreadable => Verdict.Hold(Reason.Unreadable),
            _ => StepChooser.StepOf(entry) switch
            {
                StepChooser.NoStep => Verdict.Hold(Reason.SmallNumbers),
                StepChooser.Late => Verdict.Hold(Reason.LatePeriod),
                int step => Verdict.AtStep(step),
            },
        };
    }

    /// <summary>
    /// Why a record whose verdict is unclear is held back; the cleared record where only the check of a finished file says why.
    /// </summary>
    public RecordOutcome WhyUnclear(IncidentRecord record, IncidentKey key, bool held) =>
        _clearer.Survey(record, key, held, _hash, _classes) is { Reason: not null } found ? found
            : _clearer.ClearUndecided(record, key, held);

    /// <summary>
    /// The class that a row which the recipient keeps as it is was sent in; null where it was sent under other rules, and no class counts
    /// it.
    /// </summary>
    public ulong? ClassSent(HoldingRow known) =>
        Placement.Unpack(known.Placement) is { } before && Fits(before) ? Placement.Short(before.Classes[0]) : null;

    /// <summary>What the ledger will remember of where the record stands.</summary>
    public byte[] PlacingOf(ClearedRecord cleared, HoldingRow? known, Verdict verdict)
    {
        byte[][] now = ClassesOf(cleared);
        if (Placement.Unpack(known?.Placement) is not { } before)
        {
            return new Placement(verdict.Step, now).Pack();
        }

        byte[][] histories = verdict.Step == before.Step ? before.Histories
            : [.. before.Histories.Zip(now, (old, added) => _keys.ClassHash([.. old, .. added]))];
        return new Placement(verdict.Step, now, Same(histories, now) ? null : histories).Pack();
    }

    private static bool Same(byte[][] left, byte[][] right) =>
        left.Zip(right, (one, other) => one.AsSpan().SequenceEqual(other)).All(same => same);

    private byte[][] ClassesOf(ClearedRecord cleared)
    {
        var classes = new byte[_rule.Sets.Count][];
        for (int set = 0; set < classes.Length; set++)
        {
            classes[set] = _clearer.CountedForm(cleared, set) is { } form ? _keys.ClassHash(form) : [];
        }

        return classes;
    }

    private int Enter(IncidentRecord record, IncidentKey key, HoldingRow? known)
    {
        bool held = known is { IsHeld: true };
        Placement? before = Placement.Unpack(known?.Placement);
        RecordOutcome outcome = _clearer.Survey(record, key, held, _hash, _classes);
        if (outcome.IsExcluded)
        {
            return Excluded;
        }

        Units? units = Units.Of(record, _units, _hash);
        if (_refused.TryGetValue(key, out RefusedRow? refused))
        {
            // The planner says why.
            outcome = outcome.Or(refused);
        }

        bool isUnclear = outcome.Reason is not null;
        if (isUnclear || units is null)
        {
            // What must not leave is withdrawn, and makes nobody's class bigger.
            Keep(held && !outcome.MustNotLeave, before, units);
            return isUnclear ? Unclear : Unreadable;
        }

        if (before is not null && !IsAsBefore(record, key, held, before, out bool mustNotLeave))
        {
            Keep(held && !mustNotLeave, before, units);
            return mustNotLeave ? Unclear : CountedValue;
        }

        if (held && before is not null)
        {
            return EnterHeld(before, units);
        }

        if (!record.TryGetDay(_rule.PeriodOf, out DateOnly day) || SmallNumberRule.EndOf(_rule.Period, day) >= _today)
        {
            return PeriodOpen;
        }

        for (int i = 0; i < _arrivals.Length; i++)
        {
            _arrivals[i] = _rule.ArrivalOf(record, i);
        }

        // A record that returns may only say again what it said before.
        return StepChooser.AddCandidate(
            _classes, before?.Step, units, known is null ? Arrival.First : held ? Arrival.None : Arrival.Return, _arrivals);
    }

    /// <summary>Enters a row that the recipient has and that is still as it was sent: it is counted where it was sent.</summary>
    private int EnterHeld(Placement before, Units units)
    {
        // A history that is more than one class has no other name than the ledger's.
        bool moved = !ReferenceEquals(before.Histories, before.Classes);
        int sets = _rule.Sets.Count;
        ReadOnlySpan<ulong> now = _classes.AsSpan(before.Step * sets, sets);
        ulong[] histories = moved ? [.. before.Histories.Select(Placement.Short)] : now.ToArray();
        for (int set = 0; set < sets && !moved; set++)
        {
            _called[Placement.Short(before.Classes[set])] = now[set];
        }

        ReadOnlySpan<ulong> finer = _rule.Refine ? _classes.AsSpan(0, before.Step * sets) : [];
        return StepChooser.AddHeld(before.Step, histories, finer, units);
    }

    /// <summary>Whether a record's counted cells at the step it was sent at are those that were sent.</summary>
    private bool IsAsBefore(IncidentRecord record, IncidentKey key, bool held, Placement before, out bool mustNotLeave)
    {
        RecordOutcome outcome = before.Step < _rule.Steps ? _clearer.ClearUndecided(record, key, held, before.Step) : default;
        mustNotLeave = outcome.MustNotLeave;
        return Fits(before) && outcome.Cleared is { } cleared && Same(ClassesOf(cleared), before.Classes);
    }

    /// <summary>Whether a row was sent under steps and sets like today's, so that its classes can be told.</summary>
    private bool Fits(Placement before) => before.Classes.Length == _rule.Sets.Count && before.Step < _rule.Steps;

    /// <summary>The recipient keeps what it has, so it is counted as it was sent; a full export withdraws it instead.</summary>
    private void Keep(bool held, Placement? before, Units? units)
    {
        if (held && !_full && before is not null && Fits(before))
        {
            _kept.Add(new Kept(before.Step, [.. before.Histories.Select(Placement.Short)], units ?? Units.Nobody));
        }
    }

    private sealed record Kept(int Step, ulong[] Histories, Units Units);
}
