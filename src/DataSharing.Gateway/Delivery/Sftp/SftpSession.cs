using System.Collections.Frozen;

namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>SFTP version 3 over any transport. The session owns its transport.</summary>
internal sealed partial class SftpSession : ISftpSession
{
    private const uint DefaultChunk = 32 * 1024;
    private const uint LongestChunk = 255 * 1024;
    private const uint RequestHead = 1024;

    private readonly SftpChannel _channel;
    private readonly IReadOnlyDictionary<string, string> _extensions;
    private Task<SftpReply?>? _limits;
    private uint _writeChunk = DefaultChunk;
    private int _busy;

    private SftpSession(SftpChannel channel, IReadOnlyDictionary<string, string> extensions, SftpPeer peer)
    {
        _channel = channel;
        _extensions = extensions;
        Server = new SftpServerInfo(peer.HostKeySha256, peer.Software, extensions.Keys.ToFrozenSet(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public SftpServerInfo Server { get; }

    /// <summary>Starts SFTP over a transport, which is disposed here when that fails.</summary>
    /// <param name="transport">Carries the session; owned by it from now on.</param>
    /// <param name="timeouts"><see cref="SftpTimeouts.Connect"/> and <see cref="SftpTimeouts.Response"/> together bound the start.</param>
    /// <param name="clock">Measures the time limits.</param>
    /// <param name="ct">Cancels the start.</param>
    /// <exception cref="SftpException">The session could not be opened.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static async Task<SftpSession> OpenAsync(
        ISftpTransport transport, SftpTimeouts timeouts, TimeProvider clock, CancellationToken ct)
    {
        SftpChannel channel = new(transport, timeouts.Response, clock);
        try
        {
            SftpReply version = await channel.StartAsync(timeouts.Connect + timeouts.Response, ct);
            SftpSession session = new(channel, ReadExtensions(version), transport.DescribePeer());
            await session.AskForLimitsAsync();
            return session;
        }
        catch (Exception)
        {
            channel.Fail(SftpFailure.ConnectionLost, "The SFTP session could not be opened.");
            await channel.DisposeAsync();
            ct.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<string> ResolvePathAsync(string path, CancellationToken ct) => RunAsync(async () =>
    {
        SftpReply reply = await _channel.AskAsync(new SftpRequest(SftpPacketType.RealPath).Add(path));
        SftpFields fields = Expect(reply, SftpPacketType.Name, "resolve", path);
        return fields.UInt32() == 1 ? fields.Text() : throw Senseless("resolve", path);
    }, ct);

    /// <inheritdoc/>
    public Task<RemoteFile?> FindAsync(string path, CancellationToken ct) => RunAsync(() => LookAsync(path), ct);

    /// <inheritdoc/>
    public Task RenameAsync(string from, string to, CancellationToken ct) => RunAsync(async () =>
    {
        // Some servers overwrite on a plain rename, so the target is looked at first. Where looking is denied the server's own refusal
        // remains.
        if (await MayExistAsync(to) == true)
        {
            throw Taken(to, null);
        }

        uint status = Status(await _channel.AskAsync(new SftpRequest(SftpPacketType.Rename).Add(from).Add(to)), "rename", from);
        if (status == SftpStatus.Failure && await MayExistAsync(to) == true)
        {
            throw Taken(to, status);
        }

        return status == SftpStatus.Ok ? true : throw Refused(status, "rename", $"{from} to {to}");
    }, ct);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, CancellationToken ct) => RunAsync(async () =>
    {
        uint status = Status(await _channel.AskAsync(new SftpRequest(SftpPacketType.Remove).Add(path)), "delete", path);
        return status switch
        {
            SftpStatus.Ok => true,
            _ when SftpStatus.MeansNotThere(status) => false,
            _ => throw Refused(status, "delete", path),
        };
    }, ct);

    /// <inheritdoc/>
    public Task<long?> GetFreeBytesAsync(string directory, CancellationToken ct) =>
        RunAsync(async () => await FreeBytesAsync(await AskForSpaceAsync(directory), directory), ct);

    /// <inheritdoc/>
    public Task<SftpRoom> GetRoomAsync(string path, string directory, CancellationToken ct) => RunAsync(async () =>
        await RoomAsync(await AskForSpaceAsync(directory), await AskForLookAsync(path), path, directory), ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    /// <summary>The extensions that a VERSION packet announces.</summary>
    /// <exception cref="SftpException">It is of another version than 3.</exception>
    internal static Dictionary<string, string> ReadExtensions(SftpReply version)
    {
        SftpFields fields = version.Fields;
        uint number = fields.UInt32();
        if (number != 3)
        {
            throw new SftpException(
                SftpFailure.Protocol, FormattableString.Invariant($"The server answers with SFTP version {number}; version 3 is needed."));
        }

        Dictionary<string, string> extensions = new(StringComparer.Ordinal);
        while (!fields.AtEnd)
        {
            string name = ServerText.Printable(fields.Text());
            extensions[name] = ServerText.Printable(fields.Text());
        }

        return extensions;
    }

    private bool Announces(string extension, string version) =>
        _extensions.TryGetValue(extension, out string? announced) && announced == version;

    /// <summary>Only the first write waits for the answer, which has arrived by then: no round trip of its own.</summary>
    private async Task AskForLimitsAsync() =>
        _limits = Announces("limits@openssh.com", "1") ? await SendAsync(SftpRequest.Extended("limits@openssh.com")) : null;

    private async Task LearnLimitsAsync()
    {
        if (_limits is null)
        {
            return;
        }

        SftpReply reply = await AnswerAsync(_limits);
        _limits = null;
        if (reply.Type != SftpPacketType.ExtendedReply)
        {
            return;
        }

        SftpFields fields = reply.Fields;
        ulong packet = fields.UInt64();
        _ = fields.UInt64();
        ulong write = fields.UInt64();

        // Zero means that the server names no limit, which is not the same as having none.
        if (write > 0)
        {
            _writeChunk = (uint)Math.Min(write, LongestChunk);
        }

        if (packet > RequestHead)
        {
            _writeChunk = (uint)Math.Min(_writeChunk, packet - RequestHead);
        }
    }

    private async Task<RemoteFile?> LookAsync(string path) => await SeenAsync(await AskForLookAsync(path), path);

    private Task<Task<SftpReply?>> AskForLookAsync(string path) => SendAsync(new SftpRequest(SftpPacketType.LStat).Add(path));

    private async Task<RemoteFile?> SeenAsync(Task<SftpReply?> answer, string path)
    {
        SftpReply reply = await AnswerAsync(answer);
        if (reply.Type == SftpPacketType.Status && reply.Fields.UInt32() == SftpStatus.Unsupported)
        {
            reply = await _channel.AskAsync(new SftpRequest(SftpPacketType.Stat).Add(path));
        }

        if (reply.Type == SftpPacketType.Status && SftpStatus.MeansNotThere(reply.Fields.UInt32()))
        {
            return null;
        }

        return ReadAttributes(Expect(reply, SftpPacketType.Attributes, "look at", path));
    }

    /// <summary>Settles the two questions about a target; what the server refuses to say is not known.</summary>
    private async Task<SftpRoom> RoomAsync(Task<SftpReply?>? space, Task<SftpReply?> look, string path, string directory)
    {
        RemoteFile? standing = null;
        try
        {
            standing = await SeenAsync(look, path);
        }
        catch (SftpException e) when (e.IsDenied)
        {
            // A drop box: an existing file is refused when ours is created or renamed.
        }

        try
        {
            return new SftpRoom(standing, await FreeBytesAsync(space, directory));
        }
        catch (SftpException e) when (e.IsDenied || e.Failure == SftpFailure.ServerError)
        {
            return new SftpRoom(standing, null);
        }
    }

    /// <summary>True or false where the server says; null where it does not.</summary>
    private async Task<bool?> MayExistAsync(string path)
    {
        try
        {
            return await LookAsync(path) is not null;
        }
        catch (SftpException e) when (e.Status is not null)
        {
            return null;
        }
    }

    /// <summary>The answer to come; null where the server does not have the question.</summary>
    private async Task<Task<SftpReply?>?> AskForSpaceAsync(string directory) =>
        Announces("statvfs@openssh.com", "2") ? await SendAsync(SftpRequest.Extended("statvfs@openssh.com").Add(directory)) : null;

    private async Task<long?> FreeBytesAsync(Task<SftpReply?>? answer, string directory)
    {
        if (answer is null)
        {
            return null;
        }

        SftpReply reply = await AnswerAsync(answer);
        if (reply.Type == SftpPacketType.Status && SftpStatus.MeansNotAvailable(reply.Fields.UInt32()))
        {
            return null;
        }

        SftpFields fields = Expect(reply, SftpPacketType.ExtendedReply, "ask for free space in", directory);
        ulong blockSize = fields.UInt64();
        ulong fragmentSize = fields.UInt64();
        _ = fields.UInt64();
        _ = fields.UInt64();
        ulong available = fields.UInt64();
        UInt128 bytes = (UInt128)available * (fragmentSize == 0 ? blockSize : fragmentSize);
        return bytes > (UInt128)long.MaxValue ? long.MaxValue : (long)bytes;
    }

    private static RemoteFile ReadAttributes(SftpFields fields)
    {
        const uint hasSize = 1;
        const uint hasOwner = 2;
        const uint hasMode = 4;
        const uint hasTimes = 8;
        uint flags = fields.UInt32();
        ulong? size = (flags & hasSize) != 0 ? fields.UInt64() : null;
        if ((flags & hasOwner) != 0)
        {
            _ = fields.UInt64();
        }

        if ((flags & hasMode) != 0)
        {
            _ = fields.UInt32();
        }

        DateTimeOffset? modified = null;
        if ((flags & hasTimes) != 0)
        {
            _ = fields.UInt32();
            modified = DateTimeOffset.FromUnixTimeSeconds(fields.UInt32());
        }

        return new RemoteFile(size is null ? null : (long)Math.Min(size.Value, long.MaxValue), modified);
    }

    /// <summary>Runs one operation; cancelling ends the whole session, because its open requests cannot be called back.</summary>
    private async Task<T> RunAsync<T>(Func<Task<T>> operation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException("An SFTP session does one operation at a time; await the last one first.");
        }

        try
        {
            if (_channel.HasEnded)
            {
                throw _channel.Ended();
            }

            await using CancellationTokenRegistration cancelling = ct.UnsafeRegister(
                static channel =>
                    ((SftpChannel)channel!)
                    .Fail(SftpFailure.ConnectionLost, "The session ended because an operation was cancelled."), _channel);
            return await operation();
        }
        catch (SftpException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private SftpFields Expect(SftpReply reply, SftpPacketType due, string verb, string path)
    {
        if (reply.Type == due)
        {
            return reply.Fields;
        }

        uint status = Status(reply, verb, path);
        throw status == SftpStatus.Ok ? Senseless(verb, path) : Refused(status, verb, path, reply);
    }

    private uint Status(SftpReply reply, string verb, string path) =>
        reply.Type == SftpPacketType.Status ? reply.Fields.UInt32() : throw Senseless(verb, path);

    private SftpException Senseless(string verb, string path)
    {
        string reason = $"Cannot {verb} {Shown(path)}: the server's answer does not fit the request.";
        _channel.Fail(SftpFailure.Protocol, reason);
        return new SftpException(SftpFailure.Protocol, reason);
    }

    private static SftpException Refused(uint status, string verb, string path, SftpReply? reply = null)
    {
        SftpFailure failure = SftpStatus.Classify(status);
        return new SftpException(
            failure, FormattableString.Invariant(
            $"Cannot {verb} {Shown(path)}: {SftpStatus.Describe(failure)} (SFTP status {status}{Words(reply)})."), status);
    }

    private static SftpException Taken(string path, uint? status) =>
        new(SftpFailure.AlreadyExists, $"{Shown(path)} exists at the server; nothing was overwritten.", status);

    /// <summary>A path may have come from the server, by <see cref="ResolvePathAsync"/>.</summary>
    private static string Shown(string path) => ServerText.Printable(path);

    private static string Words(SftpReply? reply)
    {
        if (reply is not { Type: SftpPacketType.Status, Body.Length: > 8 })
        {
            return string.Empty;
        }

        SftpFields fields = reply.Fields;
        _ = fields.UInt32();
        return ", " + ServerText.Quote(fields.Bytes());
    }
}
