using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Sandbox;

/// <summary>
/// The least SSH server, for what no server at hand can be told to do: it asks for a new password in answer to the right one, or closes the channel of SFTP and keeps
/// the connection. One key exchange (ECDH on P-256), one kind of host key (ECDSA), one cipher (AES-256-GCM), all of .NET's own. Every key is let in unread.
/// </summary>
public sealed class StagedSsh : IAsyncDisposable
{
    private const string KeyKind = "ecdsa-sha2-nistp256";
    private const byte SftpWrite = 6;
    private static readonly byte[] Version = "SSH-2.0-Staged_1.0"u8.ToArray();

    private readonly ECDsa _hostKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly StagedServer _server;
    private readonly string _folder;
    private int _passwords;

    private StagedSsh(string folder)
    {
        _folder = folder;
        _server = StagedServer.Treating(async (client, ct) =>
        {
            using Connection connection = new(this, client, ct);
            await connection.ServeAsync();
        });
    }

    /// <summary>The port of 127.0.0.1 on which it listens.</summary>
    public int Port => _server.Port;

    /// <summary>The host key to pin: algorithm and base64 key with one space between.</summary>
    public string HostKeyLine => $"{KeyKind} {Convert.ToBase64String(HostKeyBlob)}";

    /// <summary>How often somebody has tried to log in by password.</summary>
    public int Passwords => _passwords;

    private byte[] HostKeyBlob => new Message().Text(KeyKind).Text("nistp256").Bytes(Point(_hostKey.ExportParameters(false).Q)).Made;

    /// <summary>Whoever logs in by password is asked for a new one; whoever comes with a key is served by sftp-server until the first bytes of a file: then the channel closes.</summary>
    /// <param name="folder">The inbox.</param>
    public static StagedSsh Start(string folder) => new(folder);

    /// <summary>Ends all connections and the listener.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _hostKey.Dispose();
    }

    private static byte[] Point(ECPoint point) => [4, .. point.X!, .. point.Y!];

    /// <summary>What stands in a message, written and read in its order.</summary>
    private sealed class Message
    {
        private readonly List<byte> _bytes;
        private int _read;

        public Message(byte? kind = null) => _bytes = kind is { } first ? [first] : [];

        public Message(byte[] received) => _bytes = [.. received];

        public byte[] Made => [.. _bytes];

        public Message Flag(bool value) => Raw([value ? (byte)1 : (byte)0]);

        public Message Raw(ReadOnlySpan<byte> value)
        {
            _bytes.AddRange(value);
            return this;
        }

        public Message Number(uint value)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(four, value);
            return Raw(four);
        }

        public Message Bytes(ReadOnlySpan<byte> value) => Number((uint)value.Length).Raw(value);

        public Message Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

        public Message Integer(ReadOnlySpan<byte> unsigned) => Bytes(new BigInteger(unsigned, isUnsigned: true, isBigEndian: true).ToByteArray(isBigEndian: true));

        public byte ReadByte() => Read(1)[0];

        public uint ReadNumber() => BinaryPrimitives.ReadUInt32BigEndian(Read(4));

        public byte[] ReadBytes() => Read((int)ReadNumber());

        public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

        private byte[] Read(int count)
        {
            _read += count;
            return _bytes.Count < _read ? throw new IOException("The message is shorter than it says.") : [.. _bytes[(_read - count).._read]];
        }
    }

    /// <summary>One direction's cipher: the length is read by everybody, the rest is not.</summary>
    private sealed class Cipher(byte[] key, byte[] nonce) : IDisposable
    {
        private readonly AesGcm _aes = new(key, 16);

        public void Seal(byte[] packet, byte[] tag) => _aes.Encrypt(nonce, packet.AsSpan(4).ToArray(), packet.AsSpan(4), tag, packet.AsSpan(0, 4));

        public void Open(byte[] packet, byte[] tag) => _aes.Decrypt(nonce, packet.AsSpan(4).ToArray(), tag, packet.AsSpan(4), packet.AsSpan(0, 4));

        public void Next() => BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(4), BinaryPrimitives.ReadUInt64BigEndian(nonce.AsSpan(4)) + 1);

        public void Dispose() => _aes.Dispose();
    }

    private sealed class Connection(StagedSsh staged, NetworkStream stream, CancellationToken ct) : IDisposable
    {
        private readonly SemaphoreSlim _sending = new(1);
        private Cipher? _from;
        private Cipher? _to;

        public async Task ServeAsync()
        {
            await ExchangeKeysAsync();
            await LogInAsync();
            await ServeChannelAsync();
        }

        public void Dispose()
        {
            _from?.Dispose();
            _to?.Dispose();
            _sending.Dispose();
        }

        private async Task ExchangeKeysAsync()
        {
            await stream.WriteAsync((byte[])[.. Version, .. "\r\n"u8], ct);
            byte[] theirVersion = await ReadLineAsync();
            byte[] offer = new Message(20).Raw(RandomNumberGenerator.GetBytes(16)).Text("ecdh-sha2-nistp256").Text(KeyKind).Text("aes256-gcm@openssh.com").Text("aes256-gcm@openssh.com")
                .Text("hmac-sha2-256").Text("hmac-sha2-256").Text("none").Text("none").Text("").Text("").Flag(false).Number(0).Made;
            await SendAsync(offer);
            byte[] theirOffer = await ReceiveAsync(20);
            Message asked = new(await ReceiveAsync(30));
            asked.ReadByte();
            byte[] theirPoint = asked.ReadBytes();

            using ECDiffieHellman mine = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            using ECDiffieHellman theirs = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = theirPoint[1..33], Y = theirPoint[33..] } });
            byte[] shared = new Message().Integer(mine.DeriveRawSecretAgreement(theirs.PublicKey)).Made;
            byte[] point = Point(mine.ExportParameters(false).Q);
            byte[] hash = SHA256.HashData(new Message().Bytes(theirVersion).Bytes(Version).Bytes(theirOffer).Bytes(offer).Bytes(staged.HostKeyBlob).Bytes(theirPoint).Bytes(point).Raw(shared).Made);
            byte[] signed = staged._hostKey.SignData(hash, HashAlgorithmName.SHA256);
            byte[] signature = new Message().Text(KeyKind).Bytes(new Message().Integer(signed.AsSpan(0, 32)).Integer(signed.AsSpan(32)).Made).Made;
            await SendAsync(new Message(31).Bytes(staged.HostKeyBlob).Bytes(point).Bytes(signature).Made);
            await SendAsync([21]);
            await ReceiveAsync(21);
            byte[] Key(char letter) => SHA256.HashData([.. shared, .. hash, (byte)letter, .. hash]);
            _from = new Cipher(Key('C'), Key('A')[..12]);
            _to = new Cipher(Key('D'), Key('B')[..12]);
        }

        private async Task LogInAsync()
        {
            await ReceiveAsync(5);
            await SendAsync(new Message(6).Text("ssh-userauth").Made);
            while (true)
            {
                Message request = new(await ReceiveAsync(50));
                request.ReadByte();
                request.ReadText();
                request.ReadText();
                switch (request.ReadText())
                {
                    case "password":
                        Interlocked.Increment(ref staged._passwords);
                        await SendAsync(new Message(60).Text("Your password has expired. New password:").Text("").Made);
                        break;
                    case "publickey" when request.ReadByte() == 0:
                        await SendAsync(new Message(60).Text(request.ReadText()).Bytes(request.ReadBytes()).Made);
                        break;
                    case "publickey":
                        await SendAsync([52]);
                        return;
                    default:
                        await SendAsync(new Message(51).Text("publickey,password").Flag(false).Made);
                        break;
                }
            }
        }

        private async Task ServeChannelAsync()
        {
            using Process sftp = Process.Start(new ProcessStartInfo(TestSshd.SftpServer, ["-d", staged._folder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            Task back = Task.CompletedTask;
            bool closed = false;
            try
            {
                uint channel = 0;
                while (true)
                {
                    byte[] received = await ReceiveAsync(null);
                    Message message = new(received);
                    switch (message.ReadByte())
                    {
                        case 80:
                            message.ReadText();
                            if (message.ReadByte() == 1)
                            {
                                await SendAsync([82]);
                            }

                            break;
                        case 90:
                            message.ReadText();
                            channel = message.ReadNumber();
                            await SendAsync(new Message(91).Number(channel).Number(0).Number(int.MaxValue).Number(32768).Made);
                            break;
                        case 98:
                            message.ReadNumber();
                            bool isSftp = message.ReadText() == "subsystem";
                            if (message.ReadByte() == 1)
                            {
                                await SendAsync(new Message(isSftp ? (byte)99 : (byte)100).Number(channel).Made);
                            }

                            back = isSftp ? PassAnswersAsync(sftp.StandardOutput.BaseStream, channel) : back;
                            break;
                        case 94 when !closed:
                            message.ReadNumber();
                            byte[] data = message.ReadBytes();
                            if (data.Length > 4 && data[4] == SftpWrite)
                            {
                                closed = true;
                                await SendAsync(new Message(96).Number(channel).Made);
                                await SendAsync(new Message(97).Number(channel).Made);
                                break;
                            }

                            await sftp.StandardInput.BaseStream.WriteAsync(data, ct);
                            await sftp.StandardInput.BaseStream.FlushAsync(ct);
                            break;
                    }
                }
            }
            finally
            {
                sftp.Kill();
                await back;
            }
        }

        private async Task PassAnswersAsync(Stream from, uint channel)
        {
            byte[] block = new byte[16 * 1024];
            try
            {
                for (int read = await from.ReadAsync(block, ct); read > 0; read = await from.ReadAsync(block, ct))
                {
                    await SendAsync(new Message(94).Number(channel).Bytes(block.AsSpan(0, read)).Made);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // Told where the connection is read.
            }
        }

        private async Task<byte[]> ReadLineAsync()
        {
            List<byte> line = [];
            byte[] one = new byte[1];
            while (true)
            {
                await stream.ReadExactlyAsync(one, ct);
                if (one[0] == '\n')
                {
                    return [.. line.TakeWhile(letter => letter != '\r')];
                }

                line.Add(one[0]);
            }
        }

        private async Task SendAsync(byte[] payload)
        {
            // Under the cipher the length is not counted into the block.
            int block = _to is null ? 8 : 16;
            int padding = Padding(payload.Length, block, _to is null ? 5 : 1);
            byte[] packet = new byte[5 + payload.Length + padding];
            BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length - 4);
            packet[4] = (byte)padding;
            payload.CopyTo(packet, 5);
            await _sending.WaitAsync(ct);
            try
            {
                byte[] tag = new byte[_to is null ? 0 : 16];
                _to?.Seal(packet, tag);
                _to?.Next();
                await stream.WriteAsync((byte[])[.. packet, .. tag], ct);
            }
            finally
            {
                _sending.Release();
            }
        }

        private static int Padding(int length, int block, int counted)
        {
            int padding = block - ((length + counted) % block);
            return padding < 4 ? padding + block : padding;
        }

        /// <summary>The next message that is not one to be passed over; of this kind where one is named.</summary>
        private async Task<byte[]> ReceiveAsync(byte? kind)
        {
            while (true)
            {
                byte[] head = new byte[4];
                await stream.ReadExactlyAsync(head, ct);
                byte[] packet = [.. head, .. new byte[BinaryPrimitives.ReadInt32BigEndian(head)]];
                await stream.ReadExactlyAsync(packet.AsMemory(4), ct);
                if (_from is not null)
                {
                    byte[] tag = new byte[16];
                    await stream.ReadExactlyAsync(tag, ct);
                    _from.Open(packet, tag);
                    _from.Next();
                }

                byte[] payload = packet[5..^packet[4]];

                // Ignored, debug, and what a client says of its extensions.
                if (payload[0] is 2 or 4 or 7)
                {
                    continue;
                }

                return kind is null || payload[0] == kind ? payload
                    : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"Message {payload[0]} where {kind} was due."));
            }
        }
    }
}
