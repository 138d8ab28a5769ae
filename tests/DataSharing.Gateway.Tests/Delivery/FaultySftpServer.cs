using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>What the server was asked: the type, and everything after the request number.</summary>
internal sealed record FaultyRequest(byte Type, uint Number, byte[] Body, int Index)
{
    public const byte Open = 3;
    public const byte Close = 4;
    public const byte Read = 5;
    public const byte Write = 6;
    public const byte LStat = 7;
    public const byte FStat = 8;
    public const byte Remove = 13;
    public const byte RealPath = 16;
    public const byte Rename = 18;
    public const byte Extended = 200;

    /// <summary>The name of an extended request; empty for others.</summary>
    public string Extension => Type == Extended ? Encoding.ASCII.GetString(Body, 4, BinaryPrimitives.ReadInt32BigEndian(Body)) : string.Empty;
}

/// <summary>What the server does instead of answering properly.</summary>
internal abstract record Fault
{
    public sealed record Status(uint Code, string Text = "Failure") : Fault;

    /// <summary>Sends this packet; the request number is put in after the type.</summary>
    public sealed record Packet(byte Type, byte[] Body, uint? Number = null) : Fault;

    public sealed record Bytes(byte[] Raw) : Fault;

    public sealed record Silence : Fault;

    /// <summary>Keeps the proper answer back until the next request that is answered, and sends it after that answer.</summary>
    public sealed record Delay : Fault;

    public sealed record StopReading : Fault;

    public sealed record Cut : Fault;
}

/// <summary>An SFTP server in memory that does what it is told to do wrong, and everything else properly.</summary>
internal sealed class FaultySftpServer : ISftpTransport
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly List<byte[]> _delayed = [];
    private Task<TransportEnd>? _completion;

    public FaultySftpServer()
    {
        Input = _toClient.Reader.AsStream();
        Output = _toServer.Writer.AsStream();
    }

    public Stream Input { get; }

    public Stream Output { get; }

    public Task<TransportEnd> Completion => _completion ??= Task.Run(ServeAsync);

    /// <summary>Asked for every request; null means a proper answer.</summary>
    public Func<FaultyRequest, Fault?> Behave { get; init; } = _ => null;

    public Dictionary<string, string> Extensions { get; } = new() { ["fsync@openssh.com"] = "1", ["statvfs@openssh.com"] = "2" };

    public ConcurrentDictionary<string, MemoryStream> Files { get; } = new();

    public ConcurrentQueue<FaultyRequest> Requests { get; } = new();

    public uint Version { get; init; } = 3;

    /// <summary>Sent before anything else, as a login script would.</summary>
    public byte[] Greeting { get; init; } = [];

    public bool AnswersInit { get; init; } = true;

    public ulong FreeBytes { get; init; } = 1 << 30;

    public ulong MaxWrite { get; init; }

    public bool WasAborted { get; private set; }

    public SftpPeer DescribePeer() => new(string.Empty, null);

    public void Abort()
    {
        WasAborted = true;
        _ended.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync();
        await Completion;
    }

    public Task<SftpSession> OpenAsync(double responseSeconds = 10)
    {
        _ = Completion;
        return SftpSession.OpenAsync(
            this, new SftpTimeouts(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(responseSeconds), 1, 1), TimeProvider.System, default);
    }

    private static byte[] Concat(params byte[][] parts) => parts.SelectMany(part => part).ToArray();

    private static byte[] UInt32(uint value)
    {
        byte[] field = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(field, value);
        return field;
    }

    private static byte[] UInt64(ulong value)
    {
        byte[] field = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(field, value);
        return field;
    }

    private static byte[] Text(string text) => Concat(UInt32((uint)Encoding.UTF8.GetByteCount(text)), Encoding.UTF8.GetBytes(text));

    private static byte[] Packet(byte type, uint number, byte[] body) => Concat(UInt32((uint)body.Length + 5), [type], UInt32(number), body);

    private static byte[] StatusPacket(uint number, uint code, string text = "Failure") =>
        Packet(101, number, Concat(UInt32(code), Text(text), Text("en")));

    private async Task<TransportEnd> ServeAsync()
    {
        try
        {
            await ServePacketsAsync(_toServer.Reader.AsStream(), _toClient.Writer.AsStream());
        }
        catch (Exception e) when (e is OperationCanceledException or EndOfStreamException)
        {
            // Aborted, or the client has closed: both are the end of this server.
        }

        await _toServer.Reader.CompleteAsync();
        await _toClient.Writer.CompleteAsync();
        return new TransportEnd(SftpFailure.Unreachable, "The in-memory server has ended.");
    }

    private async Task ServePacketsAsync(Stream input, Stream output)
    {
        CancellationToken ct = _ended.Token;
        await output.WriteAsync(Greeting, ct);
        _ = await ReadPacketAsync(input, ct);
        if (AnswersInit)
        {
            byte[] extensions = Extensions.SelectMany(e => Concat(Text(e.Key), Text(e.Value))).ToArray();
            await output.WriteAsync(Concat(UInt32((uint)extensions.Length + 5), [2], UInt32(Version), extensions), ct);
        }

        for (int index = 0; ; index++)
        {
            byte[] packet = await ReadPacketAsync(input, ct);
            FaultyRequest request = new(packet[0], BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(1)), packet[5..], index);
            Requests.Enqueue(request);
            switch (Behave(request))
            {
                case Fault.Cut:
                    return;
                case Fault.StopReading:
                    await Task.Delay(Timeout.Infinite, ct);
                    return;
                case Fault.Silence:
                    break;
                case Fault.Delay:
                    _delayed.Add(Answer(request));
                    break;
                case Fault.Bytes fault:
                    await output.WriteAsync(fault.Raw, ct);
                    break;
                case Fault.Packet fault:
                    await output.WriteAsync(Packet(fault.Type, fault.Number ?? request.Number, fault.Body), ct);
                    break;
                case Fault.Status fault:
                    await output.WriteAsync(StatusPacket(request.Number, fault.Code, fault.Text), ct);
                    break;
                default:
                    await output.WriteAsync(Answer(request), ct);
                    await output.WriteAsync(Concat(Enumerable.Reverse(_delayed).ToArray()), ct);
                    _delayed.Clear();
                    break;
            }
        }
    }

    private static async Task<byte[]> ReadPacketAsync(Stream input, CancellationToken ct)
    {
        byte[] head = new byte[4];
        await input.ReadExactlyAsync(head, ct);
        byte[] packet = new byte[BinaryPrimitives.ReadUInt32BigEndian(head)];
        await input.ReadExactlyAsync(packet, ct);
        return packet;
    }

    private byte[] Answer(FaultyRequest request)
    {
        Fields fields = new(request.Body);
        uint number = request.Number;
        switch (request.Type)
        {
            case FaultyRequest.Open:
                string opened = fields.Text();
                uint flags = fields.UInt32();
                if ((flags & 0x20) != 0 && Files.ContainsKey(opened))
                {
                    return StatusPacket(number, 4);
                }

                if ((flags & 0x08) != 0)
                {
                    Files[opened] = new MemoryStream();
                }

                return Files.ContainsKey(opened) ? Packet(102, number, Text(opened)) : StatusPacket(number, 2);
            case FaultyRequest.Write:
                MemoryStream written = Files[fields.Text()];
                written.Position = (long)fields.UInt64();
                written.Write(fields.Bytes());
                return StatusPacket(number, 0);
            case FaultyRequest.Read:
                byte[] all = Files[fields.Text()].ToArray();
                int offset = (int)Math.Min(fields.UInt64(), (ulong)all.Length);
                byte[] part = all[offset..Math.Min(all.Length, offset + (int)fields.UInt32())];
                return part.Length == 0 ? StatusPacket(number, 1) : Packet(103, number, Concat(UInt32((uint)part.Length), part));
            case FaultyRequest.LStat or FaultyRequest.FStat:
                return Files.TryGetValue(fields.Text(), out MemoryStream? file)
                    ? Packet(105, number, Concat(UInt32(1), UInt64((ulong)file.Length)))
                    : StatusPacket(number, 2);
            case FaultyRequest.Remove:
                return StatusPacket(number, Files.TryRemove(fields.Text(), out _) ? 0u : 2u);
            case FaultyRequest.Rename:
                // Overwrites, as some servers do.
                string from = fields.Text();
                Files[fields.Text()] = Files[from];
                Files.TryRemove(from, out _);
                return StatusPacket(number, 0);
            case FaultyRequest.RealPath:
                return Packet(104, number, Concat(UInt32(1), Text("/drop"), Text("/drop"), UInt32(0)));
            case FaultyRequest.Close:
                return StatusPacket(number, 0);
            case FaultyRequest.Extended when request.Extension == "fsync@openssh.com":
                return StatusPacket(number, 0);
            case FaultyRequest.Extended when request.Extension == "limits@openssh.com":
                return Packet(201, number, Concat(UInt64(256 * 1024), UInt64(0), UInt64(MaxWrite), UInt64(0)));
            case FaultyRequest.Extended when request.Extension == "statvfs@openssh.com":
                return Packet(201, number, Concat(Enumerable.Repeat(UInt64(1), 4).Append(UInt64(FreeBytes)).Concat(Enumerable.Repeat(UInt64(0), 6)).ToArray()));
            default:
                return StatusPacket(number, 8);
        }
    }

    private sealed class Fields(byte[] body)
    {
        private int _at;

        public uint UInt32()
        {
            _at += 4;
            return BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(_at - 4));
        }

        public ulong UInt64()
        {
            _at += 8;
            return BinaryPrimitives.ReadUInt64BigEndian(body.AsSpan(_at - 8));
        }

        public byte[] Bytes()
        {
            int length = (int)UInt32();
            _at += length;
            return body[(_at - length).._at];
        }

        public string Text() => Encoding.UTF8.GetString(Bytes());
    }
}
