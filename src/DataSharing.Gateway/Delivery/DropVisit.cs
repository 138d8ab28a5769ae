using System.Security.Cryptography;
using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Delivery;

/// <summary>
/// One connection to a force's drop and the acts of a delivery, each once and in order: upload under a temporary name, verify, publish by a rename
/// that never overwrites, manifest last. Accepts an <see cref="ExportFile"/>, never a path or a stream.
/// </summary>
internal sealed class DropVisit : IAsyncDisposable
{
    private const long SpareBytes = 64 * 1024;
    private const int OwnerAndGroup = 0x1A0; // rw-r-----

    private readonly ISftpSession _session;
    private readonly string _folder;
    private readonly bool _readsBack;
    private readonly bool _mustSync;
    private readonly bool _dotTemporary;
    private readonly SftpEngine _engine;
    private long? _remoteLength;
    private bool _synced;
    private bool _readBack;
    private bool? _modeSet;

    private DropVisit(ISftpSession session, string folder, DropSettings settings)
    {
        _session = session;
        _folder = folder;
        _readsBack = settings.ReadBack;
        _mustSync = settings.RequireSync;
        _dotTemporary = settings.DotTemporary;
        _engine = settings.Endpoint.Engine;
    }

    /// <summary>Told how many bytes of a file the server has acknowledged, and how many there are.</summary>
    public Action<long, long>? Sent { get; set; }

    /// <summary>What is known of the server.</summary>
    public SftpServerInfo Server => _session.Server;

    /// <summary>Connects, checks the host key, logs in and finds the folder.</summary>
    /// <exception cref="DropException">It did not succeed.</exception>
    public static async Task<DropVisit> ConnectAsync(ISftpConnector connector, DropSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(settings);
        ISftpSession session = await Guard(() => connector.ConnectAsync(settings.Endpoint, ct));
        try
        {
            return new DropVisit(session, await ResolveAsync(session, settings.Folder, ct), settings);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes sure that the folder of the profile is there. Looks only.</summary>
    /// <exception cref="DropException">It is not, or the drop cannot be asked.</exception>
    public async Task RequireFolderAsync(CancellationToken ct)
    {
        if ((await SeeAsync(_folder, ct)) is { IsKnown: true, File: null })
        {
            throw new DropException(Reason.DropFolderMissing, isTransient: false, $"The folder {_folder} does not exist on the server.");
        }
    }

    /// <summary>Makes sure that the final name is free and that there is room, as far as the server says.</summary>
    /// <exception cref="DropException"><see cref="Reason.NameTaken"/> when the final name is taken already; or there is no room, or the drop cannot be asked.</exception>
    public async Task RequireRoomAsync(ExportFile file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        var place = new SftpPlace(PathOf(file.Name), _folder, file.Bytes + SpareBytes);
        SftpRoom room = await Guard(() => _session.GetRoomAsync(place.Path, place.Directory, ct));
        if (place.Refuse(room) is { } refusal)
        {
            throw refusal.Failure == SftpFailure.AlreadyExists ? Taken(file.Name) : DropException.From(refusal);
        }
    }

    /// <summary>Puts the file under its temporary name and verifies it. Nothing stands under the final name before or after.</summary>
    /// <exception cref="DropException">It did not succeed; <see cref="Reason.NameTaken"/> when the final name is taken already.</exception>
    public async Task UploadAsync(ExportFile file, string temporary, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            await PutAsync(file, temporary, new SftpPlace(PathOf(file.Name), _folder, file.Bytes + SpareBytes), ct);
        }
        catch (DropException error) when (error.File is null)
        {
            throw error.About(file.Name, error.MayHaveLeftFile ? PartEnd.MayStay : PartEnd.Removed);
        }
    }

    /// <summary>Makes sure that nothing stands under a name, as far as the server lets that be seen. Looks only.</summary>
    /// <exception cref="DropException"><see cref="Reason.NameTaken"/>; or the drop cannot be asked.</exception>
    public async Task RequireFreeAsync(string name, CancellationToken ct)
    {
        if ((await SeeAsync(PathOf(name), ct)).File is not null)
        {
            throw Taken(name);
        }
    }

    /// <summary>
    /// Puts the file under its final name at once, for a drop that denies renaming. Nothing is overwritten; the manifest, which comes later, says that
    /// the file is whole.
    /// </summary>
    /// <exception cref="DropException">It did not succeed; <see cref="DropException.MayHaveLeftFile"/> says whether something of it may stand there.</exception>
    public async Task PutDirectAsync(ExportFile file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        await PutAsync(file, file.Name, null, ct);
    }

    private async Task PutAsync(ExportFile file, string name, SftpPlace? place, CancellationToken ct)
    {
        using Stream content = file.OpenContent();
        var options = new UploadOptions(file.Bytes, FailIfExists: true, OwnerAndGroup, Sync: true, acknowledged => Sent?.Invoke(acknowledged, file.Bytes), place);
        UploadReceipt receipt;
        try
        {
            receipt = await _session.UploadAsync(content, PathOf(name), options, ct);
        }
        catch (SftpException error) when (error.Failure == SftpFailure.NotFound)
        {
            throw await GoneAsync(file, name, error, ct);
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }

        if (receipt.BytesAcknowledged != file.Bytes || (receipt.RemoteLength is { } length && length != file.Bytes))
        {
            await GiveUpAsync(file, name, $"The server reports {receipt.RemoteLength ?? receipt.BytesAcknowledged} bytes for a file of {file.Bytes}", ct);
        }

        if (_mustSync && !receipt.Synced)
        {
            await GiveUpAsync(file, name, "The server does not confirm that a file is on its disk, and the profile's drop.sync requires it", ct, Reason.DropConfiguration);
        }

        _remoteLength = receipt.RemoteLength;
        _synced = receipt.Synced;
        _modeSet = receipt.ModeSet;
        _readBack = false;
        if (_readsBack && !await IsWholeAsync(file, name, ct))
        {
            await GiveUpAsync(file, name, "The file was read back and has other bytes than were sent", ct);
        }
    }

    private async Task GiveUpAsync(ExportFile file, string name, string why, CancellationToken ct, Reason? permanent = null)
    {
        bool? removed = await TryRemoveAsync(name, ct);
        (PartEnd part, string left) = removed switch
        {
            true => (PartEnd.Removed, "was removed"),
            false => (PartEnd.Taken, "is no longer at the drop, and may have been read"),
            null => (PartEnd.MayStay, "may still be at the server"),
        };
        Reason reason = permanent ?? (part == PartEnd.Taken ? Reason.PartTaken : Reason.DropServerError);
        throw new DropException(reason, reason == Reason.DropServerError, $"{why}; the file {left}.") { MayHaveLeftFile = part == PartEnd.MayStay, File = file.Name, Part = part };
    }

    /// <summary>A file that was being put is not there: its folder is gone, or somebody took the file before it had its final name.</summary>
    private async Task<DropException> GoneAsync(ExportFile file, string name, SftpException error, CancellationToken ct)
    {
        if ((await SeeAsync(_folder, ct)) is { IsKnown: true, File: null })
        {
            return DropException.From(error);
        }

        string early = name == file.Name ? "before it was whole" : "before it had its final name";
        string remedy = name == file.Name ? "Ask the force to collect no file before its manifest is there."
            : _dotTemporary ? "Its temporary name begins with a dot already: ask the force to collect no file whose name ends in .part, and none before its manifest is there."
            : "Set drop.temporaryName to \"dot\" in the profile, and ask the force to collect no file before its manifest is there.";
        return new DropException(Reason.PartTaken, isTransient: false, $"{name} was gone from the drop {early}, though its folder is there: the force's collector took it, and may have read it. {remedy}")
        {
            MayHaveLeftFile = error.MayHaveLeftFile,
            File = file.Name,
            Part = PartEnd.Taken,
        };
    }

    private async Task<bool> IsWholeAsync(ExportFile file, string name, CancellationToken ct)
    {
        using var read = new HashingStream(file.Bytes);
        try
        {
            await _session.ReadToAsync(PathOf(name), read, ct);
        }
        catch (SftpException error) when (error.Failure is SftpFailure.Permission or SftpFailure.Unsupported)
        {
            // The profile asks for it and the server denies it: the evidence says that nothing was read back.
            return true;
        }
        catch (LongerException)
        {
            return false;
        }
        catch (SftpException error) when (error.Failure == SftpFailure.NotFound)
        {
            // Under its final name it may have been collected whole.
            throw await GoneAsync(file, name, new SftpException(error.Failure, error.Message, error.Status) { MayHaveLeftFile = name == file.Name }, ct);
        }
        catch (SftpException error)
        {
            throw new DropException(DropException.From(error).Reason, error.IsTransient, error.Message) { MayHaveLeftFile = true };
        }

        _readBack = true;
        return read.Sha256() == file.Sha256;
    }

    /// <summary>Gives the temporary its final name.</summary>
    /// <returns>False when the answer was lost, so that the rename may or may not have taken place: look again over a new connection.</returns>
    /// <exception cref="DropException">The server refused, so no rename took place.</exception>
    public async Task<bool> PublishAsync(ExportFile file, string temporary, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            await _session.RenameAsync(PathOf(temporary), PathOf(file.Name), ct);
            return true;
        }
        catch (SftpException error) when (error.Failure is SftpFailure.ConnectionLost or SftpFailure.Timeout or SftpFailure.Protocol)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            // Cancelled between the request and its answer: as unknown as a lost connection.
            return false;
        }
        catch (SftpException error) when (error.Failure is SftpFailure.AlreadyExists)
        {
            throw Taken(file.Name);
        }
        catch (SftpException error) when (error.Failure is SftpFailure.ServerError)
        {
            // OpenSSH answers a bare failure when the target exists, and others when the file to rename does not.
            if ((await SeeAsync(PathOf(file.Name), ct)).File is not null)
            {
                throw Taken(file.Name);
            }

            throw (await SeeAsync(PathOf(temporary), ct)) is { IsKnown: true, File: null }
                ? await GoneAsync(file, temporary, error, ct)
                : DropException.From(error);
        }
        catch (SftpException error) when (error.Failure is SftpFailure.NotFound)
        {
            throw await GoneAsync(file, temporary, error, ct);
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    /// <summary>What stands at the drop of a file whose rename may have taken place.</summary>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public async Task<DropPresence> LookAsync(ExportFile file, string temporary, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        RemoteFile? final = (await SeeAsync(PathOf(file.Name), ct)).File;
        if ((await SeeAsync(PathOf(temporary), ct)).File is not null)
        {
            // Our temporary is still there, so whatever has the final name is not ours.
            return final is null ? DropPresence.Temporary : DropPresence.Foreign;
        }

        // A drop that does not let us look is as one that has neither: nobody knows.
        return final is null ? DropPresence.Neither
            : await IsOursAsync(file, final, ct) ? DropPresence.Ours : DropPresence.Foreign;
    }

    /// <summary>What stands at the drop of a file that was being put under its final name when the connection or this process ended.</summary>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public async Task<DropPresence> LookDirectAsync(ExportFile file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        (bool known, RemoteFile? standing) = await SeeAsync(PathOf(file.Name), ct);
        if (standing is null)
        {
            return known ? DropPresence.Neither : DropPresence.Unknown;
        }

        if (await IsOursAsync(file, standing, ct))
        {
            return DropPresence.Ours;
        }

        return standing.Length is { } length && length <= file.Bytes
            ? await BeginsAsOursAsync(file, length, ct) switch
            {
                true => DropPresence.Temporary,
                false => DropPresence.Foreign,
                null => DropPresence.Neither,
            }
            : DropPresence.Foreign;
    }

    /// <summary>
    /// Whether a file at the drop is the beginning of ours; null where it was collected while we looked. Where reading is denied the name, the length and the ledger
    /// are all there is.
    /// </summary>
    private async Task<bool?> BeginsAsOursAsync(ExportFile file, long length, CancellationToken ct)
    {
        using var theirs = new HashingStream(length);
        try
        {
            await _session.ReadToAsync(PathOf(file.Name), theirs, ct);
        }
        catch (SftpException error) when (error.Failure is SftpFailure.Permission or SftpFailure.Unsupported)
        {
            return true;
        }
        catch (SftpException error) when (error.Failure == SftpFailure.NotFound)
        {
            return null;
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
        catch (LongerException)
        {
            return false;
        }

        using Stream content = file.OpenContent();
        using var ours = new HashingStream(length);
        byte[] piece = new byte[64 * 1024];
        for (long left = length; left > 0;)
        {
            int read = await content.ReadAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), ct);
            if (read == 0)
            {
                return false;
            }

            ours.Write(piece.AsSpan(0, read));
            left -= read;
        }

        return ours.Sha256() == theirs.Sha256();
    }

    /// <summary>Removes a temporary of ours.</summary>
    /// <returns>True when it was removed, false when it was not there, null where the drop lets nothing be removed, so that it may stay.</returns>
    /// <exception cref="DropException">The drop cannot be asked, or failed.</exception>
    public async Task<bool?> RemoveAsync(string temporary, CancellationToken ct)
    {
        try
        {
            return await _session.DeleteAsync(PathOf(temporary), ct);
        }
        catch (SftpException error) when (error.Failure is SftpFailure.Permission or SftpFailure.Unsupported)
        {
            return null;
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    /// <summary>Removes a file of ours: true when it was there, false when not, null when the server does not allow it.</summary>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public async Task<bool?> TryRemoveAsync(string name, CancellationToken ct)
    {
        try
        {
            return await _session.DeleteAsync(PathOf(name), ct);
        }
        catch (SftpException error) when (error.Failure is SftpFailure.Permission or SftpFailure.Unsupported or SftpFailure.ServerError)
        {
            return null;
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    /// <summary>Puts the manifest, the last file of every export, unless it stands there already, and gives the receipt.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="temporary">Its temporary name; its own name where the drop denies renaming.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DropException">It did not succeed.</exception>
    public async Task<DeliveryReceipt> CompleteAsync(ExportFile manifest, string temporary, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        bool direct = temporary == manifest.Name;
        if (!direct)
        {
            // A temporary of this name can only be our own, cut short by an earlier end of this process.
            await TryRemoveAsync(temporary, ct);
        }

        (long? length, bool synced, bool readBack, bool? modeSet) = (_remoteLength, _synced, _readBack, _modeSet);
        if ((await SeeAsync(PathOf(manifest.Name), ct)).File is { } standing)
        {
            if (!await IsOursAsync(manifest, standing, ct))
            {
                await RemoveBeginningAsync(manifest, direct, ct);
                standing = null;
            }
        }
        else
        {
            standing = null;
        }

        if (standing is null)
        {
            if (direct)
            {
                await RequireRoomAsync(manifest, ct);
                await PutDirectAsync(manifest, ct);
            }
            else
            {
                await UploadAsync(manifest, temporary, ct);
                if (!await PublishAsync(manifest, temporary, ct))
                {
                    throw new DropException(Reason.DropConnectionLost, isTransient: true, "The connection was cut while the manifest was given its name; it is put again with the next run.");
                }
            }
        }

        // What is told of a delivery is told of its data file where this visit sent that too.
        (_remoteLength, _synced, _readBack, _modeSet) = modeSet is null ? (_remoteLength, _synced, _readBack, _modeSet) : (length, synced, readBack, modeSet);
        return Receipt(manifest);
    }

    /// <summary>Takes away the beginning of a manifest that an earlier connection left under the final name.</summary>
    private async Task RemoveBeginningAsync(ExportFile manifest, bool direct, CancellationToken ct)
    {
        if (!direct || await LookDirectAsync(manifest, ct) != DropPresence.Temporary)
        {
            throw Taken(manifest.Name);
        }

        if (await TryRemoveAsync(manifest.Name, ct) is null)
        {
            throw new DropException(Reason.DropPermission, isTransient: false, $"The drop has the beginning of {manifest.Name}, cut short by a lost connection, and does not let us remove it. Ask the force to remove it; it is put again then.");
        }
    }

    /// <summary>The receipt of an export that consists of a manifest alone, once that is published.</summary>
    public DeliveryReceipt Receipt(ExportFile manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        SftpServerInfo server = _session.Server;
        return new DeliveryReceipt(manifest.Name, new DropEvidence(_engine, server.HostKeySha256, server.Software, _remoteLength, _synced, _readBack, _modeSet));
    }

    /// <summary>Ends the connection.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<bool> IsOursAsync(ExportFile file, RemoteFile standing, CancellationToken ct)
    {
        if (standing.Length is { } length && length != file.Bytes)
        {
            return false;
        }

        try
        {
            using var hash = new HashingStream(file.Bytes);
            await _session.ReadToAsync(PathOf(file.Name), hash, ct);
            _readBack = true;
            return hash.Sha256() == file.Sha256;
        }
        catch (SftpException error) when (error.Failure is SftpFailure.Permission or SftpFailure.Unsupported)
        {
            // A server that does not let us read: our size, and the ledger saying that we were publishing it, is all there is.
            return standing.Length == file.Bytes;
        }
        catch (LongerException)
        {
            return false;
        }
        catch (SftpException error) when (error.Failure == SftpFailure.NotFound)
        {
            // Collected while we looked: the size that was seen is all there is.
            return standing.Length == file.Bytes;
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    /// <summary>What has a path; not known where the drop does not let us look.</summary>
    private async Task<(bool IsKnown, RemoteFile? File)> SeeAsync(string path, CancellationToken ct)
    {
        try
        {
            return (true, await _session.FindAsync(path, ct));
        }
        catch (SftpException error) when (error.Failure is SftpFailure.Permission or SftpFailure.Unsupported)
        {
            return (false, null);
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    private static async Task<string> ResolveAsync(ISftpSession session, string folder, CancellationToken ct)
    {
        try
        {
            return await session.ResolvePathAsync(folder, ct);
        }
        catch (SftpException error) when (error.Failure is SftpFailure.Permission or SftpFailure.Unsupported)
        {
            // A drop box; the folder as the profile writes it is relative to where the session starts.
            return folder;
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    private string PathOf(string name) => _folder.EndsWith('/') ? _folder + name : $"{_folder}/{name}";

    private static DropException Taken(string name) =>
        new(Reason.NameTaken, isTransient: false, $"A file named {name} that is not ours is at the drop. Nothing was overwritten.");

    private static async Task<T> Guard<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    /// <summary>What is read is longer than what is looked for; nothing more of it is wanted.</summary>
    private sealed class LongerException : IOException;

    private sealed class HashingStream(long limit) : Stream
    {
        private long _left = limit;

        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public string Sha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _left -= buffer.Length;
            if (_left < 0)
            {
                throw new LongerException();
            }

            _hash.AppendData(buffer);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
