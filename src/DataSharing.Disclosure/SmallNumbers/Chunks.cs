namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>A growing list that is never copied as it grows, so that a million rows cost no more memory than they fill.</summary>
internal sealed class Chunks<T>
{
    private const int Bits = 16;
    private const int Length = 1 << Bits;

    private readonly List<T[]> _chunks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _chunks[index >> Bits][index & (Length - 1)];

    public void Add(T item)
    {
        if (Count == _chunks.Count << Bits)
        {
            _chunks.Add(new T[Length]);
        }

        _chunks[Count >> Bits][Count & (Length - 1)] = item;
        Count++;
    }
}
