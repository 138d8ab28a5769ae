using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Files.Rows;

/// <summary>One sorted run that a merge reads from.</summary>
internal abstract class RowSource : IDisposable
{
    /// <summary>The packed row; valid until the next is asked for.</summary>
    public abstract ReadOnlyMemory<byte> Current { get; }

    public abstract bool MoveNext();

    public abstract void Dispose();
}

/// <summary>The rows that were never spilled.</summary>
internal sealed class HeldRows(PackedRows rows) : RowSource
{
    private int _index = -1;

    public override ReadOnlyMemory<byte> Current => rows[_index];

    public override bool MoveNext() => ++_index < rows.Count;

    public override void Dispose()
    {
    }
}

/// <summary>A spilled run, read by offset, so that merges of the same run do not disturb each other.</summary>
internal sealed class SpilledRows(FileStream run, byte[] key) : RowSource
{
    private readonly SealedReadStream _reader = new(run.SafeFileHandle, Path.GetFileName(run.Name), key, leaveOpen: true);
    private byte[] _row = new byte[1024];
    private int _length;

    public override ReadOnlyMemory<byte> Current => _row.AsMemory(0, _length);

    public override bool MoveNext()
    {
        int read = _reader.ReadAtLeast(_row.AsSpan(0, PackedRows.LengthEnd), PackedRows.LengthEnd, throwOnEndOfStream: false);
        if (read == 0)
        {
            return false;
        }

        _length = PackedRows.LengthOf(_row);
        if (_length > _row.Length)
        {
            Array.Resize(ref _row, Math.Max(_length, _row.Length * 2));
        }

        _reader.ReadExactly(_row.AsSpan(PackedRows.LengthEnd, _length - PackedRows.LengthEnd));
        return true;
    }

    public override void Dispose() => _reader.Dispose();
}
