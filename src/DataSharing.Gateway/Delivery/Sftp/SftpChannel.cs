using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>
/// Requests and answers over a transport: one reader, numbered requests, and a watchdog. The first failure of the channel is
/// final: it ends the transport, every open request, and every later one, so nothing can wait for ever.
/// </summary>
internal sealed class SftpChannel : IAsyncDisposable
{
    // OpenSSH's own limit is 256 KiB; the slack is for packet heads of other servers.
    internal const int LongestPacket = (256 + 4) * 1024;
    internal const string SenselessLength = "The server sent a packet with a senseless length in the middle of the session.";
    // Answers come many at once: read together, they cost one call and not two each, and each wake-up takes all that ssh has.
    private const int InputBytes = PipeSize.FromChild;
    private const int LengthBytes = 4;
    private const int LongestText = 512;
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TextGrace = TimeSpan.FromMilliseconds(500);

    private readonly ISftpTransport _transport;
    private readonly byte[] _input = new byte[InputBytes];
    private readonly TimeSpan _response;
    private readonly TimeProvider _clock;
    private readonly ITimer _watchdog;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<SftpReply?>> _open = new();
    private readonly TaskCompletionSource<SftpReply?> _version = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reader;
    private TransportEnd? _end;
    private uint _lastNumber;
    private long _lastAnswer;
    private int _taken;
    private int _filled;

    public SftpChannel(ISftpTransport transport, TimeSpan response, TimeProvider clock)
    {
        _transport = transport;
        _response = response;
        _clock = clock;
        TimeSpan beat = TimeSpan.FromMilliseconds(Math.Clamp(response.TotalMilliseconds / 4, 10, 5000));
        _watchdog = clock.CreateTimer(_ => Watch(), null, beat, beat);
        _reader = Task.Run(ReadAsync);
    }

    public bool HasEnded => Volatile.Read(ref _end) is not null;

    /// <summary>Starts the protocol and returns the server's VERSION packet.</summary>
    public async Task<SftpReply> StartAsync(TimeSpan within, CancellationToken ct)
    {
        byte[] init = [0, 0, 0, 5, (byte)SftpPacketType.Init, 0, 0, 0, 3];
        await WriteAsync(init, ct);
        try
        {
            return await _version.Task.WaitAsync(within, _clock, ct) ?? throw Ended();
        }
        catch (TimeoutException)
        {
            Fail(SftpFailure.Timeout,
                FormattableString.Invariant(
                $"The server did not start SFTP within {within.TotalSeconds:0.#} s of the start of the connection."));
            throw Ended();
        }
    }

    public async Task<SftpReply> AskAsync(SftpRequest request)
    {
        uint number = NextNumber();
        return await await SendAsync(request.Finish(number), number) ?? throw Ended();
    }

    /// <summary>Sends a packet that holds this number; the answer is null when the channel has ended.</summary>
    public async Task<Task<SftpReply?>> SendAsync(ReadOnlyMemory<byte> packet, uint number)
    {
        TaskCompletionSource<SftpReply?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_open.IsEmpty)
        {
            Volatile.Write(ref _lastAnswer, _clock.GetTimestamp());
        }

        _open[number] = answer;
        if (HasEnded)
        {
            // Fail may have emptied the table before this request went in.
            answer.TrySetResult(null);
        }

        await WriteAsync(packet, CancellationToken.None);
        return answer.Task;
    }

    public uint NextNumber() => unchecked(++_lastNumber);

    /// <summary>Ends the channel; the first reason stays.</summary>
    public void Fail(SftpFailure failure, string reason) => Fail(new TransportEnd(failure, reason));

    /// <summary>The reason why the channel ended, as an exception for the caller at hand.</summary>
    public SftpException Ended()
    {
        TransportEnd end = Volatile.Read(ref _end) ?? throw new InvalidOperationException("The SFTP channel has not ended.");
        return new SftpException(end.Failure, end.Reason);
    }

    public async ValueTask DisposeAsync()
    {
        // Without this the end that follows would be reported as a lost connection.
        bool orderly = Interlocked.CompareExchange(
            ref _end, new TransportEnd(SftpFailure.ConnectionLost, "The SFTP session has been closed."), null) is null;
        if (!orderly || !_open.IsEmpty)
        {
            _transport.Abort();
        }

        await _transport.DisposeAsync();
        await _reader;
        await _watchdog.DisposeAsync();
        Release();
        _writing.Dispose();
    }

    private void Fail(TransportEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is null)
        {
            _transport.Abort();
        }

        Release();
    }

    private void Release()
    {
        _version.TrySetResult(null);
        foreach (uint number in _open.Keys)
        {
            if (_open.TryRemove(number, out TaskCompletionSource<SftpReply?>? answer))
            {
                answer.TrySetResult(null);
            }
        }
    }

    private void Watch()
    {
        if (!_open.IsEmpty && _clock.GetElapsedTime(Volatile.Read(ref _lastAnswer)) > _response)
        {
            Fail(SftpFailure.Timeout,
                FormattableString.Invariant($"The server is connected but gave no answer for {_response.TotalSeconds:0.#} s."));
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            await _transport.Output.WriteAsync(packet, ct);
            await _transport.Output.FlushAsync(ct);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // A carrier that takes no more bytes is at its end: the reader sees that end too and knows its reason.
            await Task.WhenAny(_reader, Task.Delay(EndGrace, _clock, CancellationToken.None));
            Fail(SftpFailure.ConnectionLost, "The connection to the server takes no more bytes.");
            throw Ended();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await ReadPacketsAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // A broken stream and its end mean the same; the transport knows the reason.
        }

        await ReportEndAsync();
    }

    private async Task ReportEndAsync()
    {
        if (HasEnded)
        {
            return;
        }

        try
        {
            await _transport.Completion.WaitAsync(EndGrace, _clock);
        }
        catch (TimeoutException)
        {
            _transport.Abort();
        }

        TransportEnd end = await _transport.Completion;
        bool started = _version.Task is { IsCompletedSuccessfully: true, Result: not null };
        Fail(started ? new TransportEnd(SftpFailure.ConnectionLost, "The connection to the server was lost. " + end.OnceStarted) : end);
    }

    private async Task ReadPacketsAsync()
    {
        while (true)
        {
            int got = await BufferAsync(LengthBytes);
            if (got == 0)
            {
                return;
            }

            uint length = got < LengthBytes ? 0 : BinaryPrimitives.ReadUInt32BigEndian(_input.AsSpan(_taken));
            if (length is 0 or > LongestPacket)
            {
                await RefuseTextAsync();
                return;
            }

            _taken += LengthBytes;
            byte[] packet = new byte[length];
            int here = Math.Min(_filled - _taken, packet.Length);
            _input.AsSpan(_taken, here).CopyTo(packet);
            _taken += here;
            await _transport.Input.ReadExactlyAsync(packet.AsMemory(here));
            Accept(packet);
        }
    }

    /// <summary>Reads until so many bytes are buffered, or the server has ended; gives how many there are.</summary>
    private async ValueTask<int> BufferAsync(int least)
    {
        if (_filled - _taken < least)
        {
            _input.AsSpan(_taken, _filled - _taken).CopyTo(_input);
            _filled -= _taken;
            _taken = 0;
            _filled += await _transport.Input.ReadAtLeastAsync(_input.AsMemory(_filled), least - _filled, throwOnEndOfStream: false);
        }

        return _filled - _taken;
    }

    private void Accept(byte[] packet)
    {
        Volatile.Write(ref _lastAnswer, _clock.GetTimestamp());
        SftpPacketType type = (SftpPacketType)packet[0];
        if (!_version.Task.IsCompleted)
        {
            if (type != SftpPacketType.Version)
            {
                Fail(SftpFailure.Protocol, $"The server's first SFTP packet has type {packet[0]} where VERSION was due.");
                return;
            }

            _version.TrySetResult(new SftpReply(type, packet.AsMemory(1)));
            return;
        }

        if (packet.Length < 5
            || !_open.TryRemove(BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(1)), out TaskCompletionSource<SftpReply?>? answer))
        {
            Fail(SftpFailure.Protocol, "The server answered a request that was not asked.");
            return;
        }

        answer.TrySetResult(new SftpReply(type, packet.AsMemory(5)));
    }

    /// <summary>The usual cause of a senseless length is a login script that prints: show what it prints.</summary>
    private async Task RefuseTextAsync()
    {
        if (_version.Task.IsCompleted)
        {
            Fail(SftpFailure.Protocol, SenselessLength);
            return;
        }

        if (_filled - _taken == LengthBytes)
        {
            await BufferMoreTextAsync();
        }

        Fail(SftpFailure.Protocol, TextWhereSftpWasDue(_input.AsSpan(_taken, Math.Min(_filled - _taken, LongestText))));
    }

    /// <summary>What is said of a session that begins with something else than SFTP.</summary>
    internal static string TextWhereSftpWasDue(ReadOnlySpan<byte> shown)
    {
        // SFTP itself may follow the text, and its first byte is a zero.
        shown = shown.IndexOf((byte)0) is >= 0 and int zero ? shown[..zero] : shown;
        return $"The server sent text where SFTP was due: {ServerText.Quote(shown)}. Ask for the login script or forced command of this user to print nothing.";
    }

    private async Task BufferMoreTextAsync()
    {
        try
        {
            _filled += await _transport.Input.ReadAsync(_input.AsMemory(_filled)).AsTask().WaitAsync(TextGrace, _clock);
        }
        catch (TimeoutException)
        {
            // The first bytes are all that it says.
        }
    }
}
