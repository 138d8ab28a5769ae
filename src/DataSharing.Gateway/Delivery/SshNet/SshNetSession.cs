using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Sftp;

namespace DataSharing.Gateway.Delivery;

/// <summary>
/// A session of SSH.NET behind our own rules: one operation at a time, every wait bounded, failures told apart, nothing overwritten. The library
/// has no sync, gives no mode at creation and looks at files through links; the evidence says what is missing.
/// </summary>
public sealed class SshNetSession : ISftpSession
{
    private readonly SftpClient _client;
    private readonly TimeSpan _response;
    private readonly TimeProvider _clock;
    private SftpException? _end;
    private int _busy;
    private long _lastProgress;

    internal SshNetSession(SftpClient client, SftpTimeouts timeouts, TimeProvider clock, SftpServerInfo server)
    {
        _client = client;
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
    public Task<RemoteFile?> FindAsync(string path, CancellationToken ct) => RunAsync("look at", path, () => Look(path), ct);

    /// <inheritdoc/>
    public async Task<UploadReceipt> UploadAsync(Stream content, string path, UploadOptions options, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.ExpectedLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)(options.UnixMode ?? 0)), 0x1FFu /* 0777 */);
        if (options.Place is { } place && place.Refuse(await GetRoomAsync(place.Path, place.Directory, ct)) is { } refusal)
        {
            throw refusal;
        }

        using MeasuredStream measured = new(content, options.ExpectedLength, path, ct);
        bool opened = false;
        try
        {
            return await RunAsync("create", path, () =>
            {
                if (options.FailIfExists && MayExist(path))
                {
                    throw Taken(path, null);
                }

                measured.FirstRead = () => opened = true;
                try
                {
                    _client.UploadFile(measured, path, !options.FailIfExists, done =>
                    {
                        Volatile.Write(ref _lastProgress, _clock.GetTimestamp());
                        options.Acknowledged?.Invoke((long)done);
                    });
                }
                catch (SshOperationTimeoutException)
                {
                    // Versions before 2025.1.0 end so when a write was refused: the session may be well, and is asked why.
                    throw Silent();
                }

                measured.RequireEnd();
                long? length = Length(path);
                return length is null || length == measured.Given ? new UploadReceipt(measured.Given, length, Synced: false) : throw new SftpException(SftpFailure.ServerError, FormattableString.Invariant(
                    $"The server acknowledged {measured.Given} bytes of {Shown(path)} but holds {length}."));
            }, ct);
        }
        catch (SftpException e) when (opened)
        {
            SftpException cause = await RefineAsync(e, path, options.ExpectedLength);
            string left = await DiscardAsync(path, options.FailIfExists);
            if (cause.Failure == SftpFailure.Timeout)
            {
                End(cause.Failure, cause.Message);
            }

            throw new SftpException(cause.Failure, cause.Message + left, cause.Status) { MayHaveLeftFile = left.Length > 0 };
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
        _client.DownloadFile(path, destination, _ => Volatile.Write(ref _lastProgress, _clock.GetTimestamp()));
        return true;
    }, ct);

    /// <inheritdoc/>
    public Task RenameAsync(string from, string to, CancellationToken ct) => RunAsync("rename", from, () =>
    {
        if (MayExist(to))
        {
            throw Taken(to, null);
        }

        try
        {
            _client.RenameFile(from, to);
        }
        catch (SshException e) when (e is not (SshConnectionException or SshOperationTimeoutException or SftpPathNotFoundException or SftpPermissionDeniedException) && MayExist(to))
        {
            throw Taken(to, SftpStatus.Failure);
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
    public Task<long?> GetFreeBytesAsync(string directory, CancellationToken ct) => RunAsync("ask for free space in", directory, () => Free(directory), ct);

    /// <inheritdoc/>
    public async Task<SftpRoom> GetRoomAsync(string path, string directory, CancellationToken ct)
    {
        RemoteFile? standing = null;
        try
        {
            standing = await FindAsync(path, ct);
        }
        catch (SftpException e) when (e.Failure is SftpFailure.Permission or SftpFailure.Unsupported)
        {
            // A drop box: an existing file is refused when ours is created or renamed.
        }

        try
        {
            return new SftpRoom(standing, await GetFreeBytesAsync(directory, ct));
        }
        catch (SftpException e) when (e.Failure is SftpFailure.Permission or SftpFailure.Unsupported or SftpFailure.ServerError)
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

    private RemoteFile? Look(string path)
    {
        try
        {
            ISftpFile found = _client.Get(path);
            return new RemoteFile(found.Attributes.Size < 0 ? null : found.Attributes.Size, new DateTimeOffset(DateTime.SpecifyKind(found.LastWriteTimeUtc, DateTimeKind.Utc)));
        }
        catch (SftpPathNotFoundException)
        {
            return null;
        }
    }

    /// <summary>False also where the server does not let us look; its own refusal remains then.</summary>
    private bool MayExist(string path)
    {
        try
        {
            return Look(path) is not null;
        }
        catch (SshException e) when (e is not (SshConnectionException or SshOperationTimeoutException))
        {
            return false;
        }
    }

    /// <summary>By name and after the close: the library does not let an open file be measured.</summary>
    private long? Length(string path)
    {
        try
        {
            return _client.GetAttributes(path).Size;
        }
        catch (SftpPermissionDeniedException)
        {
            return null;
        }
        catch (SftpPathNotFoundException)
        {
            // Collected already.
            return null;
        }
    }

    private long? Free(string directory)
    {
        try
        {
            SftpFileSystemInformation information = _client.GetStatus(directory);
            UInt128 bytes = (UInt128)information.AvailableBlocks * information.BlockSize;
            return bytes > (UInt128)long.MaxValue ? long.MaxValue : (long)bytes;
        }
        catch (Exception e) when (e is NotSupportedException or SftpPermissionDeniedException)
        {
            return null;
        }
    }

    private async Task<SftpException> RefineAsync(SftpException e, string path, long remaining)
    {
        if (e.Failure != SftpFailure.ServerError && e.Failure != SftpFailure.Timeout)
        {
            return e;
        }

        try
        {
            int slash = path.LastIndexOf('/');
            string folder = slash < 0 ? "." : slash == 0 ? "/" : path[..slash];
            return await RunAsync("ask for free space in", folder, () => Free(folder), CancellationToken.None) is { } free && free < Math.Max(remaining, 1)
                ? new SftpException(SftpFailure.NoSpace, FormattableString.Invariant($"{e.Message} The server has {free} bytes free, {remaining} are to be written."), e.Status ?? SftpStatus.Failure)
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
    /// Runs one operation on a thread of its own. Where nothing moves for the limit, or the caller cancels, the session ends and the thread is left to
    /// the library's own limits.
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

            Volatile.Write(ref _lastProgress, _clock.GetTimestamp());
            Task<T> work = Task.Factory.StartNew(() => Alive(operation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            while (true)
            {
                try
                {
                    return await work.WaitAsync(TimeSpan.FromMilliseconds(Math.Clamp(_response.TotalMilliseconds / 4, 10, 5000)), _clock, ct);
                }
                catch (TimeoutException) when (!work.IsCompleted && _clock.GetElapsedTime(Volatile.Read(ref _lastProgress)) <= _response + _response)
                {
                    // Within the library's own limit and a little more.
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            End(SftpFailure.ConnectionLost, "The session ended because an operation was cancelled.");
            throw;
        }
        catch (TimeoutException)
        {
            throw End(SftpFailure.Timeout, Silent().Message);
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
    /// Runs an operation, and tells a status of the server from the end of the SFTP channel alone: the library reports both in the same type, and the
    /// connection stays.
    /// </summary>
    private T Alive<T>(Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (SshException e) when (e is not (SshConnectionException or SshOperationTimeoutException or SftpPathNotFoundException or SftpPermissionDeniedException) && HasLostItsChannel())
        {
            throw new SshConnectionException("The channel was closed.");
        }
    }

    private bool HasLostItsChannel()
    {
        try
        {
            _ = _client.Get(".");
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
        catch (SshException e)
        {
            // A refusal is an answer as well.
            return e is SshConnectionException or SshOperationTimeoutException;
        }
    }

    /// <summary>Null for what is not the library's.</summary>
    private SftpException? Explain(string verb, string path, Exception e)
    {
        string what = $"Cannot {verb} {Shown(path)}: ";
        return e switch
        {
            SftpPermissionDeniedException => new SftpException(SftpFailure.Permission, what + "permission denied (SFTP status 3).", SftpStatus.PermissionDenied),
            SftpPathNotFoundException => new SftpException(SftpFailure.NotFound, what + "no such file or folder (SFTP status 2).", SftpStatus.NoSuchFile),
            SshOperationTimeoutException => End(SftpFailure.Timeout, Silent().Message),
            // The library's own way to say that its channel has gone.
            InvalidOperationException { Source: "Renci.SshNet" } => End(SftpFailure.ConnectionLost, "The connection to the server was lost."),
            SshConnectionException or SocketException or ObjectDisposedException => End(SftpFailure.ConnectionLost, "The connection to the server was lost."),
            SshException { Message: var words } => new SftpException(SftpFailure.ServerError, $"{what}the server gives no reason (SFTP status 4, {ServerText.Quote(words)}).", SftpStatus.Failure),
            NotSupportedException => new SftpException(SftpFailure.Unsupported, what + "the server does not have this operation."),
            _ => null,
        };
    }

    private SftpException Silent() => new(SftpFailure.Timeout, FormattableString.Invariant($"The server is connected but gave no answer for {_response.TotalSeconds:0.#} s."));

    private SftpException End(SftpFailure failure, string reason)
    {
        if (Interlocked.CompareExchange(ref _end, new SftpException(failure, reason), null) is null)
        {
            SshNetConnector.Forget(_client);
        }

        return new SftpException(failure, reason);
    }

    private static SftpException Taken(string path, uint? status) =>
        new(SftpFailure.AlreadyExists, $"{Shown(path)} exists at the server; nothing was overwritten.", status);

    private static string Shown(string path) => ServerText.Printable(path);

    /// <summary>The content, counted: another length than announced fails the upload.</summary>
    private sealed class MeasuredStream(Stream content, long expected, string path, CancellationToken ct) : Stream
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
            $"The content for {Shown(path)} is {how} than the {expected} bytes announced; nothing stays at the server."));
    }
}
