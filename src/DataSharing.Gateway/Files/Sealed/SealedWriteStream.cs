using System.Security.Cryptography;

namespace DataSharing.Gateway.Files.Sealed;

/// <summary>
/// Writes a new sealed file (see <see cref="SealedFile"/>), readable for its owner only. Call <see cref="Complete"/> at the end: a file
/// disposed without it stays where it is and is refused by every reader.
/// </summary>
internal sealed class SealedWriteStream : Stream
{
    private readonly FileStream _file;
    private readonly bool _leaveOpen;
    private readonly AesGcm _cipher;
    private readonly byte[] _associated = new byte[SealedFile.AssociatedLength];
    private readonly byte[] _nonce = new byte[SealedFile.NonceLength];
    private readonly byte[] _plain = new byte[SealedFile.BlockLength];
    private readonly byte[] _sealed = new byte[SealedFile.BlockLength + SealedFile.TagLength];
    private int _used;
    private long _block;
    private bool _completed;

    /// <summary>Creates the file.</summary>
    /// <param name="path">Where; nothing may be there.</param>
    /// <param name="archiveKey">The key, <see cref="SealedFile.KeyLength"/> bytes; copied.</param>
    /// <param name="keyId">Its id, 16 lower-case hexadecimal digits; it stands readable at the beginning of the file.</param>
    /// <exception cref="IOException">Something is there already, or the file cannot be made.</exception>
    /// <exception cref="OutboxFullException">The disk is full.</exception>
    public SealedWriteStream(string path, ReadOnlySpan<byte> archiveKey, string keyId)
        : this(Create(path, FileAccess.Write), archiveKey, keyId, leaveOpen: false)
    {
    }

    internal SealedWriteStream(FileStream file, ReadOnlySpan<byte> archiveKey, string keyId, bool leaveOpen)
    {
        _file = file;
        _leaveOpen = leaveOpen;
        try
        {
            byte[] header = SealedFile.NewHeader(keyId);
            header.CopyTo(_associated, 0);
            _cipher = SealedFile.CipherOf(archiveKey, header);
            WriteOut(header);
        }
        catch
        {
            _cipher?.Dispose();
            if (!leaveOpen)
            {
                file.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_completed;

    /// <summary>Not supported.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_completed)
        {
            throw new InvalidOperationException("The sealed file is complete.");
        }

        while (!buffer.IsEmpty)
        {
            // A full block is sealed only when more follows: which block is the last is part of its seal.
            if (_used == _plain.Length)
            {
                SealBlock(last: false);
            }

            int taken = Math.Min(buffer.Length, _plain.Length - _used);
            buffer[..taken].CopyTo(_plain.AsSpan(_used));
            _used += taken;
            buffer = buffer[taken..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Seals the last block and waits until the disk has everything. Called once.</summary>
    /// <exception cref="OutboxFullException">The disk is full.</exception>
    public void Complete()
    {
        CompleteUnflushed();
        try
        {
            _file.Flush(flushToDisk: true);
        }
        catch (IOException failure) when (OutboxFullException.Means(failure))
        {
            throw new OutboxFullException(_file.Name);
        }
    }

    /// <summary>As <see cref="Complete"/>, for a file that need not outlive the process.</summary>
    internal void CompleteUnflushed()
    {
        if (_completed)
        {
            throw new InvalidOperationException("The sealed file is complete already.");
        }

        SealBlock(last: true);
        _completed = true;
    }

    /// <summary>Does nothing: blocks are sealed when they are full.</summary>
    public override void Flush()
    {
    }

    /// <summary>Not supported.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override void SetLength(long value) => throw new NotSupportedException();

    internal static FileStream Create(string path, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = access, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (IOException failure) when (OutboxFullException.Means(failure))
        {
            throw new OutboxFullException(path);
        }
    }

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

    private void SealBlock(bool last)
    {
        SealedFile.WriteNonce(_nonce, _block++);
        _associated[SealedFile.HeaderLength] = last ? (byte)1 : (byte)0;
        _cipher.Encrypt(
            _nonce, _plain.AsSpan(0, _used), _sealed.AsSpan(0, _used), _sealed.AsSpan(_used, SealedFile.TagLength), _associated);
        int length = _used + SealedFile.TagLength;
        _used = 0;
        WriteOut(_sealed.AsSpan(0, length));
    }

    private void WriteOut(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (IOException failure) when (OutboxFullException.Means(failure))
        {
            throw new OutboxFullException(_file.Name);
        }
    }
}
