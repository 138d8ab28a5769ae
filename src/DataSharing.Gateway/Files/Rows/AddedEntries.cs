using System.Security.Cryptography;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Files.Rows;

/// <summary>
/// What the ledger will remember of each row, in the order of adding: packed without lines, the last ones in memory and those before them
/// in one sealed file that lives as long as this.
/// </summary>
internal sealed class AddedEntries : IDisposable
{
    private const int MemoryBytes = 1024 * 1024;

    private readonly Func<FileStream> _create;
    private readonly byte[] _key;
    private readonly string _keyId;
    private byte[] _last = new byte[4096];
    private int _used;
    private FileStream? _file;
    private SealedWriteStream? _writer;

    /// <summary>Prepares; nothing is created before the memory is full.</summary>
    /// <param name="create">Makes the file.</param>
    /// <param name="key">The key the file is sealed with.</param>
    /// <param name="keyId">What stands in the file as its id.</param>
    public AddedEntries(Func<FileStream> create, byte[] key, string keyId)
    {
        _create = create;
        _key = key;
        _keyId = keyId;
    }

    public void Add(ExportedRow entry)
    {
        string storedKey = entry.Key.Stored;
        int length = PackedRows.LengthOf(entry, storedKey);
        if (_used + length > MemoryBytes)
        {
            _writer ??= new SealedWriteStream(_file = _create(), _key, _keyId, leaveOpen: true);
            _writer.Write(_last.AsSpan(0, _used));
            _used = 0;
        }

        if (_used + length > _last.Length)
        {
            Array.Resize(ref _last, Math.Min(MemoryBytes, _last.Length * 4));
        }

        PackedRows.Pack(entry, storedKey, _last.AsSpan(_used, length));
        _used += length;
    }

    /// <summary>No entry is added afterwards.</summary>
    public void Complete() => _writer?.CompleteUnflushed();

    /// <summary>The entries; can be asked for any number of times.</summary>
    public IEnumerable<ExportedRow> Read()
    {
        var unpacker = new RowUnpacker();
        if (_file is { } file)
        {
            using var spilled = new SpilledRows(file, _key);
            while (spilled.MoveNext())
            {
                yield return unpacker.Unpack(spilled.Current).Entry;
            }
        }

        for (int offset = 0; offset < _used;)
        {
            int length = PackedRows.LengthOf(_last.AsSpan(offset));
            yield return unpacker.Unpack(_last.AsMemory(offset, length)).Entry;
            offset += length;
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        if (_file is { } file)
        {
            File.Delete(file.Name);
            file.Dispose();
        }

        CryptographicOperations.ZeroMemory(_last);
        _used = 0;
    }
}
