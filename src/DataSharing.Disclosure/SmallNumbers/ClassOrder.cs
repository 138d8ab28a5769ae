namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>Rows sorted by their class, so that those of one class stand together. Every sorting uses the same memory.</summary>
/// <param name="capacity">The most rows.</param>
internal sealed class ClassOrder(int capacity)
{
    private readonly ulong[] _classes = new ulong[capacity];
    private readonly int[] _rows = new int[capacity];
    private int _count;

    /// <summary>Begins again without rows.</summary>
    public void Start() => _count = 0;

    /// <summary>Adds a row.</summary>
    public void Add(ulong classHash, int row)
    {
        _classes[_count] = classHash;
        _rows[_count++] = row;
    }

    /// <summary>The rows of each class in turn. Good until the next <see cref="Start"/>.</summary>
    public IEnumerable<ArraySegment<int>> Classes()
    {
        Array.Sort(_classes, _rows, 0, _count);
        for (int start = 0, end; start < _count; start = end)
        {
            end = start + 1;
            while (end < _count && _classes[end] == _classes[start])
            {
                end++;
            }

            yield return new ArraySegment<int>(_rows, start, end - start);
        }
    }
}
