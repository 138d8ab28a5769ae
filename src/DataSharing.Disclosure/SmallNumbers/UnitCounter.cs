namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>Counts the different units of the rows of a class, one class after another.</summary>
internal sealed class UnitCounter(UnitStore store)
{
    private readonly HashSet<ulong> _persons = [];
    private readonly HashSet<ulong> _premises = [];
    private CountedUnit _unit;

    /// <summary>The units of the rows added since the last <see cref="Start"/>.</summary>
    public int Units => _unit == CountedUnit.Offenders ? _persons.Count : Math.Min(_persons.Count, _premises.Count);

    public void Start(CountedUnit unit)
    {
        _unit = unit;
        _persons.Clear();
        _premises.Clear();
    }

    public void Add(int at)
    {
        if (_unit == CountedUnit.Offenders)
        {
            store.AddOffenders(at, _persons);
            return;
        }

        store.AddPersons(at, _persons);
        _premises.Add(store.PremisesAt(at));
    }
}
