using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>Packet types of SFTP version 3. Source: draft-ietf-secsh-filexfer-02, section 3.</summary>
internal enum SftpPacketType : byte
{
    Init = 1,
    Version = 2,
    Open = 3,
    Close = 4,
    Read = 5,
    Write = 6,
    LStat = 7,
    FStat = 8,
    Remove = 13,
    RealPath = 16,
    Stat = 17,
    Rename = 18,
    Status = 101,
    Handle = 102,
    Data = 103,
    Name = 104,
    Attributes = 105,
    Extended = 200,
    ExtendedReply = 201,
}

/// <summary>How a file is opened. Source: draft-ietf-secsh-filexfer-02, section 6.3.</summary>
[Flags]
internal enum SftpOpenFlags : uint
{
    None = 0,
    Read = 0x01,
    Write = 0x02,
    Create = 0x08,
    Truncate = 0x10,
    Exclusive = 0x20,
}

/// <summary>A request that is being put together: type, number, then its fields in order.</summary>
internal sealed class SftpRequest
{
    private readonly ArrayBufferWriter<byte> _bytes = new(128);

    public SftpRequest(SftpPacketType type)
    {
        Span<byte> head = stackalloc byte[9];
        head[4] = (byte)type;
        _bytes.Write(head);
    }

    public static SftpRequest Extended(string name) => new SftpRequest(SftpPacketType.Extended).Add(name);

    public SftpRequest Add(uint value)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(field, value);
        _bytes.Write(field);
        return this;
    }

    public SftpRequest Add(ulong value)
    {
        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(field, value);
        _bytes.Write(field);
        return this;
    }

    public SftpRequest Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public SftpRequest Add(ReadOnlySpan<byte> bytes)
    {
        Add((uint)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>The finished packet; length and number are filled in here.</summary>
    public ReadOnlyMemory<byte> Finish(uint number)
    {
        byte[] packet = _bytes.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(packet, (uint)packet.Length - 4);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(5), number);
        return packet;
    }
}

/// <summary>One packet of the server.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Body">The fields after type and request number.</param>
internal sealed record SftpReply(SftpPacketType Type, ReadOnlyMemory<byte> Body)
{
    public SftpFields Fields => new(Body.Span);
}

/// <summary>Reads fields in order; a field that does not fit is a protocol failure, never a read beyond the packet.</summary>
internal ref struct SftpFields(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    public readonly bool AtEnd => _rest.IsEmpty;

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    public ReadOnlySpan<byte> Bytes() => Take(UInt32());

    public string Text() => Encoding.UTF8.GetString(Bytes());

    private ReadOnlySpan<byte> Take(uint length)
    {
        if (length > (uint)_rest.Length)
        {
            throw new SftpException(
                SftpFailure.Protocol, "The server sent an SFTP packet that ends inside a field. It does not speak SFTP version 3.");
        }

        ReadOnlySpan<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
