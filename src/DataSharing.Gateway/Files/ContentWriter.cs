using System.Security.Cryptography;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Files;

/// <summary>Writes a file's content into a sealed file and counts and hashes it on the way, in big pieces.</summary>
internal sealed class ContentWriter : IDisposable
{
    private readonly SealedWriteStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _piece = new byte[64 * 1024];
    private int _used;

    public ContentWriter(SealedWriteStream file) => _file = file;

    public long Bytes { get; private set; }

    public void Write(ReadOnlySpan<byte> content)
    {
        Bytes += content.Length;
        if (content.Length > _piece.Length - _used)
        {
            WritePiece();
        }

        if (content.Length > _piece.Length)
        {
            _hash.AppendData(content);
            _file.Write(content);
            return;
        }

        content.CopyTo(_piece.AsSpan(_used));
        _used += content.Length;
    }

    /// <summary>Ends the file on disk and gives the content's SHA-256 in lower-case hexadecimal.</summary>
    public string Complete()
    {
        WritePiece();
        _file.Complete();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _hash.Dispose();
        _file.Dispose();
    }

    private void WritePiece()
    {
        _hash.AppendData(_piece, 0, _used);
        _file.Write(_piece, 0, _used);
        _used = 0;
    }
}
