namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>The units of very many rows, packed one behind the other.</summary>
internal sealed class UnitStore
{
    private readonly Chunks<ulong> _keys = new();

    /// <summary>Keeps the units of a row and gives the index at which they are.</summary>
    public int Add(Units units)
    {
        int at = _keys.Count;
        _keys.Add(((ulong)(uint)units.Persons.Length << 32) | (uint)units.Offenders.Length);
        // An incident at no premises is a premises of its own.
        _keys.Add(units.Premises ?? ~(ulong)at);
        Append(units.Persons);
        Append(units.Offenders);
        return at;
    }

    public ulong PremisesAt(int at) => _keys[at + 1];

    public void AddPersons(int at, HashSet<ulong> to) => Copy(at + 2, PersonsAt(at), to);

    public void AddOffenders(int at, HashSet<ulong> to) => Copy(at + 2 + PersonsAt(at), (int)(_keys[at] & uint.MaxValue), to);

    private int PersonsAt(int at) => (int)(_keys[at] >> 32);

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
