using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DataSharing.Gateway.Files.Sealed;

/// <summary>
/// Reads a sealed file (see <see cref="SealedFile"/>) from its beginning to its end. Every byte it gives was authenticated; that nothing is
/// missing is known only when it has returned 0.
/// </summary>
internal sealed class SealedReadStream : Stream
{
    private readonly SafeFileHandle _file;
    private readonly bool _leaveOpen;
    private readonly string _name;
    private readonly AesGcm _cipher;
    private readonly byte[] _associated = new byte[SealedFile.AssociatedLength];
    private readonly byte[] _nonce = new byte[SealedFile.NonceLength];
    private readonly byte[] _plain = new byte[SealedFile.BlockLength];
    private readonly byte[] _sealed = new byte[SealedFile.BlockLength + SealedFile.TagLength];
    private readonly long _fileLength;
    private long _fileOffset = SealedFile.HeaderLength;
    private int _taken;
    private int _used;
    private long _block;
    private bool _ended;

    /// <summary>Opens the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="archiveKey">The key whose id is <see cref="SealedFile.ReadKeyId"/>, <see cref="SealedFile.KeyLength"/> bytes;
    /// copied.</param>
    /// <exception cref="SealedFileException">The file is not a sealed file.</exception>
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    public SealedReadStream(string path, ReadOnlySpan<byte> archiveKey)
        : this(File.OpenHandle(path, options: FileOptions.SequentialScan), Path.GetFileName(path), archiveKey, leaveOpen: false)
    {
    }

    internal SealedReadStream(SafeFileHandle file, string name, ReadOnlySpan<byte> archiveKey, bool leaveOpen)
    {
        _file = file;
        _name = name;
        _leaveOpen = leaveOpen;
        try
        {
            _fileLength = RandomAccess.GetLength(file);
            Span<byte> header = _associated.AsSpan(0, SealedFile.HeaderLength);
            int read = ReadOut(header, 0);
            SealedFile.KeyIdOf(header[..read], name);
            _cipher = SealedFile.CipherOf(archiveKey, header);
        }
        catch
        {
            if (!leaveOpen)
            {
                file.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Not supported.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="SealedFileException">The file was altered, cut short or not finished, or the key is wrong.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (_taken == _used)
        {
            if (_ended)
            {
                return 0;
            }

            OpenBlock();
        }

        int given = Math.Min(buffer.Length, _used - _taken);
        _plain.AsSpan(_taken, given).CopyTo(buffer);
        _taken += given;
        return given;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Does nothing.</summary>
    public override void Flush()
    {
    }

    /// <summary>Not supported.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CryptographicOperations.ZeroMemory(_plain);
            _cipher.Dispose();
            if (!_leaveOpen)
            {
                _file.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void OpenBlock()
    {
        long left = _fileLength - _fileOffset;
        bool last = left <= SealedFile.BlockLength + SealedFile.TagLength;
        int length = last ? (int)left : SealedFile.BlockLength + SealedFile.TagLength;
        if (length < SealedFile.TagLength || ReadOut(_sealed.AsSpan(0, length), _fileOffset) < length)
        {
            throw new SealedFileException(
                $"{_name}: the file is cut short, or was never finished. Restore it from a backup, or build the export again.");
        }

        SealedFile.WriteNonce(_nonce, _block);
        _associated[SealedFile.HeaderLength] = last ? (byte)1 : (byte)0;
        int used = length - SealedFile.TagLength;
        try
        {
            _cipher.Decrypt(
                _nonce, _sealed.AsSpan(0, used), _sealed.AsSpan(used, SealedFile.TagLength), _plain.AsSpan(0, used), _associated);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealedFileException(
                $"{_name}: block {_block + 1} is not what was written. The file was altered, cut short or never finished, or the key is not the one it was sealed with. Restore file and key from a backup, or build the export again.");
        }

        _fileOffset += length;
        _block++;
        _ended = last;
        _used = used;
        _taken = 0;
    }

    private int ReadOut(Span<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int read = RandomAccess.Read(_file, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }
}
