namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>A stream without end that, after some bytes, does something else: by default it fails.</summary>
internal sealed class BreakingStream(long after, Action? instead = null) : Stream
{
    public const string Reason = "The staged local read failure.";
    private long _given;
    private bool _broken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_given >= after && !_broken)
        {
            _broken = true;
            (instead ?? (() => throw new IOException(Reason)))();
        }

        _given += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Does not look at the token: what the engine does about cancelling must not depend on the content's help.
        try
        {
            return new ValueTask<int>(Read([], 0, buffer.Length));
        }
        catch (IOException e)
        {
            return ValueTask.FromException<int>(e);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
