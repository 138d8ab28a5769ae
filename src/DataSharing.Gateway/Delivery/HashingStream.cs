using System.Security.Cryptography;

namespace DataSharing.Gateway.Delivery;

/// <summary>Takes the SHA-256 of what is written to it, and no more than a number of bytes.</summary>
/// <param name="limit">How many bytes it takes.</param>
internal sealed class HashingStream(long limit) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _left = limit;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The hash of what was written, in small hexadecimal letters; asked once.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="LongerException">It is more than the limit.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _left -= buffer.Length;
        if (_left < 0)
        {
            throw new LongerException();
        }

        _hash.AppendData(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>What is written is longer than what is looked for; nothing more of it is wanted.</summary>
    public sealed class LongerException : IOException;
}
