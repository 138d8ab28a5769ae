namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>The first reading of a source under mode <c>k</c>: every record with its classes and units, and then the verdict on each.</summary>
internal sealed class SurveyedRows
{
    // Verdicts that are no number of the placement.
    private const int Excluded = -1;
    private const int PeriodOpen = -2;
    private const int CountedValue = -3;
    private const int Unreadable = -4;
    private const int Unclear = -5;

    private readonly ForceProfile _profile;
    private readonly SmallNumberRule _rule;
    private readonly ForceKeys _keys;
    private readonly DateOnly _today;
    private readonly bool _full;
    private readonly Placement _placement;
    private readonly Chunks<int> _entries = new();
    private readonly byte[]?[] _forms;
    private readonly ulong[] _classes;

    public SurveyedRows(ForceProfile profile, SmallNumberRule rule, ForceKeys keys, DateOnly today, bool full)
    {
        _profile = profile;
        _rule = rule;
        _keys = keys;
        _today = today;
        _full = full;
        _placement = new Placement(rule);
        _forms = new byte[]?[rule.Steps * rule.Sets.Count];
        _classes = new ulong[_forms.Length];
    }

    public bool IsDecided { get; private set; }

    public Placement Placement => _placement;

    /// <summary>Adds a record with what the recipient has of it, or what it has without a record. A record that is excluded leaves the recipient's table.</summary>
    public void Add(IncidentRecord? record, IncidentKey key, HoldingRow? known)
    {
        if (record is null)
        {
            // Gone from the source: withdrawn, and no longer counted.
            return;
        }

        _entries.Add(Enter(record, key, known));
    }

    public void Decide()
    {
        _placement.Decide();
        IsDecided = true;
    }

    /// <summary>The verdict on the record of this place in the order of reading, from 0.</summary>
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
            _ => _placement.StepOf(entry) is var step && step == Placement.NotPlaced ? Verdict.Hold(Reason.SmallNumbers) : Verdict.AtStep(step),
        };
    }

    /// <summary>Why a record whose verdict is unclear is held back.</summary>
    public Clearing WhyUnclear(IncidentRecord record, IncidentKey key, bool held) => _profile.Survey(record, key, _today, held, _keys, _forms);

    /// <summary>What the ledger will remember of where the record stands.</summary>
    public byte[] PlacingOf(IncidentRecord record, ClearedRecord cleared, HoldingRow? known, Verdict verdict)
    {
        byte[][] now = [.. Enumerable.Range(0, _rule.Sets.Count).Select(set => _profile.CountedForm(cleared, set) is { } form ? _keys.ClassHash(form) : [])];
        Units units = Units.Of(record, _profile.Units!, _keys) ?? throw new InvalidOperationException("A record whose units cannot be read was placed.");
        if (Placing.Unpack(known?.Placing) is not { } before)
        {
            return new Placing(verdict.Step, now, units).Pack();
        }

        byte[][] histories = verdict.Step == before.Step ? before.Histories : [.. before.Histories.Zip(now, (old, added) => _keys.ClassHash([.. old, .. added]))];
        return new Placing(verdict.Step, now, units, Same(histories, now) ? null : histories).Pack();
    }

    private static bool Same(byte[][] left, byte[][] right) => left.Zip(right, (one, other) => one.AsSpan().SequenceEqual(other)).All(same => same);

    private int Enter(IncidentRecord record, IncidentKey key, HoldingRow? known)
    {
        bool held = known is { IsHeld: true };
        Placing? before = Placing.Unpack(known?.Placing);
        Clearing clearing = _profile.Survey(record, key, _today, held, _keys, _forms);
        if (clearing.Reason is { } reason)
        {
            if (reason.Kind == ReasonKind.Excluded)
            {
                return Excluded;
            }

            if (held)
            {
                Keep(before);
            }

            return Unclear;
        }

        if (Units.Of(record, _profile.Units!, _keys) is not { } units)
        {
            if (held)
            {
                Keep(before);
            }

            return Unreadable;
        }

        for (int i = 0; i < _forms.Length; i++)
        {
            _classes[i] = _forms[i] is { } form ? Placing.Short(_keys.ClassHash(form)) : 0;
        }

        int sets = _rule.Sets.Count;
        if (before is not null && (before.Classes.Length != sets || before.Step >= _rule.Steps || !IsAsBefore(before)))
        {
            if (held)
            {
                Keep(before);
            }

            return CountedValue;
        }

        if (held && before is not null)
        {
            ulong[] histories = [.. before.Histories.Select(Placing.Short)];
            ReadOnlySpan<ulong> finer = _rule.Refine ? _classes.AsSpan(0, before.Step * sets) : [];
            return _placement.AddHeld(before.Step, histories, finer, units);
        }

        if (!record.TryGetDay(_rule.PeriodOf, out DateOnly day) || SmallNumberRule.EndOf(_rule.Period, day) >= _today)
        {
            return PeriodOpen;
        }

        // A record that returns may only say again what it said before.
        return _placement.AddCandidate(_classes, before?.Step, units);
    }

    /// <summary>Whether a record's counted cells at the step it was sent at are those that were sent.</summary>
    private bool IsAsBefore(Placing before)
    {
        for (int set = 0; set < before.Classes.Length; set++)
        {
            if (_classes[(before.Step * before.Classes.Length) + set] != Placing.Short(before.Classes[set]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The recipient keeps what it has, so it is counted as it was sent; a full export withdraws it instead.</summary>
    private void Keep(Placing? before)
    {
        if (before is not null && !_full && before.Classes.Length == _rule.Sets.Count && before.Step < _rule.Steps)
        {
            _placement.AddHeld(before.Step, [.. before.Histories.Select(Placing.Short)], [], before.Units);
        }
    }
}
