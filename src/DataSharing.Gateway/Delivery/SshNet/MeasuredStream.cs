using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery.SshNet;

/// <summary>The content, counted: another length than announced fails the upload.</summary>
internal sealed class MeasuredStream(Stream content, long expected, string path, CancellationToken ct) : Stream
{
    public Action? FirstRead { get; set; }

    public long Given { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void RequireEnd()
    {
        if (Given < expected)
        {
            throw Other("shorter");
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ct.ThrowIfCancellationRequested();
        FirstRead?.Invoke();
        FirstRead = null;
        int read = content.ReadAtLeast(buffer.AsSpan(offset, count), count, throwOnEndOfStream: false);
        Given += read;
        return Given > expected ? throw Other("longer") : read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private InvalidDataException Other(string how) => new(FormattableString.Invariant(
        $"The content for {ServerText.Printable(path)} is {how} than the {expected} bytes announced; nothing stays at the server."));
}
