using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Delivery;

/// <summary>
/// One connection to a force's drop and the acts of a delivery, each once and in order: upload under a temporary name, verify, publish by a
/// rename that never overwrites, manifest last. Accepts an <see cref="ExportFile"/>, never a path or a stream.
/// </summary>
internal sealed class DropVisit : IAsyncDisposable
{
    private const long SpareBytes = 64 * 1024;
    private const int OwnerAndGroup = 0x1A0; // rw-r-----

    private readonly ISftpSession _session;
    private readonly DropFolder _folder;
    private readonly bool _readsBack;
    private readonly bool _mustSync;
    private readonly bool _dotTemporary;
    private readonly SftpEngine _engine;

    // Of the data file: the one that was put last, or looked at.
    private FileEvidence _evidence = FileEvidence.None;

    private DropVisit(ISftpSession session, DropFolder folder, DropSettings settings)
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
        ISftpSession session = await DropFolder.GuardAsync(() => connector.ConnectAsync(settings.Endpoint, ct));
        try
        {
            return new DropVisit(session, await DropFolder.FindAsync(session, settings.Folder, ct), settings);
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
        if (await _folder.IsMissingAsync(ct))
        {
            throw new DropException(
                Reason.DropFolderMissing, isTransient: false, $"The folder {_folder.Path} does not exist on the server.");
        }
    }

    /// <summary>Makes sure that the final name is free and that there is room, as far as the server says.</summary>
    /// <exception cref="DropException"><see cref="Reason.NameTaken"/> when the final name is taken already; or there is no room, or the
    /// drop cannot be asked.</exception>
    public async Task RequireRoomAsync(ExportFile file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        UploadTarget target = TargetOf(file);
        SftpRoom room = await DropFolder.GuardAsync(() => _session.GetRoomAsync(target.Path, target.Directory, ct));
        if (target.Refuse(room) is { } refusal)
        {
            throw refusal.Failure == SftpFailure.AlreadyExists ? Taken(file.Name) : DropException.From(refusal);
        }
    }

    /// <summary>Puts the file under its temporary name and verifies it. Nothing stands under the final name before or after.</summary>
    /// <exception cref="DropException">It did not succeed; <see cref="Reason.NameTaken"/> when the final name is taken already.</exception>
    public async Task UploadAsync(ExportFile file, string temporary, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        _evidence = await PutTemporaryAsync(file, temporary, ct);
    }

    private async Task<FileEvidence> PutTemporaryAsync(ExportFile file, string temporary, CancellationToken ct)
    {
        try
        {
            return await PutAsync(file, temporary, TargetOf(file), ct);
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
        if ((await _folder.SeeAsync(name, ct)).File is not null)
        {
            throw Taken(name);
        }
    }

    /// <summary>
    /// Puts the file under its final name at once, for a drop that denies renaming. Nothing is overwritten; the manifest, which comes
    /// later, says that the file is whole.
    /// </summary>
    /// <exception cref="DropException">It did not succeed; <see cref="DropException.MayHaveLeftFile"/> says whether something of it may
    /// stand there.</exception>
    public async Task PutDirectAsync(ExportFile file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        _evidence = await PutAsync(file, file.Name, null, ct);
    }

    private async Task<FileEvidence> PutAsync(ExportFile file, string name, UploadTarget? target, CancellationToken ct)
    {
        using Stream content = file.OpenContent();
        var options = new UploadOptions(
            file.Bytes, FailIfExists: true, OwnerAndGroup, Sync: true, acknowledged => Sent?.Invoke(acknowledged, file.Bytes), target);
        UploadReceipt receipt;
        try
        {
            receipt = await _session.UploadAsync(content, _folder.PathOf(name), options, ct);
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
            await GiveUpAsync(
                file, name, $"The server reports {receipt.RemoteLength ?? receipt.BytesAcknowledged} bytes for a file of {file.Bytes}", ct);
        }

        if (_mustSync && !receipt.Synced)
        {
            await GiveUpAsync(
                file, name, "The server does not confirm that a file is on its disk, and the profile's drop.sync requires it", ct,
                Reason.DropConfiguration);
        }

        bool readBack = _readsBack && await ReadBackAsync(file, name, ct);
        return new FileEvidence(receipt.RemoteLength, receipt.Synced, readBack, receipt.ModeSet);
    }

    private async Task GiveUpAsync(ExportFile file, string name, string why, CancellationToken ct, Reason? permanent = null)
    {
        (PartEnd part, string left) = await TryRemoveAsync(name, ct) switch
        {
            Removal.Removed => (PartEnd.Removed, "was removed"),
            Removal.NotThere => (PartEnd.Taken, "is no longer at the drop, and may have been read"),
            _ => (PartEnd.MayStay, "may still be at the server"),
        };
        Reason reason = permanent ?? (part == PartEnd.Taken ? Reason.PartTaken : Reason.DropServerError);
        throw new DropException(
            reason, reason == Reason.DropServerError, $"{why}; the file {left}.") { MayHaveLeftFile = part == PartEnd.MayStay,
            File = file.Name, Part = part };
    }

    /// <summary>
    /// A file that was being put is not there: its folder is gone, or somebody took the file before it had its final name.
    /// </summary>
    private async Task<DropException> GoneAsync(ExportFile file, string name, SftpException error, CancellationToken ct)
    {
        return await _folder.IsMissingAsync(ct) ? DropException.From(error)
            : DropException.PartTaken(file.Name, name, _dotTemporary, error.MayHaveLeftFile);
    }

    /// <summary>
    /// Reads back what was put and makes sure that it is the same; false where the server denies it, and the evidence says so then.
    /// </summary>
    private async Task<bool> ReadBackAsync(ExportFile file, string name, CancellationToken ct)
    {
        RemoteReading read;
        try
        {
            read = await _folder.ReadAsync(name, file.Bytes, ct);
        }
        catch (SftpException error)
        {
            throw new DropException(DropException.From(error).Reason, error.IsTransient, error.Message) { MayHaveLeftFile = true };
        }

        if (read is { End: ReadEnd.Gone, Error: { } gone })
        {
            // Under its final name it may have been collected whole.
            throw await GoneAsync(
                file, name, new SftpException(gone.Failure, gone.Message, gone.Status) { MayHaveLeftFile = name == file.Name }, ct);
        }

        if (read.End == ReadEnd.Longer || (read.End == ReadEnd.Whole && read.Sha256 != file.Sha256))
        {
            await GiveUpAsync(file, name, "The file was read back and has other bytes than were sent", ct);
        }

        return read.End == ReadEnd.Whole;
    }

    /// <summary>Gives the temporary its final name.</summary>
    /// <returns>False when the answer was lost, so that the rename may or may not have taken place: look again over a new
    /// connection.</returns>
    /// <exception cref="DropException">The server refused, so no rename took place.</exception>
    public async Task<bool> PublishAsync(ExportFile file, string temporary, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            await _session.RenameAsync(_folder.PathOf(temporary), _folder.PathOf(file.Name), ct);
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
            if ((await _folder.SeeAsync(file.Name, ct)).File is not null)
            {
                throw Taken(file.Name);
            }

            throw await _folder.SeeAsync(temporary, ct) is { IsKnown: true, File: null }
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
        RemoteFile? final = (await _folder.SeeAsync(file.Name, ct)).File;
        if ((await _folder.SeeAsync(temporary, ct)).File is not null)
        {
            // Our temporary is still there, so whatever has the final name is not ours.
            return final is null ? DropPresence.Temporary : DropPresence.Foreign;
        }

        // A drop that does not let us look is as one that has neither: nobody knows.
        return final is null ? DropPresence.Neither
            : await IsOursAsync(file, final, ct) ? DropPresence.Ours : DropPresence.Foreign;
    }

    /// <summary>
    /// What stands at the drop of a file that was being put under its final name when the connection or this process ended.
    /// </summary>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public async Task<DropPresence> LookDirectAsync(ExportFile file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        (bool known, RemoteFile? standing) = await _folder.SeeAsync(file.Name, ct);
        if (standing is null)
        {
            return known ? DropPresence.Neither : DropPresence.Unknown;
        }

        return await IsOursAsync(file, standing, ct) ? DropPresence.Ours : await _folder.BeginningAsync(file, standing, ct);
    }

    private async Task<bool> IsOursAsync(ExportFile file, RemoteFile standing, CancellationToken ct)
    {
        (bool isOurs, bool wasRead) = await _folder.CompareAsync(file, standing, ct);
        _evidence = _evidence with { ReadBack = _evidence.ReadBack || wasRead };
        return isOurs;
    }

    /// <inheritdoc cref="DropFolder.RemoveAsync"/>
    public Task<Removal> RemoveAsync(string temporary, CancellationToken ct) => _folder.RemoveAsync(temporary, ct);

    /// <inheritdoc cref="DropFolder.TryRemoveAsync"/>
    public Task<Removal> TryRemoveAsync(string name, CancellationToken ct) => _folder.TryRemoveAsync(name, ct);

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

        FileEvidence ofManifest = await FindManifestAsync(manifest, direct, ct)
            ?? (direct ? await PutManifestAsync(manifest, ct) : await PublishManifestAsync(manifest, temporary, ct));

        // What is told of a delivery is told of its data file where this visit put that too.
        _evidence = _evidence.IsOfUpload ? _evidence : ofManifest;
        return Receipt(manifest);
    }

    /// <summary>
    /// What is known of a manifest that stands there already, whole; null where none does, or only its beginning did, and it is to be put.
    /// </summary>
    private async Task<FileEvidence?> FindManifestAsync(ExportFile manifest, bool direct, CancellationToken ct)
    {
        if ((await _folder.SeeAsync(manifest.Name, ct)).File is not { } standing)
        {
            return null;
        }

        (bool isOurs, bool wasRead) = await _folder.CompareAsync(manifest, standing, ct);
        if (isOurs)
        {
            return _evidence with { ReadBack = _evidence.ReadBack || wasRead };
        }

        // An earlier connection may have left the beginning of it under the final name.
        if (!direct || await _folder.BeginningAsync(manifest, standing, ct) != DropPresence.Begun)
        {
            throw Taken(manifest.Name);
        }

        return await TryRemoveAsync(manifest.Name, ct) != Removal.NotAllowed ? null
            : throw new DropException(Reason.DropPermission, isTransient: false,
            $"The drop has the beginning of {manifest.Name}, cut short by a lost connection, and does not let us remove it. Ask the force to remove it; it is put again then.");
    }

    private async Task<FileEvidence> PutManifestAsync(ExportFile manifest, CancellationToken ct)
    {
        await RequireRoomAsync(manifest, ct);
        return await PutAsync(manifest, manifest.Name, null, ct);
    }

    private async Task<FileEvidence> PublishManifestAsync(ExportFile manifest, string temporary, CancellationToken ct)
    {
        FileEvidence put = await PutTemporaryAsync(manifest, temporary, ct);
        return await PublishAsync(manifest, temporary, ct) ? put : throw new DropException(Reason.DropConnectionLost, isTransient: true,
            "The connection was cut while the manifest was given its name; it is put again with the next run.");
    }

    /// <summary>The receipt of an export that consists of a manifest alone, once that is published.</summary>
    public DeliveryReceipt Receipt(ExportFile manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        SftpServerInfo server = _session.Server;
        return new DeliveryReceipt(
            manifest.Name,
            new DropEvidence(
            _engine, server.HostKeySha256, server.Software, _evidence.RemoteLength, _evidence.Synced, _evidence.ReadBack,
            _evidence.ModeSet));
    }

    /// <summary>Ends the connection.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private UploadTarget TargetOf(ExportFile file) => new(_folder.PathOf(file.Name), _folder.Path, file.Bytes + SpareBytes);

    private static DropException Taken(string name) =>
        new(Reason.NameTaken, isTransient: false, $"A file named {name} that is not ours is at the drop. Nothing was overwritten.");
}
