using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Delivery;

/// <summary>
/// The folder of a force's drop over one connection: what stands there, and whether it is ours. Looks and removes, and puts nothing.
/// </summary>
internal sealed class DropFolder
{
    private readonly ISftpSession _session;

    private DropFolder(ISftpSession session, string path)
    {
        _session = session;
        Path = path;
    }

    /// <summary>The folder, as the server resolves it; as the profile writes it where the server does not say.</summary>
    public string Path { get; }

    /// <summary>Finds the folder of a profile. It need not be there.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="folder">The folder as the profile writes it.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public static async Task<DropFolder> FindAsync(ISftpSession session, string folder, CancellationToken ct)
    {
        try
        {
            return new DropFolder(session, await session.ResolvePathAsync(folder, ct));
        }
        catch (SftpException error) when (error.IsDenied)
        {
            // A drop box; the folder as the profile writes it is relative to where the session starts.
            return new DropFolder(session, folder);
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    /// <summary>The path of a file of this folder.</summary>
    public string PathOf(string name) => Path.EndsWith('/') ? Path + name : $"{Path}/{name}";

    /// <summary>Whether the server says that the folder is not there.</summary>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public async Task<bool> IsMissingAsync(CancellationToken ct) => await SeePathAsync(Path, ct) is { IsKnown: true, File: null };

    /// <summary>What has a name; not known where the drop does not let us look.</summary>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public Task<(bool IsKnown, RemoteFile? File)> SeeAsync(string name, CancellationToken ct) => SeePathAsync(PathOf(name), ct);

    /// <summary>Reads a file for its hash.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="limit">The most bytes that are of interest.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SftpException">The drop cannot be asked.</exception>
    public async Task<RemoteReading> ReadAsync(string name, long limit, CancellationToken ct)
    {
        using var read = new HashingStream(limit);
        try
        {
            await _session.ReadToAsync(PathOf(name), read, ct);
            return new RemoteReading(ReadEnd.Whole, read.Sha256());
        }
        catch (SftpException error) when (error.IsDenied)
        {
            return new RemoteReading(ReadEnd.Denied, Error: error);
        }
        catch (SftpException error) when (error.Failure == SftpFailure.NotFound)
        {
            return new RemoteReading(ReadEnd.Gone, Error: error);
        }
        catch (HashingStream.LongerException)
        {
            return new RemoteReading(ReadEnd.Longer);
        }
    }

    /// <summary>Whether a file that stands under the final name of one of ours is that file, and whether it was read to say so.</summary>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public async Task<(bool IsOurs, bool WasRead)> CompareAsync(ExportFile file, RemoteFile standing, CancellationToken ct)
    {
        if (standing.Length is { } length && length != file.Bytes)
        {
            return (false, false);
        }

        RemoteReading read = await GuardAsync(() => ReadAsync(file.Name, file.Bytes, ct));
        return read.End switch
        {
            ReadEnd.Whole => (read.Sha256 == file.Sha256, true),
            ReadEnd.Longer => (false, false),
            // Reading is denied, or it was collected while we looked: our size, and the ledger saying that we were publishing it, is all
            // there is.
            _ => (standing.Length == file.Bytes, false),
        };
    }

    /// <summary>
    /// What a file that is not ours is, under the final name of one that was being put there at once: the beginning of it, or another's.
    /// </summary>
    /// <returns><see cref="DropPresence.Begun"/> for the beginning, <see cref="DropPresence.Foreign"/>, or
    /// <see cref="DropPresence.Neither"/> where it was collected while we looked.</returns>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public async Task<DropPresence> BeginningAsync(ExportFile file, RemoteFile standing, CancellationToken ct)
    {
        if (standing.Length is not { } length || length > file.Bytes)
        {
            return DropPresence.Foreign;
        }

        RemoteReading theirs = await GuardAsync(() => ReadAsync(file.Name, length, ct));
        return theirs.End switch
        {
            // The name, the length and the ledger are all there is.
            ReadEnd.Denied => DropPresence.Begun,
            ReadEnd.Gone => DropPresence.Neither,
            ReadEnd.Whole when await BeginningOfAsync(file, length, ct) == theirs.Sha256 => DropPresence.Begun,
            _ => DropPresence.Foreign,
        };
    }

    /// <summary>Removes a temporary of ours.</summary>
    /// <exception cref="DropException">The drop cannot be asked, or failed.</exception>
    public async Task<Removal> RemoveAsync(string name, CancellationToken ct)
    {
        try
        {
            return await _session.DeleteAsync(PathOf(name), ct) ? Removal.Removed : Removal.NotThere;
        }
        catch (SftpException error) when (error.IsDenied)
        {
            return Removal.NotAllowed;
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    /// <summary>As <see cref="RemoveAsync"/>; a drop that fails at it counts as one that does not allow it.</summary>
    /// <exception cref="DropException">The drop cannot be asked.</exception>
    public async Task<Removal> TryRemoveAsync(string name, CancellationToken ct)
    {
        try
        {
            return await RemoveAsync(name, ct);
        }
        catch (DropException error) when (error.Reason == Reason.DropServerError)
        {
            return Removal.NotAllowed;
        }
    }

    /// <summary>Does what an engine can fail at, and says the failure as a reason.</summary>
    /// <exception cref="DropException">It failed.</exception>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> act)
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

    private async Task<(bool IsKnown, RemoteFile? File)> SeePathAsync(string path, CancellationToken ct)
    {
        try
        {
            return (true, await _session.FindAsync(path, ct));
        }
        catch (SftpException error) when (error.IsDenied)
        {
            return (false, null);
        }
        catch (SftpException error)
        {
            throw DropException.From(error);
        }
    }

    /// <summary>The hash of the first bytes of our file; null where it has fewer.</summary>
    private static async Task<string?> BeginningOfAsync(ExportFile file, long length, CancellationToken ct)
    {
        using Stream content = file.OpenContent();
        using var ours = new HashingStream(length);
        byte[] piece = new byte[64 * 1024];
        for (long left = length; left > 0;)
        {
            int read = await content.ReadAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), ct);
            if (read == 0)
            {
                return null;
            }

            ours.Write(piece.AsSpan(0, read));
            left -= read;
        }

        return ours.Sha256();
    }
}
