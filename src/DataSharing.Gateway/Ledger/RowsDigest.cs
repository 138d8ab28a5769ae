using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// SHA-256 over the rows of an export in the order of their incident keys: token, stored incident key, action, version, row hash and key
/// id, each as its length (four bytes, big-endian) and its bytes; then the text hash, and the placing where there is one. An absent hash
/// has the length 2³²−1, so it differs from an empty one.
/// </summary>
internal sealed class RowsDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[512];
    private int _used;

    /// <summary>Adds the next row.</summary>
    public void Add(ExportedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Add(row.Token, row.Key.Stored, (int)row.Action, row.Version, row.RowHash, row.KeyId, row.TextHash, row.Placement);
    }

    /// <summary>Adds the next row as it is stored, which need not be a possible one.</summary>
    internal void Add(string token, string key, int action, int version, byte[]? rowHash, string keyId, byte[]? textHash, byte[]? placing)
    {
        _used = 0;
        Text(token);
        Text(key);
        Number(action);
        Number(version);
        Bytes(rowHash);
        Text(keyId);
        Bytes(textHash);
        if (placing is not null)
        {
            Bytes(placing);
        }

        _hash.AppendData(_buffer.AsSpan(0, _used));
    }

    /// <summary>The digest in lower-case hexadecimal; the next row starts a new one.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Text(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, Field(length, (uint)length));
    }

    private void Number(int number) => BinaryPrimitives.WriteInt32BigEndian(Field(sizeof(int), sizeof(int)), number);

    private void Bytes(byte[]? bytes) =>
        bytes.AsSpan().CopyTo(Field(bytes?.Length ?? 0, bytes is null ? uint.MaxValue : (uint)bytes.Length));

    private Span<byte> Field(int length, uint prefix)
    {
        int end = _used + sizeof(uint) + length;
        if (end > _buffer.Length)
        {
            Array.Resize(ref _buffer, end * 2);
        }

        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_used), prefix);
        Span<byte> field = _buffer.AsSpan(_used + sizeof(uint), length);
        _used = end;
        return field;
    }
}
