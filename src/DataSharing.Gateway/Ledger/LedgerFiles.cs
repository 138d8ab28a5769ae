using System.Data.Common;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The sealed files of the outbox, where the ledger's database keeps them; where it does not, the outbox is a folder and these do nothing.
/// </summary>
internal sealed class LedgerFiles(LedgerDatabase database, LedgerLeases leases)
{
    /// <summary>The bytes of one block of a file at most.</summary>
    private const int BlockBytes = 1024 * 1024;

    private const string InsertBlock = "insert into outbox_block (entry, block, bytes) values (@entry, @block, @bytes)";

    private const string DeleteBlocks = "delete from outbox_block where entry = @entry";

    private const string SelectBlocks = "select bytes from outbox_block where entry = @entry order by block";

    /// <summary>Whether the files of the outbox are kept in the ledger's database too.</summary>
    public bool AreKept => database.KeepsFiles;

    /// <summary>
    /// Takes the sealed files of an export that is about to be recorded into the database, where it keeps them, in blocks; does nothing
    /// where the outbox is a folder. Under the lease, so that no other worker builds the same entry meanwhile. What an attempt left that
    /// was never recorded is replaced.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="files">The entries, each with the file that holds it on this machine.</param>
    /// <param name="cancellation">Stops the write; nothing is kept then.</param>
    public Task KeepAsync(Lease lease, IReadOnlyCollection<(string Entry, string Path)> files, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        return !AreKept ? Task.CompletedTask : leases.WriteAsync(
            lease,
            "keeping the files of an export",
            async work =>
            {
                byte[] buffer = new byte[BlockBytes];
                foreach ((string entry, string path) in files)
                {
                    await work.ExecuteAsync(DeleteBlocks, new { entry });
                    await using var file = new FileStream(
                        path, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
                    for (int block = 0; await file.ReadAtLeastAsync(
                        buffer, BlockBytes, throwOnEndOfStream: false, cancellation) is > 0 and var read; block++)
                    {
                        await work.ExecuteAsync(InsertBlock, new { entry, block, bytes = read == BlockBytes ? buffer : buffer[..read] });
                    }
                }

                return true;
            },
            cancellation);
    }

    /// <summary>Writes a kept file to this machine; nothing, and false, when the database has no such entry or keeps no files.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">The file to write; it gets its name when it is whole.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public bool Fetch(string entry, string path, CancellationToken cancellation = default)
    {
        if (!AreKept)
        {
            return false;
        }

        string unfinished = path + ".fetching";
        long length = 0;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // One buffer for all blocks: each is too large for the part of the memory that is cleared often.
        byte[] buffer = new byte[BlockBytes];
        using (var file = new FileStream(unfinished, options))
        {
            foreach (int read in database.Stream(
                "reading a file of the outbox", SelectBlocks, new { entry },
                (DbDataReader reader) => (int)reader.GetBytes(0, 0, buffer, 0, BlockBytes), cancellation))
            {
                file.Write(buffer, 0, read);
                length += read;
            }
        }

        if (length == 0)
        {
            File.Delete(unfinished);
            return false;
        }

        File.Move(unfinished, path, overwrite: true);
        return true;
    }

    /// <summary>Destroys kept files; does nothing where the outbox is a folder.</summary>
    public Task DestroyAsync(Lease lease, IReadOnlyCollection<string> entries, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return !AreKept ? Task.CompletedTask : leases.WriteAsync(
            lease,
            "destroying the files of an export",
            async work =>
            {
                foreach (string entry in entries)
                {
                    await work.ExecuteAsync(DeleteBlocks, new { entry });
                }

                return true;
            },
            cancellation);
    }
}
