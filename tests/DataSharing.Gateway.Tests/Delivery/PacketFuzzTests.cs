using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>
/// A hundred thousand packets (a million with <c>DATASHARING_LONG=1</c>) of a server that sends anything: random bytes, and proper answers with bits turned, cut, lengthened or repeated. Whatever
/// comes, an operation ends with a value or with an <see cref="SftpException"/>, soon, and without more memory than a packet may have.
/// </summary>
[TestFixture]
[NonParallelizable]
internal sealed class PacketFuzzTests
{
    private static readonly int Packets = LongRun.Rounds(1_000_000);
    private const int Seed = 20261123;
    private const int PerSession = 400;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    // A packet may take 260 KiB and a session holds a few at once; the rest is what the test itself makes.
    private const long BytesPerSession = 64L * 1024 * 1024;

    [Test]
    [CancelAfter(300_000)]
    public async Task Random_and_mutated_packets_end_in_a_value_or_a_failure(CancellationToken ct)
    {
        Random random = new(Seed);
        var endings = new SortedDictionary<string, int>(StringComparer.Ordinal);
        long began = Stopwatch.GetTimestamp();
        long mostAllocated = 0;
        int sessions = 0;
        FuzzingServer.Sent = 0;
        while (FuzzingServer.Sent < Packets)
        {
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Limit), $"after {FuzzingServer.Sent} packets of seed {Seed}");
            long before = GC.GetTotalAllocatedBytes();
            string ending = await OneSessionAsync(random.Next(), ct);
            mostAllocated = Math.Max(mostAllocated, GC.GetTotalAllocatedBytes() - before);
            endings[ending] = endings.GetValueOrDefault(ending) + 1;
            sessions++;
        }

        Assert.That(mostAllocated, Is.LessThan(BytesPerSession), "the greatest allocation of one session");
        Assert.That(endings.Keys, Does.Contain(nameof(SftpFailure.Protocol)).And.Contain("served"));
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{FuzzingServer.Sent} packets in {sessions} sessions, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, at most {mostAllocated / 1e6:0.0} MB allocated in one: {string.Join(", ", endings.Select(one => $"{one.Key} {one.Value}"))}"));
    }

    private static async Task<string> OneSessionAsync(int seed, CancellationToken ct)
    {
        var timeouts = new SftpTimeouts(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), 1, 1);
        await using var server = new FuzzingServer(seed);
        try
        {
            await using SftpSession session = await SftpSession.OpenAsync(server, timeouts, TimeProvider.System, ct);
            for (int act = 0; act < PerSession; act++)
            {
                await ActAsync(session, act, ct);
            }

            return "served";
        }
        catch (SftpException e)
        {
            Assert.That(e.Message.All(c => c is >= ' ' and <= '~'), Is.True, $"seed {seed}");
            Assert.That(e.Message, Has.Length.LessThan(1500), $"seed {seed}");
            return e.Failure.ToString();
        }
    }

    /// <summary>A refusal leaves the session usable; the end of the session ends the loop by the next call.</summary>
    private static async Task ActAsync(SftpSession session, int act, CancellationToken ct)
    {
        try
        {
            Task work = (act % 8) switch
            {
                0 => session.ResolvePathAsync(".", ct),
                1 => session.FindAsync("a", ct),
                2 => session.GetFreeBytesAsync(".", ct),
                3 => session.DeleteAsync("a", ct),
                4 => session.RenameAsync("a", "b", ct),
                5 => session.UploadAsync(new MemoryStream(new byte[100]), "a", Some.NewFile(100), ct),
                6 => session.ReadToAsync("a", new Narrow(), ct),
                _ => session.GetRoomAsync("b", ".", ct),
            };
            await work;
        }
        catch (SftpException e) when (e.Status is not null || e.Failure is not (SftpFailure.ConnectionLost or SftpFailure.Protocol or SftpFailure.Timeout))
        {
            // The server refused this one, or something stands there, or the lengths differ; the session goes on.
        }
        catch (IOException e) when (e.Message == Narrow.Full)
        {
            // The reader of a file without end has had enough.
        }
    }

    /// <summary>Takes a little and then no more.</summary>
    private sealed class Narrow : MemoryStream
    {
        public const string Full = "Enough was read.";

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Length > 100_000 ? ValueTask.FromException(new IOException(Full)) : base.WriteAsync(buffer, cancellationToken);
    }

    /// <summary>Answers every request with something that may be an answer.</summary>
    private sealed class FuzzingServer : ISftpTransport
    {
        private readonly Pipe _toServer = new();
        private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 512 * 1024));
        private readonly CancellationTokenSource _ended = new();
        private readonly Random _random;
        private readonly int _wildness;

        public FuzzingServer(int seed)
        {
            _random = new Random(seed);
            _wildness = _random.Next(4);
            Input = _toClient.Reader.AsStream();
            Output = _toServer.Writer.AsStream();
            Completion = Task.Run(ServeAsync);
        }

        public static int Sent { get; set; }

        public Stream Input { get; }

        public Stream Output { get; }

        public Task<TransportEnd> Completion { get; }

        public SftpPeer DescribePeer() => new(string.Empty, null);

        public void Abort() => _ended.Cancel();

        public async ValueTask DisposeAsync()
        {
            _ended.Cancel();
            await _toServer.Writer.CompleteAsync();
            await Completion;
        }

        private async Task<TransportEnd> ServeAsync()
        {
            try
            {
                await ServePacketsAsync(_toServer.Reader.AsStream(), _toClient.Writer.AsStream(), _ended.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
            {
                // The client is gone, or has had enough of this.
            }

            await _toServer.Reader.CompleteAsync();
            await _toClient.Writer.CompleteAsync();
            return new TransportEnd(SftpFailure.ConnectionLost, "The fuzzing server has ended.");
        }

        private async Task ServePacketsAsync(Stream input, Stream output, CancellationToken ct)
        {
            byte[] head = new byte[4];
            while (true)
            {
                await input.ReadExactlyAsync(head, ct);
                byte[] request = new byte[BinaryPrimitives.ReadUInt32BigEndian(head)];
                await input.ReadExactlyAsync(request, ct);
                byte[] answer = Answer(request);

                // Some sessions get far, some to their end; every packet counts all the same.
                if (_wildness > 0 && _random.Next(_wildness == 1 ? 3 : 100) == 0)
                {
                    answer = Mutated(answer);
                }

                Sent++;
                await output.WriteAsync(answer, ct);
                if (answer.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(answer) != answer.Length - 4)
                {
                    // Whoever waits for the rest of this waits for the watchdog, which has tests of its own; here the end comes at once.
                    return;
                }

                if (_wildness > 0 && _random.Next(200) == 0)
                {
                    Sent++;
                    await output.WriteAsync(answer, ct);
                }
            }
        }

        private byte[] Answer(byte[] request)
        {
            if (request[0] == 1)
            {
                return Framed([2, 0, 0, 0, 3, .. Text("limits@openssh.com"), .. Text("1"), .. Text("statvfs@openssh.com"), .. Text("2"), .. Text("fsync@openssh.com"), .. Text("1")]);
            }

            byte[] number = request[1..5];
            if (_wildness == 0)
            {
                return Framed([.. Proper(request, number)]);
            }

            byte type = _wildness > 1 && _random.Next(40) == 0 ? (byte)_random.Next(256) : Due(request[0]);
            byte[] body = type switch
            {
                101 => [0, 0, 0, (byte)(_random.Next(3) == 0 ? _random.Next(20) : 0), .. Text(new string('x', _random.Next(40))), .. Text("en")],
                102 => Text("h"),
                103 => [0, 0, 4, 0, .. new byte[1024]],
                104 => [0, 0, 0, 1, .. Text("/drop"), .. Text("/drop"), 0, 0, 0, 0],
                105 => [0, 0, 0, (byte)_random.Next(16), .. Noise(_random.Next(2) == 0 ? 36 : _random.Next(40))],
                _ => Noise(88),
            };
            return Framed([type, .. number, .. body]);
        }

        /// <summary>An answer of the kind that is due, with any values.</summary>
        private IEnumerable<byte> Proper(byte[] request, byte[] number)
        {
            const int fsyncLength = 17;
            bool status = request[0] is 4 or 6 or 13 or 18 || (request[0] == 200 && request[8] == fsyncLength);
            byte[] body = status ? [0, 0, 0, (byte)_random.Next(_random.Next(2) == 0 ? 1 : 20)] : request[0] switch
            {
                3 => Text("h"),
                5 => _random.Next(2) == 0 ? [0, 0, 0, 1] : [0, 0, 4, 0, .. new byte[1024]],
                7 or 8 or 17 => [0, 0, 0, 15, .. Noise(28)],
                16 => [0, 0, 0, 1, .. Text("/drop")],
                _ => Noise(88),
            };
            byte type = status || (request[0] == 5 && body.Length == 4) ? (byte)101 : request[0] switch { 3 => (byte)102, 5 => (byte)103, 16 => (byte)104, 200 => (byte)201, _ => (byte)105 };
            return [type, .. number, .. body];
        }

        private byte Due(byte asked) => asked switch
        {
            3 => 102,
            5 => _random.Next(6) == 0 ? (byte)101 : (byte)103,
            7 or 8 or 17 => _random.Next(2) == 0 ? (byte)105 : (byte)101,
            16 => 104,
            200 => _random.Next(2) == 0 ? (byte)201 : (byte)101,
            _ => 101,
        };

        private byte[] Mutated(byte[] packet)
        {
            byte[] changed = [.. packet];
            switch (_random.Next(7))
            {
                case 0:
                    changed[_random.Next(changed.Length)] ^= (byte)(1 << _random.Next(8));
                    return changed;
                case 1:
                    return changed[.._random.Next(changed.Length)];
                case 2:
                    return [.. changed, .. Noise(_random.Next(64))];
                case 3:
                    _random.NextBytes(changed.AsSpan(0, 4));
                    return changed;
                case 4:
                    _random.NextBytes(changed.AsSpan(4));
                    return changed;
                case 5:
                    return Framed(Noise(1 + _random.Next(300)));
                default:
                    return Noise(1 + _random.Next(300));
            }
        }

        private byte[] Noise(int length)
        {
            byte[] noise = new byte[length];
            _random.NextBytes(noise);
            return noise;
        }

        private static byte[] Framed(byte[] content)
        {
            byte[] packet = new byte[4 + content.Length];
            BinaryPrimitives.WriteInt32BigEndian(packet, content.Length);
            content.CopyTo(packet, 4);
            return packet;
        }

        private static byte[] Text(string text)
        {
            byte[] field = new byte[4 + text.Length];
            BinaryPrimitives.WriteInt32BigEndian(field, text.Length);
            System.Text.Encoding.ASCII.GetBytes(text, field.AsSpan(4));
            return field;
        }
    }
}
