using System.Security.Cryptography;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Files;

/// <summary>
/// The only thing a drop accepts: bytes that were written from cleared or invented rows (or a manifest) into the outbox, or that were found
/// there again with the length and SHA-256 that the ledger names. Nothing turns a path, a stream or a byte array of anything else into one.
/// </summary>
internal sealed class ExportFile
{
    private readonly Outbox _outbox;
    private readonly byte[] _archiveKey;

    private ExportFile(Outbox outbox, byte[] archiveKey, string entry, string name, long bytes, string sha256, RowCounts? counts)
    {
        _outbox = outbox;
        _archiveKey = [.. archiveKey];
        Entry = entry;
        Name = name;
        Bytes = bytes;
        Sha256 = sha256;
        Counts = counts;
    }

    /// <summary>The file's name at the drop.</summary>
    public string Name { get; }

    /// <summary>The file's entry in the outbox.</summary>
    public string Entry { get; }

    /// <summary>The length of the content in bytes.</summary>
    public long Bytes { get; }

    /// <summary>The SHA-256 of the content in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The rows that were written; null for a manifest and for a file that was opened again: the ledger has them.</summary>
    public RowCounts? Counts { get; }

    /// <summary>Writes header and rows into a new entry of the outbox. When it fails the entry is destroyed.</summary>
    /// <param name="outbox">Where to.</param>
    /// <param name="archiveKey">The force's archive key, 32 bytes; copied.</param>
    /// <param name="keyId">The id of the master key it was derived from.</param>
    /// <param name="entry">The entry; it must not be there yet.</param>
    /// <param name="name">The file's name at the drop.</param>
    /// <param name="rows">The rows, with the layout they are formatted by.</param>
    /// <exception cref="OutboxFullException">There is no room.</exception>
    /// <exception cref="IOException">The entry is there already, or cannot be written.</exception>
    /// <exception cref="InvalidOperationException">Two rows have the same token.</exception>
    public static ExportFile Write(Outbox outbox, byte[] archiveKey, string keyId, string entry, string name, SortedRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Write(outbox, archiveKey, keyId, entry, name, rows.Counts, content => WriteLines(content, rows.Layout, rows.Lines()));
    }

    /// <summary>As <see cref="Write(Outbox, byte[], string, string, string, SortedRows)"/>, of invented rows.</summary>
    /// <inheritdoc cref="Write(Outbox, byte[], string, string, string, SortedRows)"/>
    public static ExportFile Write(Outbox outbox, byte[] archiveKey, string keyId, string entry, string name, InventedRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Write(outbox, archiveKey, keyId, entry, name, rows.Counts, content => WriteLines(content, rows.Layout, rows.Lines()));
    }

    /// <summary>Writes a manifest into a new entry of the outbox. When it fails the entry is destroyed.</summary>
    /// <inheritdoc cref="Write(Outbox, byte[], string, string, string, SortedRows)"/>
    public static ExportFile Write(Outbox outbox, byte[] archiveKey, string keyId, string entry, string name, Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        byte[] bytes = manifest.ToBytes();
        return Write(outbox, archiveKey, keyId, entry, name, counts: null, content => content.Write(bytes));
    }

    /// <summary>Opens an entry again, for a later delivery or a resend. All of it is read and compared first.</summary>
    /// <param name="outbox">Where it is.</param>
    /// <param name="archiveKeyById">The force's archive key for the id of a master key, or null when the ring lacks that key.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="name">The file's name at the drop.</param>
    /// <param name="bytes">The length that the ledger names.</param>
    /// <param name="sha256">The SHA-256 that the ledger names, in lower-case hexadecimal.</param>
    /// <exception cref="ExportFileException">The entry is missing, altered, another file, or sealed under a key that is not
    /// there.</exception>
    public static ExportFile Reopen(
        Outbox outbox, Func<string, byte[]?> archiveKeyById, string entry, string name, long bytes, string sha256)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        ArgumentNullException.ThrowIfNull(archiveKeyById);
        if (!outbox.Exists(entry))
        {
            throw new ExportFileException(
                $"{entry}: the ledger names this file, and the outbox does not have it. Restore the outbox from a backup.");
        }

        try
        {
            string keyId = outbox.KeyIdOf(entry);
            byte[] key = archiveKeyById(keyId)
                ?? throw new ExportFileException(
                    $"{entry}: the file is sealed under key {keyId}, which the key ring lacks. Put that key back into the ring.");
            using SealedReadStream content = outbox.Open(entry, key);
            (long length, string hash) = Measure(content);
            if (length != bytes || hash != sha256)
            {
                throw new ExportFileException(
                    $"{entry}: the file is not the one that the ledger names (its length or SHA-256 differs). Restore the outbox from a backup.");
            }

            return new ExportFile(outbox, key, entry, name, bytes, sha256, counts: null);
        }
        catch (SealedFileException failure)
        {
            throw new ExportFileException(failure.Message, failure);
        }
    }

    /// <summary>The content, decrypted while it is read; to be disposed. Can be opened any number of times.</summary>
    /// <exception cref="SealedFileException">The file is damaged; also while reading.</exception>
    /// <exception cref="IOException">The entry was destroyed, or cannot be read.</exception>
    public Stream OpenContent() => _outbox.Open(Entry, _archiveKey);

    private static ExportFile Write(
        Outbox outbox, byte[] archiveKey, string keyId, string entry, string name, RowCounts? counts, Action<ContentWriter> write)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        bool completed = false;
        var content = new ContentWriter(outbox.Create(entry, archiveKey, keyId));
        try
        {
            write(content);
            string sha256 = content.Complete();
            completed = true;
            return new ExportFile(outbox, archiveKey, entry, name, content.Bytes, sha256, counts);
        }
        finally
        {
            content.Dispose();
            if (!completed)
            {
                outbox.Destroy(entry);
            }
        }
    }

    private static void WriteLines(ContentWriter content, FileLayout layout, IEnumerable<ReadOnlyMemory<byte>> rows)
    {
        using (var lines = new CsvLines(layout))
        {
            content.Write(lines.Start());
        }

        foreach (ReadOnlyMemory<byte> line in rows)
        {
            content.Write(line.Span);
        }
    }

    private static (long Length, string Sha256) Measure(SealedReadStream content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[64 * 1024];
        long length = 0;
        int read;
        while ((read = content.Read(piece)) > 0)
        {
            hash.AppendData(piece, 0, read);
            length += read;
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
