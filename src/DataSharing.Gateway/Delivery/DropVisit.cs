using System.Security.Cryptography;
using DataSharing.Disclosure;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Delivery;

/// <summary>
/// One connection to a force's drop and the acts of a delivery, each once and in order: upload under a temporary name, verify, publish by a rename
/// that never overwrites, manifest last. Accepts an <see cref="ExportFile"/>, never a path or a stream.
/// </summary>
public sealed class DropVisit : IAsyncDisposable
{
    private const long SpareBytes = 64 * 1024;
    private const int OwnerAndGroup = 0x1A0; // rw-r-----

    private readonly ISftpSession _session;
    private readonly string _folder;
    private long? _remoteLength;
    private bool _synced;
    private bool _readBack;

    private DropVisit(ISftpSession session, string folder)
    {
        _session = session;
        _folder = folder;
    }

    /// <summary>Connects, checks the host key, logs in and finds the folder.</summary>
    /// <exception cref="DropException">It did not succeed.</exception>
    public static async Task<DropVisit> ConnectAsync(ISftpConnector connector, DropSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(settings);
        ISftpSession session = await Guard(() => connector.ConnectAsync(settings.Endpoint, ct)).ConfigureAwait(false);
        try
        {
            string folder = await Guard(() => session.ResolvePathAsync(settings.Folder, ct)).ConfigureAwait(false);
            return new DropVisit(session, folder);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes sure that the folder of the profile is there. Looks only.</summary>
    /// <exception cref="DropException">It is not, or the drop cannot be asked.</exception>
    public async Task RequireFolderAsync(CancellationToken ct)
    {
        if (await Guard(() => _session.FindAsync(_folder, ct)).ConfigureAwait(false) is null)
        {
            throw new DropException(Reason.DropFolderMissing, isTransient: false, $"The folder {_folder} does not exist on the server.");
        }
    }

    /// <summary>Puts the file under its temporary name and verifies its length. Nothing stands under the final name before or after.</summary>
    /// <exception cref="DropException">It did not succeed; <see cref="Reason.NameTaken"/> when the final name is taken already.</exception>
    public async Task UploadAsync(ExportFile file, string temporary, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (await FindAsync(file.Name, ct).ConfigureAwait(false) is not null)
        {
            throw Taken(file.Name);
        }

        long? free = await Guard(() => _session.GetFreeBytesAsync(_folder, ct)).ConfigureAwait(false);
        if (free < file.Bytes + SpareBytes)
        {
            throw new DropException(Reason.DropFull, isTransient: true, $"The drop has {free} bytes free and the file needs {file.Bytes}.");
        }

        using Stream content = file.OpenContent();
        var options = new UploadOptions(file.Bytes, FailIfExists: true, OwnerAndGroup, Sync: true);
        UploadReceipt receipt = await Guard(() => _session.UploadAsync(content, PathOf(temporary), options, ct)).ConfigureAwait(false);
        if (receipt.BytesAcknowledged != file.Bytes || (receipt.RemoteLength is { } length && length != file.Bytes))
        {
            await RemoveAsync(temporary, ct).ConfigureAwait(false);
            throw new DropException(Reason.DropServerError, isTransient: true,
                $"The server reports {receipt.RemoteLength ?? receipt.BytesAcknowledged} bytes for a file of {file.Bytes}; the temporary file was removed.");
        }

        _remoteLength = receipt.RemoteLength;
        _synced = receipt.Synced;
    }

    /// <summary>Gives the temporary its final name.</summary>
    /// <returns>False when the answer was lost, so that the rename may or may not have taken place: look again over a new connection.</returns>
    /// <exception cref="DropException">The server refused, so no rename took place.</exception>
    public async Task<bool> PublishAsync(ExportFile file, string temporary, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            await _session.RenameAsync(PathOf(temporary), PathOf(file.Name), ct).ConfigureAwait(false);
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
            // OpenSSH answers a bare failure when the target exists.
            throw await FindAsync(file.Name, ct).ConfigureAwait(false) is null ? DropException.From(error) : Taken(file.Name);
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
        RemoteFile? final = await FindAsync(file.Name, ct).ConfigureAwait(false);
        if (await FindAsync(temporary, ct).ConfigureAwait(false) is not null)
        {
            // Our temporary is still there, so whatever has the final name is not ours.
            return final is null ? DropPresence.Temporary : DropPresence.Foreign;
        }

        if (final is null)
        {
            return DropPresence.Neither;
        }

        return await IsOursAsync(file, final, ct).ConfigureAwait(false) ? DropPresence.Ours : DropPresence.Foreign;
    }

    /// <summary>Removes a temporary of ours; nothing when it is not there.</summary>
    /// <exception cref="DropException">The server refused.</exception>
    public async Task RemoveAsync(string temporary, CancellationToken ct) =>
        await Guard(() => _session.DeleteAsync(PathOf(temporary), ct)).ConfigureAwait(false);

    /// <summary>Puts the manifest, the last file of every export, unless it stands there already, and gives the receipt.</summary>
    /// <exception cref="DropException">It did not succeed.</exception>
    public async Task<DeliveryReceipt> CompleteAsync(ExportFile manifest, string temporary, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        // A temporary of this name can only be our own, cut short by an earlier end of this process.
        await RemoveAsync(temporary, ct).ConfigureAwait(false);
        if (await FindAsync(manifest.Name, ct).ConfigureAwait(false) is { } standing)
        {
            if (!await IsOursAsync(manifest, standing, ct).ConfigureAwait(false))
            {
                throw Taken(manifest.Name);
            }
        }
        else
        {
            (long? length, bool synced) = (_remoteLength, _synced);
            await UploadAsync(manifest, temporary, ct).ConfigureAwait(false);
            (_remoteLength, _synced) = (length ?? _remoteLength, length is null ? _synced : synced);
            if (!await PublishAsync(manifest, temporary, ct).ConfigureAwait(false))
            {
                throw new DropException(Reason.DropConnectionLost, isTransient: true, "The connection was cut while the manifest was given its name; it is put again with the next run.");
            }
        }

        return Receipt(manifest);
    }

    /// <summary>The receipt of an export that consists of a manifest alone, once that is published.</summary>
    public DeliveryReceipt Receipt(ExportFile manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        SftpServerInfo server = _session.Server;
        return new DeliveryReceipt(manifest.Name, new DropEvidence(server.HostKeySha256, server.Software, _remoteLength, _synced, _readBack));
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
            using var hash = new HashingStream();
            await _session.ReadToAsync(PathOf(file.Name), hash, ct).ConfigureAwait(false);
            _readBack = true;
            return hash.Sha256() == file.Sha256;
        }
        catch (SftpException error) when (error.Failure is SftpFailure.Permission or SftpFailure.Unsupported)
        {
            // A server that does not let us read: our size, and the ledger saying that we were publishing it, is all there is.
            return standing.Length == file.Bytes;
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

    private Task<RemoteFile?> FindAsync(string name, CancellationToken ct) => Guard(() => _session.FindAsync(PathOf(name), ct));

    private string PathOf(string name) => _folder.EndsWith('/') ? _folder + name : $"{_folder}/{name}";

    private static DropException Taken(string name) =>
        new(Reason.NameTaken, isTransient: false, $"A file named {name} that is not ours is at the drop. Nothing was overwritten.");

    private static async Task<T> Guard<T>(Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    private sealed class HashingStream : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public string Sha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public override void Write(byte[] buffer, int offset, int count) => _hash.AppendData(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => _hash.AppendData(buffer);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _hash.AppendData(buffer.Span);
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
