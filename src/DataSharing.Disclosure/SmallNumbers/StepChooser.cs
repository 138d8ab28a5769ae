namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>
/// Gives each row that may leave the finest step at which its class has enough units, counting what the recipient has and what has no step
/// yet together. All rows of a class are decided on at once, so the order in which they came does not matter. Source: design, section 6.
/// </summary>
/// <remarks>
/// A class is told from another by the cells that a row ever had, not only by those it has now: a recipient who kept every file can do the
/// same. A row that is made finer therefore leaves its old class together with at least k units that make the same move.
/// </remarks>
internal sealed class StepChooser
{
    /// <summary>Stands for a candidate that no step can take.</summary>
    public const int NoStep = -1;

    /// <summary>Stands for a candidate that too few others of its period would arrive with.</summary>
    public const int Late = -2;

    private const byte Waiting = 255;
    private const byte HeldLate = 254;
    private const byte AnyStep = 255;

    private readonly SmallNumberRule _rule;
    private readonly int _sets;
    private readonly UnitStore _store = new();
    private readonly UnitCounter _counter;
    private readonly Chunks<Entry> _entries = new();
    private readonly Chunks<ulong> _classes = new();
    private ClassOrder _order = new(0);

    public StepChooser(SmallNumberRule rule)
    {
        _rule = rule;
        _sets = rule.Sets.Count;
        _counter = new UnitCounter(_store);
        RowsPerStep = new int[rule.Steps];
    }

    /// <summary>After <see cref="Decide"/>: how many rows the recipient has at each step.</summary>
    public int[] RowsPerStep { get; }

    /// <summary>
    /// After <see cref="Decide"/>: how many classes of the recipient's have fewer than k units: withdrawals, or corrections of whom a
    /// record is about, made them smaller.
    /// </summary>
    public int Shrunk { get; private set; }

    /// <summary>Adds a row that the recipient has and keeps.</summary>
    /// <param name="step">The step it has.</param>
    /// <param name="classes">Its class for each counted set; zero where a set does not count it.</param>
    /// <param name="finer">Its classes at the finer steps, from the first on, where it may be made finer; else empty.</param>
    /// <param name="units">Its units.</param>
    /// <returns>The number by which <see cref="StepOf"/> knows it.</returns>
    public int AddHeld(int step, ReadOnlySpan<ulong> classes, ReadOnlySpan<ulong> finer, Units units) =>
        Add(step, AnyStep, finer.Length > 0, classes, finer, units);

    /// <summary>Adds a row that the recipient does not have.</summary>
    /// <param name="classes">Its classes at every step: all sets of the first step, then all of the next.</param>
    /// <param name="onlyStep">The one step it may have, where it was sent before; else null.</param>
    /// <param name="units">Its units.</param>
    /// <param name="arrival">How the recipient sees it come.</param>
    /// <param name="arrivals">With which others it arrives, for every way in which the steps show dates.</param>
    /// <returns>The number by which <see cref="StepOf"/> knows it.</returns>
    public int AddCandidate(ReadOnlySpan<ulong> classes, int? onlyStep, Units units, Arrival arrival, ReadOnlySpan<ulong> arrivals)
    {
        int entry = Add(Waiting, (byte)(onlyStep ?? AnyStep), false, classes, arrivals, units);
        _entries[entry].Arrival = arrival;
        return entry;
    }

    /// <summary>Decides on every row.</summary>
    public void Decide()
    {
        _order = new ClassOrder(_entries.Count);
        do
        {
            for (int step = 0; step < _rule.Steps; step++)
            {
                ChooseAt(step);
            }
        }
        while (HoldLate());

        if (_rule.Refine)
        {
            RefineAll();
        }

        Summarise();
        _order = new ClassOrder(0);
    }

    /// <summary>The step of a row, <see cref="NoStep"/> or <see cref="Late"/>.</summary>
    public int StepOf(int entry) => _entries[entry].Step switch
    {
        Waiting => NoStep,
        HeldLate => Late,
        byte step => step,
    };

    private int Add(int step, byte onlyStep, bool mayRefine, ReadOnlySpan<ulong> classes, ReadOnlySpan<ulong> further, Units units)
    {
        var entry = new Entry { Step = (byte)step, OnlyStep = onlyStep, IsHeld = step != Waiting, MayRefine = mayRefine,
            Classes = _classes.Count, Units = _store.Add(units) };
        foreach (ulong hash in classes)
        {
            _classes.Add(hash);
        }

        foreach (ulong hash in further)
        {
            _classes.Add(hash);
        }

        _entries.Add(entry);
        return _entries.Count - 1;
    }

    /// <summary>
    /// Gives a step to all that can have it: those whose classes hold for every set, counted with each other and with the recipient's rows.
    /// </summary>
    private void ChooseAt(int step)
    {
        var tentative = new bool[_entries.Count];
        bool any = false;
        for (int i = 0; i < tentative.Length; i++)
        {
            tentative[i] = _entries[i].Step == Waiting && (_entries[i].OnlyStep == AnyStep || _entries[i].OnlyStep == step);
            any |= tentative[i];
        }

        bool refused = any;
        while (refused)
        {
            refused = false;
            for (int set = 0; set < _sets; set++)
            {
                refused |= RefuseSmall(step, set, tentative);
            }

            // With one set a class is refused whole, so that nothing else changes.
            refused &= _sets > 1;
        }

        for (int i = 0; i < tentative.Length; i++)
        {
            if (tentative[i])
            {
                _entries[i].Step = (byte)step;
            }
        }
    }

    /// <summary>
    /// Holds back what would arrive with too few others of its period: the night on which it comes would tell when it was recorded. What
    /// was never sent has to be enough by itself, because the recipient knows by its token what returns.
    /// </summary>
    /// <returns>Whether other rows got a step in a class with these, so that all have to be looked at again without them.</returns>
    private bool HoldLate()
    {
        var left = new HashSet<ulong>();
        HoldLate(withReturns: false, left);
        HoldLate(withReturns: true, left);
        if (left.Count == 0 || !AnyWithStepIn(left))
        {
            return false;
        }

        for (int i = 0; i < _entries.Count; i++)
        {
            if (HasStep(i) && !_entries[i].IsHeld)
            {
                _entries[i].Step = Waiting;
            }
        }

        return true;
    }

    private void HoldLate(bool withReturns, HashSet<ulong> left)
    {
        var groups = new Dictionary<ulong, UnitCounter>();
        for (int i = 0; i < _entries.Count; i++)
        {
            if (Arrives(i, withReturns))
            {
                if (!groups.TryGetValue(ArrivalOf(i), out UnitCounter? group))
                {
                    groups[ArrivalOf(i)] = group = new UnitCounter(_store);
                }

                if (group.Units < _rule.K)
                {
                    group.Add(_entries[i].Units);
                }
            }
        }

        if (groups.Values.All(group => group.Units >= _rule.K))
        {
            return;
        }

        for (int i = 0; i < _entries.Count; i++)
        {
            if (Arrives(i, withReturns) && groups[ArrivalOf(i)].Units < _rule.K)
            {
                for (int set = 0; set < _sets; set++)
                {
                    left.Add(ClassOf(i, set));
                }

                _entries[i].Step = HeldLate;
            }
        }
    }

    private bool Arrives(int entry, bool withReturns) =>
        HasStep(entry) && (_entries[entry].Arrival == Arrival.First || (withReturns && _entries[entry].Arrival == Arrival.Return));

    private ulong ArrivalOf(int entry) => _classes[_entries[entry].Classes + (_rule.Steps * _sets) + _rule.ArrivalAt(_entries[entry].Step)];

    private bool AnyWithStepIn(HashSet<ulong> classes)
    {
        // A set that does not count a row has no class of it.
        classes.Remove(0);
        for (int i = 0; i < _entries.Count; i++)
        {
            for (int set = 0; set < _sets && HasStep(i) && !_entries[i].IsHeld; set++)
            {
                if (classes.Contains(ClassOf(i, set)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool HasStep(int entry) => _entries[entry].Step < HeldLate;

    private bool RefuseSmall(int step, int set, bool[] tentative)
    {
        _order.Start();
        for (int i = 0; i < _entries.Count; i++)
        {
            if (HasStep(i) || tentative[i])
            {
                ulong own = tentative[i] ? _classes[_entries[i].Classes + (step * _sets) + set] : ClassOf(i, set);
                if (own != 0)
                {
                    _order.Add(own, i);
                }
            }
        }

        bool refused = false;
        foreach (ArraySegment<int> members in _order.Classes())
        {
            if (!HasEnough(members, _rule.Sets[set].Unit))
            {
                foreach (int entry in members)
                {
                    refused |= tentative[entry];
                    tentative[entry] = false;
                }
            }
        }

        return refused;
    }

    /// <summary>Whether the rows of one class have enough units.</summary>
    private bool HasEnough(ArraySegment<int> members, CountedUnit unit)
    {
        if (unit == CountedUnit.PersonsAndPremises && members.Count < _rule.K)
        {
            // A row adds one premises at most.
            return false;
        }

        _counter.Start(unit);
        for (int i = 0; i < members.Count && _counter.Units < _rule.K; i++)
        {
            _counter.Add(_entries[members[i]].Units);
        }

        return _counter.Units >= _rule.K;
    }

    /// <summary>Moves whole groups of the recipient's rows to finer steps. There is one counted set (the profile says so).</summary>
    private void RefineAll()
    {
        OrderWithStep();
        int[][] classes = [.. _order.Classes().Select(members => members.ToArray())];
        foreach (int[] members in classes)
        {
            RefineOne([.. members.Where(entry => _entries[entry].MayRefine)], members);
        }
    }

    /// <summary>Sorts every row that has a step by its class of the first set.</summary>
    private void OrderWithStep()
    {
        _order.Start();
        for (int i = 0; i < _entries.Count; i++)
        {
            if (HasStep(i))
            {
                _order.Add(ClassOf(i, 0), i);
            }
        }
    }

    private void RefineOne(int[] movable, int[] all)
    {
        if (movable.Length == 0)
        {
            return;
        }

        for (int step = 0; step < _entries[movable[0]].Step; step++)
        {
            int target = step;
            List<(ulong Class, int[] Rows)> groups = [.. movable.GroupBy(entry => _classes[_entries[entry].Classes + _sets + target])
                .Select(group => (group.Key, group.ToArray())).Where(group => Count(group.Item2) >= _rule.K)
                .OrderBy(group => group.Item2.Length).ThenBy(group => group.Key)];
            while (groups.Count > 0)
            {
                int[] left = [.. all.Except(groups.SelectMany(group => group.Rows))];
                if (left.Length == 0 || Count(left) >= _rule.K)
                {
                    foreach (int entry in groups.SelectMany(group => group.Rows))
                    {
                        _entries[entry].Step = (byte)step;
                        _entries[entry].Refined = true;
                    }

                    return;
                }

                // Who is left would be too few: the smallest group stays with them.
                groups.RemoveAt(0);
            }
        }
    }

    private int Count(int[] entries)
    {
        _counter.Start(CountedUnit.PersonsAndPremises);
        foreach (int entry in entries)
        {
            _counter.Add(_entries[entry].Units);
        }

        return _counter.Units;
    }

    private void Summarise()
    {
        OrderWithStep();
        foreach (ArraySegment<int> members in _order.Classes())
        {
            foreach (int entry in members)
            {
                RowsPerStep[_entries[entry].Step]++;
            }

            Shrunk += HasEnough(members, _rule.Sets[0].Unit) ? 0 : 1;
        }
    }

    /// <summary>The class of a row that has a step.</summary>
    private ulong ClassOf(int entry, int set)
    {
        ref Entry row = ref _entries[entry];
        if (!row.IsHeld)
        {
            return _classes[row.Classes + (row.Step * _sets) + set];
        }

        // A row made finer is in a class of its own history: only those that moved with it are.
        return row is { MayRefine: true, Refined: true } ? _classes[row.Classes + _sets + row.Step] ^ _classes[row.Classes]
            : _classes[row.Classes + set];
    }

    private struct Entry
    {
        public int Classes;
        public int Units;
        public byte Step;
        public byte OnlyStep;
        public Arrival Arrival;
        public bool IsHeld;
        public bool MayRefine;
        public bool Refined;
    }
}
