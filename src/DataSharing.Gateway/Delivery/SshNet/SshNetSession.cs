using System.Net.Sockets;
using DataSharing.Gateway.Delivery.Sftp;
using Renci.SshNet;
using Renci.SshNet.Common;
using Refusal = Renci.SshNet.Common.SftpException;
using SftpException = DataSharing.Gateway.Delivery.Sftp.SftpException;

namespace DataSharing.Gateway.Delivery.SshNet;

/// <summary>
/// A session of SSH.NET behind our own rules: one operation at a time, every wait bounded, failures told apart, nothing overwritten. The
/// library has no sync, gives no mode at creation and looks at files through links: the mode is set on the still empty file, and the
/// evidence says what is missing.
/// </summary>
internal sealed class SshNetSession : ISftpSession
{
    // A channel that has ended is noticed within one of these, and what was under way has one more to end by itself.
    private static readonly TimeSpan LongestBeat = TimeSpan.FromSeconds(1);

    private readonly SftpClient _client;
    private readonly SshNetFiles _files;
    private readonly SftpArrivals _arrivals;
    private readonly TimeSpan _response;
    private readonly TimeProvider _clock;
    private SftpException? _end;
    private int _busy;
    private long _lastMove;

    internal SshNetSession(SftpClient client, SftpArrivals arrivals, SftpTimeouts timeouts, TimeProvider clock, SftpServerInfo server)
    {
        _client = client;
        _files = new SshNetFiles(client, Moved);
        _arrivals = arrivals;
        _response = timeouts.Response;
        _clock = clock;
        Server = server;
    }

    /// <inheritdoc/>
    public SftpServerInfo Server { get; }

    /// <inheritdoc/>
    public Task<string> ResolvePathAsync(string path, CancellationToken ct) => RunAsync("resolve", path, () =>
    {
        string start = _client.WorkingDirectory;
        return path == "." ? start : path.StartsWith('/') ? path : $"{start.TrimEnd('/')}/{path}";
    }, ct);

    /// <inheritdoc/>
    public Task<RemoteFile?> FindAsync(string path, CancellationToken ct) => RunAsync("look at", path, () => _files.Look(path), ct);

    /// <inheritdoc/>
    public async Task<UploadReceipt> UploadAsync(Stream content, string path, UploadOptions options, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.ExpectedLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)(options.UnixMode ?? 0)), 0x1FFu /* 0777 */);
        if (options.Target is { } target && target.Refuse(await GetRoomAsync(target.Path, target.Directory, ct)) is { } refusal)
        {
            throw refusal;
        }

        using MeasuredStream measured = new(content, options.ExpectedLength, path, ct);
        bool asked = false;
        bool opened = false;
        bool modeSet = false;
        measured.FirstRead = () =>
        {
            // The library reads the first block when the file is open and before it writes: until then it is empty.
            opened = true;
            Moved();
            modeSet = options.UnixMode is { } mode && _files.TrySetMode(path, mode);
            Moved();
        };
        try
        {
            return await RunAsync("create", path, () =>
            {
                asked = true;
                _client.UploadFile(measured, path, !options.FailIfExists, done =>
                {
                    Moved();
                    options.Acknowledged?.Invoke((long)done);
                });
                Moved();
                measured.RequireEnd();
                return ReceiptOf(measured.Given, path, modeSet);
            }, ct);
        }
        catch (SftpException e) when (opened)
        {
            SftpException cause = await RefineAsync(e, path, options.ExpectedLength);
            string left = await DiscardAsync(path, options.FailIfExists);
            throw new SftpException(cause.Failure, cause.Message + left, cause.Status) { MayHaveLeftFile = left.Length > 0 };
        }
        catch (SftpException e) when (asked && _end is not null)
        {
            // Asked for, and the answer never came.
            throw new SftpException(e.Failure, e.Message, e.Status) { MayHaveLeftFile = true };
        }
        catch (SftpException e) when (asked && e.Status == SftpStatus.Failure)
        {
            throw options.FailIfExists && await RunAsync("look at", path, () => _files.MayExist(path), CancellationToken.None)
                ? Taken(path, e.Status) : await RefineAsync(e, path, options.ExpectedLength);
        }
        catch (Exception e) when (e is not (SftpException or OperationCanceledException))
        {
            await DiscardAsync(path, options.FailIfExists);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task ReadToAsync(string path, Stream destination, CancellationToken ct) => RunAsync("read", path, () =>
    {
        _client.DownloadFile(path, destination, _ => Moved());
        return true;
    }, ct);

    /// <inheritdoc/>
    public Task RenameAsync(string from, string to, CancellationToken ct) => RunAsync("rename", from, () =>
    {
        if (_files.MayExist(to))
        {
            throw Taken(to, null);
        }

        try
        {
            _client.RenameFile(from, to);
        }
        catch (Refusal e) when (e is not (SftpPathNotFoundException or SftpPermissionDeniedException) && _files.MayExist(to))
        {
            throw Taken(to, (uint)e.StatusCode);
        }

        return true;
    }, ct);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, CancellationToken ct) => RunAsync("delete", path, () =>
    {
        try
        {
            _client.DeleteFile(path);
            return true;
        }
        catch (SftpPathNotFoundException)
        {
            return false;
        }
    }, ct);

    /// <inheritdoc/>
    public Task<long?> GetFreeBytesAsync(string directory, CancellationToken ct) =>
        RunAsync("ask for free space in", directory, () => _files.Free(directory), ct);

    /// <inheritdoc/>
    public async Task<SftpRoom> GetRoomAsync(string path, string directory, CancellationToken ct)
    {
        RemoteFile? standing = null;
        try
        {
            standing = await FindAsync(path, ct);
        }
        catch (SftpException e) when (e.IsDenied)
        {
            // A drop box: an existing file is refused when ours is created or renamed.
        }

        try
        {
            return new SftpRoom(standing, await GetFreeBytesAsync(directory, ct));
        }
        catch (SftpException e) when (e.IsDenied || e.Failure == SftpFailure.ServerError)
        {
            return new SftpRoom(standing, null);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Interlocked.CompareExchange(ref _end, new SftpException(SftpFailure.ConnectionLost, "The SFTP session has been closed."), null);
        try
        {
            await Task.Run(_client.Dispose).WaitAsync(TimeSpan.FromSeconds(5), _clock);
        }
        catch (TimeoutException)
        {
            // It ends when what it waits for does; nobody waits for it any more.
        }
    }

    /// <summary>The receipt for so many bytes that were put; throws where the server says that it holds another number.</summary>
    private UploadReceipt ReceiptOf(long given, string path, bool modeSet)
    {
        long? length = _files.Length(path);
        return length is null || length == given ? new UploadReceipt(given, length, Synced: false, modeSet)
            : throw new SftpException(SftpFailure.ServerError, FormattableString.Invariant(
            $"The server acknowledged {given} bytes of {Shown(path)} but holds {length}."));
    }

    private async Task<SftpException> RefineAsync(SftpException e, string path, long remaining)
    {
        if (e.Status != SftpStatus.Failure || _end is not null)
        {
            return e;
        }

        try
        {
            int slash = path.LastIndexOf('/');
            string folder = slash < 0 ? "." : slash == 0 ? "/" : path[..slash];
            return await RunAsync("ask for free space in", folder, () => _files.Free(folder), CancellationToken.None) is { } free
                && free < Math.Max(remaining, 1)
                ? new SftpException(
                    SftpFailure.NoSpace,
                FormattableString.Invariant($"{e.Message} The server has {free} bytes free, {remaining} are to be written."), e.Status)
                : e;
        }
        catch (SftpException)
        {
            // The question was only meant to explain the first failure, which stands.
            return e;
        }
    }

    private async Task<string> DiscardAsync(string path, bool created)
    {
        const string mayStay = " The partial file may still be at the server.";
        if (_end is not null)
        {
            return mayStay;
        }

        if (!created)
        {
            return " The file at the server was truncated and is incomplete.";
        }

        try
        {
            await DeleteAsync(path, CancellationToken.None);
            return string.Empty;
        }
        catch (SftpException)
        {
            return mayStay;
        }
    }

    /// <summary>
    /// Runs one operation on a thread of its own. Where nothing moves for the limit, or the caller cancels, the session ends and the thread
    /// is left to the library's own limits.
    /// </summary>
    private async Task<T> RunAsync<T>(string verb, string path, Func<T> operation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException("An SFTP session does one operation at a time; await the last one first.");
        }

        try
        {
            if (_end is { } end)
            {
                throw new SftpException(end.Failure, end.Message);
            }

            Moved();
            return await WatchAsync(
                Task.Factory.StartNew(operation, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            End(SftpFailure.ConnectionLost, "The session ended because an operation was cancelled.");
            throw;
        }
        catch (Exception e) when (Explain(verb, path, e) is { } explained)
        {
            throw explained;
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>
    /// Waits for an operation for as long as something moves. The library itself would go on waiting: for room in a channel that has ended,
    /// or for the rest of a packet whose length makes no sense.
    /// </summary>
    private async Task<T> WatchAsync<T>(Task<T> work, CancellationToken ct)
    {
        bool lost = false;
        while (true)
        {
            TimeSpan left = _response - _clock.GetElapsedTime(Volatile.Read(ref _lastMove));
            TimeSpan beat = TimeSpan.FromMilliseconds(
                Math.Clamp(Math.Min(left.TotalMilliseconds, _response.TotalMilliseconds / 4), 10, LongestBeat.TotalMilliseconds));
            try
            {
                if (await Task.WhenAny(work, _arrivals.Refused).WaitAsync(beat, _clock, ct) == work || work.IsCompleted)
                {
                    return await work;
                }

                throw End(SftpFailure.Protocol, (await _arrivals.Refused) + SshNetConnector.Advice);
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                TimeSpan still = _clock.GetElapsedTime(Volatile.Read(ref _lastMove));
                if (lost)
                {
                    throw End(SftpFailure.ConnectionLost, Lost);
                }

                if (still > _response)
                {
                    throw End(SftpFailure.Timeout, Silent(still));
                }

                lost = !_client.IsConnected;
            }
        }
    }

    private void Moved() => Volatile.Write(ref _lastMove, _clock.GetTimestamp());

    /// <summary>Null for what is not the library's.</summary>
    private SftpException? Explain(string verb, string path, Exception e) => e switch
    {
        Refusal refusal => Refused(refusal, verb, path),
        SshOperationTimeoutException => End(SftpFailure.Timeout, Silent(_clock.GetElapsedTime(Volatile.Read(ref _lastMove)))),
        // What has no status was not said by the server: the channel or the connection has gone.
        SshException or SocketException or ObjectDisposedException or InvalidOperationException { Source: Library } =>
            End(SftpFailure.ConnectionLost, Lost),
        NotSupportedException { Source: Library } =>
            new SftpException(SftpFailure.Unsupported, $"Cannot {verb} {Shown(path)}: the server does not have this operation."),
        { Source: Library } =>
            End(SftpFailure.Protocol,
            $"Cannot {verb} {Shown(path)}: SSH.NET could not make anything of the server's answer ({e.GetType().Name}).{SshNetConnector.Advice}"),
        _ => null,
    };

    private static SftpException Refused(Refusal e, string verb, string path)
    {
        uint status = (uint)e.StatusCode;
        SftpFailure failure = SftpStatus.Classify(status);
        string words = failure is SftpFailure.NotFound or SftpFailure.Permission ? string.Empty : ", " + ServerText.Quote(e.Message);
        return new SftpException(
            failure, FormattableString.Invariant(
            $"Cannot {verb} {Shown(path)}: {SftpStatus.Describe(failure)} (SFTP status {status}{words})."), status);
    }

    private static string Silent(TimeSpan still) =>
        FormattableString.Invariant($"The server is connected but gave no answer for {still.TotalSeconds:0.#} s.");

    private SftpException End(SftpFailure failure, string reason)
    {
        if (Interlocked.CompareExchange(ref _end, new SftpException(failure, reason), null) is null)
        {
            SshNetConnector.Forget(_client);
        }

        return new SftpException(failure, reason);
    }

    private const string Library = "Renci.SshNet";
    private const string Lost = "The connection to the server was lost.";

    private static SftpException Taken(string path, uint? status) =>
        new(SftpFailure.AlreadyExists, $"{Shown(path)} exists at the server; nothing was overwritten.", status);

    private static string Shown(string path) => ServerText.Printable(path);
}
