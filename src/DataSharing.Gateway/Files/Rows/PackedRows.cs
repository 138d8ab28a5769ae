using System.Buffers.Binary;
using System.Text;
using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Files.Rows;

/// <summary>
/// Rows packed one behind the other into a few big buffers that are used again for every run, with an index that is sorted in their place:
/// a million rows cost no object each.
/// </summary>
/// <remarks>
/// A packed row: token (16 bytes), length of all (4), action (1), version (4), lengths of row hash (255 for none), key id, incident key and
/// text hash (255 for none; 1 each) and of the placement (2; 0 for none), then row hash, text hash, placement, key id and incident key,
/// then the line. Numbers are little-endian.
/// </remarks>
internal sealed class PackedRows
{
    public const int TokenLength = 16;
    public const int LengthEnd = TokenLength + 4;
    public const int HeadLength = LengthEnd + 11;
    public const byte NoHash = 255;

    private const int ChunkLength = 1024 * 1024;
    private const int IndexedBytes = 20;

    private readonly int _memoryBytes;
    private readonly List<byte[]> _chunks = [];
    private UInt128[] _tokens = new UInt128[256];
    private int[] _positions = new int[256];
    private int _chunk;
    private int _used;
    private long _bytes;

    public PackedRows(int memoryBytes) => _memoryBytes = memoryBytes;

    public int Count { get; private set; }

    /// <summary>The packed row at an index in the order of adding, or after <see cref="Sort"/> in the order of tokens.</summary>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            (int chunk, int offset) = Math.DivRem(_positions[index], ChunkLength);
            byte[] bytes = _chunks[chunk];
            return bytes.AsMemory(offset, LengthOf(bytes.AsSpan(offset)));
        }
    }

    /// <summary>A token as a number whose order is the ordinal order of tokens.</summary>
    public static UInt128 TokenOf(ReadOnlySpan<byte> packed) => BinaryPrimitives.ReadUInt128BigEndian(packed);

    /// <inheritdoc cref="TokenOf(ReadOnlySpan{byte})"/>
    public static UInt128 TokenOf(string token)
    {
        Span<byte> ascii = stackalloc byte[TokenLength];
        WriteAscii(token, TokenLength, ascii);
        return TokenOf(ascii);
    }

    public static int LengthOf(ReadOnlySpan<byte> packed) => BinaryPrimitives.ReadInt32LittleEndian(packed[TokenLength..]);

    /// <summary>The line of a packed row, which is all behind what the head gives the lengths of.</summary>
    public static ReadOnlyMemory<byte> LineOf(ReadOnlyMemory<byte> packed)
    {
        ReadOnlySpan<byte> head = packed.Span[LengthEnd..HeadLength];
        int hashes = (head[5] == NoHash ? 0 : head[5]) + (head[8] == NoHash ? 0 : head[8]);
        return packed[(HeadLength + hashes + BinaryPrimitives.ReadUInt16LittleEndian(head[9..]) + head[6] + head[7])..];
    }

    /// <summary>The packed length of a row without its line.</summary>
    public static int LengthOf(ExportedRow entry, string storedKey) =>
        HeadLength + (entry.RowHash?.Length ?? 0) + (entry.TextHash?.Length ?? 0) + (
            entry.Placement?.Length ?? 0) + entry.KeyId.Length + storedKey.Length;

    /// <summary>Packs a row but its line, into exactly as much room as it takes with its line.</summary>
    public static void Pack(ExportedRow entry, string storedKey, Span<byte> packed)
    {
        WriteAscii(entry.Token, TokenLength, packed);
        BinaryPrimitives.WriteInt32LittleEndian(packed[TokenLength..], packed.Length);
        packed[LengthEnd] = (byte)entry.Action;
        BinaryPrimitives.WriteInt32LittleEndian(packed[(LengthEnd + 1)..], entry.Version);
        packed[LengthEnd + 5] = entry.RowHash is { } hash ? checked((byte)hash.Length) : NoHash;
        packed[LengthEnd + 6] = checked((byte)entry.KeyId.Length);
        packed[LengthEnd + 7] = checked((byte)storedKey.Length);
        packed[LengthEnd + 8] = entry.TextHash is { } texts ? checked((byte)texts.Length) : NoHash;
        BinaryPrimitives.WriteUInt16LittleEndian(packed[(LengthEnd + 9)..], checked((ushort)(entry.Placement?.Length ?? 0)));
        Span<byte> rest = packed[HeadLength..];
        entry.RowHash?.CopyTo(rest);
        rest = rest[(entry.RowHash?.Length ?? 0)..];
        entry.TextHash?.CopyTo(rest);
        rest = rest[(entry.TextHash?.Length ?? 0)..];
        entry.Placement?.CopyTo(rest);
        rest = rest[(entry.Placement?.Length ?? 0)..];
        WriteAscii(entry.KeyId, entry.KeyId.Length, rest);
        WriteAscii(storedKey, storedKey.Length, rest[entry.KeyId.Length..]);
    }

    /// <summary>Packs a row; false, with nothing done, when the memory is used up. One row always fits.</summary>
    public bool TryAdd(ExportedRow entry, ReadOnlySpan<byte> line)
    {
        string key = entry.Key.Stored;
        int length = LengthOf(entry, key) + line.Length;
        if (Count > 0 && _bytes + length + IndexedBytes > _memoryBytes)
        {
            return false;
        }

        Span<byte> packed = Room(length);
        Pack(entry, key, packed);
        line.CopyTo(packed[(length - line.Length)..]);

        if (Count == _tokens.Length)
        {
            Array.Resize(ref _tokens, Count * 2);
            Array.Resize(ref _positions, Count * 2);
        }

        _tokens[Count] = TokenOf(packed);
        _positions[Count] = (_chunk * ChunkLength) + _used;
        Count++;
        _used += length;
        _bytes += length + IndexedBytes;
        return true;
    }

    /// <summary>Sorts the index by token.</summary>
    /// <exception cref="InvalidOperationException">Two rows have the same token.</exception>
    public void Sort()
    {
        Array.Sort(_tokens, _positions, 0, Count);
        for (int i = 1; i < Count; i++)
        {
            if (_tokens[i] == _tokens[i - 1])
            {
                throw new InvalidOperationException("Two rows of the export have the same record token.");
            }
        }
    }

    /// <summary>Forgets the rows and keeps the buffers.</summary>
    public void Clear()
    {
        foreach (byte[] chunk in _chunks)
        {
            Array.Clear(chunk);
        }

        Count = 0;
        _chunk = 0;
        _used = 0;
        _bytes = 0;
    }

    private static void WriteAscii(string text, int length, Span<byte> target)
    {
        if (text.Length != length || Ascii.FromUtf16(text, target, out int written) != System.Buffers.OperationStatus.Done
            || written != length)
        {
            throw new ArgumentException(
                "A record token has 16 ASCII characters; key ids and stored incident keys are ASCII.", nameof(text));
        }
    }

    private Span<byte> Room(int length)
    {
        if (_chunks.Count > 0 && _chunks[_chunk].Length - _used < length)
        {
            _chunk++;
            _used = 0;
        }

        if (_chunk == _chunks.Count)
        {
            _chunks.Add(new byte[Math.Max(ChunkLength, length)]);
        }
        else if (_chunks[_chunk].Length < length)
        {
            _chunks[_chunk] = new byte[length];
        }

        return _chunks[_chunk].AsSpan(_used, length);
    }
}
