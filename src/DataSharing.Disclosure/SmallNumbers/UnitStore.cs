namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>The units of very many rows, packed one behind the other.</summary>
internal sealed class UnitStore
{
    private readonly Chunks<ulong> _keys = new();

    /// <summary>Keeps the units of a row and gives the place where they are.</summary>
    public int Add(Units units)
    {
        int place = _keys.Count;
        _keys.Add(((ulong)(uint)units.Persons.Length << 32) | (uint)units.Offenders.Length);
        // An incident at no premises is a place of its own.
        _keys.Add(units.Premises ?? ~(ulong)place);
        Append(units.Persons);
        Append(units.Offenders);
        return place;
    }

    public ulong PremisesAt(int place) => _keys[place + 1];

    public void AddPersons(int place, HashSet<ulong> to) => Copy(place + 2, PersonsAt(place), to);

    public void AddOffenders(int place, HashSet<ulong> to) => Copy(place + 2 + PersonsAt(place), (int)(_keys[place] & uint.MaxValue), to);

    private int PersonsAt(int place) => (int)(_keys[place] >> 32);

    private void Copy(int from, int count, HashSet<ulong> to)
    {
        for (int i = 0; i < count; i++)
        {
            to.Add(_keys[from + i]);
        }
    }

    private void Append(ulong[] keys)
    {
        foreach (ulong key in keys)
        {
            _keys.Add(key);
        }
    }
}
