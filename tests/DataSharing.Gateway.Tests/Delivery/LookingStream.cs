namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>Bytes to send, before each of whose parts something is looked at.</summary>
internal sealed class LookingStream(byte[] content, Action look) : MemoryStream(content)
{
    public override int Read(byte[] buffer, int offset, int count)
    {
        look();
        return base.Read(buffer, offset, count);
    }

    public override int Read(Span<byte> buffer)
    {
        look();
        return base.Read(buffer);
    }
}
