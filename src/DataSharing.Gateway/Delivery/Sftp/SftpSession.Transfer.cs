using System.Buffers;
using System.Buffers.Binary;

namespace DataSharing.Gateway.Delivery.Sftp;

/// <content>The two operations that move bytes: both keep several requests open, or latency decides their speed.</content>
internal sealed partial class SftpSession
{
    // As much as OpenSSH's own sftp has under way. A block waits in the pipe, in ssh and on the line, and only its answer makes room for
    // another one: with less, a long line stands still. Blocks under way cost no memory here, for each is in the pipe before the next is
    // read.
    private const int WindowBytes = 16 * 1024 * 1024;
    private const int WindowRequests = 64;

    /// <inheritdoc/>
    public Task<UploadReceipt> UploadAsync(Stream content, string path, UploadOptions options, CancellationToken ct) => RunAsync(async () =>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.ExpectedLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)(options.UnixMode ?? 0)), 0x1FFu /* 0777 */);
        byte[] handle;
        try
        {
            handle = options.Target is { } target ? await CreateForAsync(target, path, options) : await CreateAsync(path, options);
        }
        catch (SftpException e) when (_channel.HasEnded)
        {
            // Asked for, and the answer never came.
            throw new SftpException(e.Failure, e.Message, e.Status) { MayHaveLeftFile = true };
        }

        long acknowledged = 0;
        void Count(int bytes)
        {
            acknowledged += bytes;
            options.Acknowledged?.Invoke(acknowledged);
        }

        try
        {
            // Asked before the file was created, so the answer is here.
            await LearnLimitsAsync();
            await WriteAllAsync(content, handle, path, options.ExpectedLength, Count, ct);
            // Asked together and settled in order: requests about one file are served in order, and each would cost a round trip of its
            // own.
            Task<SftpReply?>? syncing = options.Sync && Announces("fsync@openssh.com", "1")
                ? await SendAsync(SftpRequest.Extended("fsync@openssh.com").Add(handle)) : null;
            Task<SftpReply?> measuring = await SendAsync(new SftpRequest(SftpPacketType.FStat).Add(handle));
            Task<SftpReply?> closing = await SendAsync(new SftpRequest(SftpPacketType.Close).Add(handle));
            bool synced = syncing is not null && Synced(await AnswerAsync(syncing), path);
            long? length = Length(await AnswerAsync(measuring), path, acknowledged);
            RequireClosed(await AnswerAsync(closing), path);
            return new UploadReceipt(acknowledged, length, synced, ModeSet: options.UnixMode is not null);
        }
        catch (SftpException e)
        {
            SftpException cause = await RefineAsync(e, path, options.ExpectedLength - acknowledged);
            string left = await DiscardAsync(handle, path, options.FailIfExists);
            throw left.Length == 0 && cause == e ? e
                : new SftpException(cause.Failure, cause.Message + left, cause.Status) { MayHaveLeftFile = left.Length > 0 };
        }
        catch (Exception)
        {
            await DiscardAsync(handle, path, options.FailIfExists);
            throw;
        }
    }, ct);

    /// <inheritdoc/>
    public Task ReadToAsync(string path, Stream destination, CancellationToken ct) => RunAsync(async () =>
    {
        SftpRequest open = new SftpRequest(SftpPacketType.Open).Add(path).Add((uint)SftpOpenFlags.Read).Add(0u);
        byte[] handle = Expect(await _channel.AskAsync(open), SftpPacketType.Handle, "read", path).Bytes().ToArray();
        try
        {
            await ReadAllAsync(handle, path, destination, ct);
        }
        catch (Exception)
        {
            await LetGoAsync(handle);
            throw;
        }

        await CloseAsync(handle, path);
        return true;
    }, ct);

    /// <summary>
    /// Creates the file in the same round trip in which its target is looked at. What was created in vain holds no byte
    /// and goes again.
    /// </summary>
    private async Task<byte[]> CreateForAsync(UploadTarget target, string path, UploadOptions options)
    {
        Task<SftpReply?>? space = await AskForSpaceAsync(target.Directory);
        Task<SftpReply?> look = await AskForLookAsync(target.Path);
        Task<SftpReply?> creating = await SendAsync(Creation(path, options));
        SftpException? refusal;
        try
        {
            refusal = target.Refuse(await RoomAsync(space, look, target.Path, target.Directory));
        }
        catch (SftpException e)
        {
            refusal = e;
        }

        SftpReply reply = await AnswerAsync(creating);
        if (refusal is null)
        {
            return await CreatedAsync(reply, path, options);
        }

        string left = reply.Type == SftpPacketType.Handle ? await DiscardAsync(reply.Fields.Bytes().ToArray(), path, options.FailIfExists)
            : string.Empty;
        throw new SftpException(refusal.Failure, refusal.Message + left, refusal.Status) { MayHaveLeftFile = left.Length > 0 };
    }

    private async Task<byte[]> CreateAsync(string path, UploadOptions options) =>
        await CreatedAsync(await AnswerAsync(await SendAsync(Creation(path, options))), path, options);

    /// <summary>The mode goes with the creation: a later SETSTAT is refused by servers that store into object storage.</summary>
    private static SftpRequest Creation(string path, UploadOptions options)
    {
        const uint hasMode = 4;
        SftpOpenFlags flags = SftpOpenFlags.Write | SftpOpenFlags.Create | (
            options.FailIfExists ? SftpOpenFlags.Exclusive : SftpOpenFlags.Truncate);
        SftpRequest open = new SftpRequest(SftpPacketType.Open).Add(path).Add((uint)flags);
        return options.UnixMode is { } mode ? open.Add(hasMode).Add((uint)mode) : open.Add(0u);
    }

    private async Task<byte[]> CreatedAsync(SftpReply reply, string path, UploadOptions options)
    {
        if (reply.Type == SftpPacketType.Status && reply.Fields.UInt32() == SftpStatus.Failure)
        {
            if (options.FailIfExists && await MayExistAsync(path) == true)
            {
                throw Taken(path, SftpStatus.Failure);
            }

            throw await RefineAsync(Refused(SftpStatus.Failure, "create", path, reply), path, options.ExpectedLength);
        }

        return Expect(reply, SftpPacketType.Handle, "create", path).Bytes().ToArray();
    }

    private async Task WriteAllAsync(
        Stream content, byte[] handle, string path, long expected, Action<int> acknowledge, CancellationToken ct)
    {
        int chunk = (int)_writeChunk;
        int window = Math.Clamp(WindowBytes / chunk, 1, WindowRequests);
        int head = 4 + 1 + 4 + 4 + handle.Length + 8 + 4;
        Queue<(Task<SftpReply?> Answer, int Bytes)> open = new();
        long sent = 0;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(head + chunk);
        try
        {
            while (true)
            {
                // Not asynchronous: a block of a file of the outbox is here sooner than another thread is.
                ct.ThrowIfCancellationRequested();
                int read = content.ReadAtLeast(buffer.AsSpan(head, chunk), chunk, throwOnEndOfStream: false);
                if (sent + read > expected || (read == 0 && sent < expected))
                {
                    throw new InvalidDataException(FormattableString.Invariant(
                        $"The content for {Shown(path)} is {(read == 0 ? "shorter" : "longer")} than the {expected} bytes announced; nothing stays at the server."));
                }

                if (read == 0)
                {
                    break;
                }

                while (open.Count >= window || (open.TryPeek(out (Task<SftpReply?> Answer, int Bytes) oldest) && oldest.Answer.IsCompleted))
                {
                    acknowledge(await WrittenAsync(open.Dequeue(), path));
                }

                uint number = _channel.NextNumber();
                FillWriteHead(buffer.AsSpan(0, head), number, handle, sent, read);
                open.Enqueue((await _channel.SendAsync(buffer.AsMemory(0, head + read), number), read));
                sent += read;
            }

            while (open.TryDequeue(out (Task<SftpReply?> Answer, int Bytes) block))
            {
                acknowledge(await WrittenAsync(block, path));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Waits until a block is acknowledged, and says how many bytes it has.</summary>
    private async Task<int> WrittenAsync((Task<SftpReply?> Answer, int Bytes) block, string path)
    {
        SftpReply reply = await AnswerAsync(block.Answer);
        uint status = Status(reply, "write", path);
        return status == SftpStatus.Ok ? block.Bytes : throw Refused(status, "write", path, reply);
    }

    private static void FillWriteHead(Span<byte> head, uint number, ReadOnlySpan<byte> handle, long offset, int bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(head, (uint)(head.Length - 4 + bytes));
        head[4] = (byte)SftpPacketType.Write;
        BinaryPrimitives.WriteUInt32BigEndian(head[5..], number);
        BinaryPrimitives.WriteUInt32BigEndian(head[9..], (uint)handle.Length);
        handle.CopyTo(head[13..]);
        BinaryPrimitives.WriteUInt64BigEndian(head[^12..], (ulong)offset);
        BinaryPrimitives.WriteUInt32BigEndian(head[^4..], (uint)bytes);
    }

    private async Task<Task<SftpReply?>> SendAsync(SftpRequest request)
    {
        uint number = _channel.NextNumber();
        return await _channel.SendAsync(request.Finish(number), number);
    }

    private async Task<SftpReply> AnswerAsync(Task<SftpReply?> answer) => await answer ?? throw _channel.Ended();

    private bool Synced(SftpReply reply, string path)
    {
        uint status = Status(reply, "sync", path);
        return status == SftpStatus.Ok || (SftpStatus.MeansNotAvailable(status) ? false : throw Refused(status, "sync", path, reply));
    }

    /// <summary>By the open handle and not by name: some servers have the file open once only.</summary>
    private long? Length(SftpReply reply, string path, long acknowledged)
    {
        if (reply.Type == SftpPacketType.Status && SftpStatus.MeansNotAvailable(reply.Fields.UInt32()))
        {
            return null;
        }

        long? length = ReadAttributes(Expect(reply, SftpPacketType.Attributes, "measure", path)).Length;
        return length is null || length == acknowledged ? length
            : throw new SftpException(SftpFailure.ServerError, FormattableString.Invariant(
            $"The server acknowledged {acknowledged} bytes of {Shown(path)} but holds {length}."));
    }

    /// <summary>Object-store servers store at the close, so its status counts as much as that of a write.</summary>
    private async Task CloseAsync(byte[] handle, string path) =>
        RequireClosed(await _channel.AskAsync(new SftpRequest(SftpPacketType.Close).Add(handle)), path);

    private void RequireClosed(SftpReply reply, string path)
    {
        uint status = Status(reply, "close", path);
        if (status != SftpStatus.Ok)
        {
            throw Refused(status, "close", path, reply);
        }
    }

    /// <summary>OpenSSH reports a full disk as a bare failure; the free space tells it apart.</summary>
    private async Task<SftpException> RefineAsync(SftpException e, string path, long remaining)
    {
        if (e.Status != SftpStatus.Failure || _channel.HasEnded)
        {
            return e;
        }

        try
        {
            int slash = path.LastIndexOf('/');
            string folder = slash < 0 ? "." : slash == 0 ? "/" : path[..slash];
            return await FreeBytesAsync(await AskForSpaceAsync(folder), folder) is { } free && free < Math.Max(remaining, 1)
                ? new SftpException(
                    SftpFailure.NoSpace,
                FormattableString.Invariant($"{e.Message} The server has {free} bytes free, {remaining} are still to be written."),
                e.Status)
                : e;
        }
        catch (SftpException)
        {
            // The question was only meant to explain the first failure, which stands.
            return e;
        }
    }

    /// <summary>Takes our own partial file away; says so when it may stay.</summary>
    private async Task<string> DiscardAsync(byte[] handle, string path, bool created)
    {
        const string mayStay = " The partial file may still be at the server.";
        if (_channel.HasEnded)
        {
            return mayStay;
        }

        try
        {
            await _channel.AskAsync(new SftpRequest(SftpPacketType.Close).Add(handle));
            if (!created)
            {
                return " The file at the server was truncated and is incomplete.";
            }

            uint status = Status(await _channel.AskAsync(new SftpRequest(SftpPacketType.Remove).Add(path)), "delete", path);
            return status == SftpStatus.Ok || SftpStatus.MeansNotThere(status) ? string.Empty : mayStay;
        }
        catch (SftpException)
        {
            return mayStay;
        }
    }

    /// <summary>
    /// Closes a file of which nothing more is wanted. The failure that led here stands, whatever the server says to this.
    /// </summary>
    private async Task LetGoAsync(byte[] handle)
    {
        if (_channel.HasEnded)
        {
            return;
        }

        try
        {
            await _channel.AskAsync(new SftpRequest(SftpPacketType.Close).Add(handle));
        }
        catch (SftpException) when (_channel.HasEnded)
        {
            // The session is over, and every later call says why.
        }
    }

    private async Task ReadAllAsync(byte[] handle, string path, Stream destination, CancellationToken ct)
    {
        uint chunk = DefaultChunk;
        int window = 2;
        ulong next = 0;
        Queue<(ulong Offset, uint Bytes, Task<SftpReply?> Answer)> open = new();

        async Task<Task<SftpReply?>> AskForAsync(ulong offset, uint bytes)
        {
            uint number = _channel.NextNumber();
            return await _channel.SendAsync(new SftpRequest(SftpPacketType.Read).Add(handle).Add(offset).Add(bytes).Finish(number), number);
        }

        while (true)
        {
            while (open.Count < window)
            {
                open.Enqueue((next, chunk, await AskForAsync(next, chunk)));
                next += chunk;
            }

            (ulong offset, uint due, Task<SftpReply?> answer) = open.Dequeue();
            while (due > 0)
            {
                SftpReply reply = await answer ?? throw _channel.Ended();
                if (reply.Type == SftpPacketType.Status && reply.Fields.UInt32() == SftpStatus.EndOfFile)
                {
                    return;
                }

                ReadOnlyMemory<byte> data = DataOf(reply, due, path);
                await destination.WriteAsync(data, ct);
                offset += (uint)data.Length;
                due -= (uint)data.Length;
                if (due > 0)
                {
                    // A server with short answers is asked for no more than it gives, or every block costs a second round trip.
                    chunk = Math.Min(chunk, (uint)data.Length);
                    answer = await AskForAsync(offset, due);
                }
            }

            // Grows with the file, so that a small one is not asked for far beyond its end.
            window = Math.Min(window * 2, WindowRequests);
        }
    }

    private ReadOnlyMemory<byte> DataOf(SftpReply reply, uint due, string path)
    {
        int length = Expect(reply, SftpPacketType.Data, "read", path).Bytes().Length;
        return length > 0 && length <= due ? reply.Body.Slice(4, length) : throw Senseless("read", path);
    }
}
