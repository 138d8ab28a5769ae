using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSharing.Gateway.Witness;

/// <summary>
/// The witness: a folder outside the ledger with one small file for each force, <c>metropolitan.json</c>, that says how far the ledger was
/// when something was last sent. A ledger that was restored from an older backup does not fit it. Only the holder of the force's lease
/// writes its file.
/// </summary>
internal sealed partial class WitnessFolder
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Written = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true };

    /// <summary>Names the folder; nothing is read or made yet.</summary>
    public WitnessFolder(string folder) => Folder = Path.GetFullPath(folder);

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>The file of a force.</summary>
    public string PathOf(string force) =>
        Slug().IsMatch(force) ? Path.Combine(Folder, force + ".json")
        : throw new ArgumentException("This is not the slug of a force.", nameof(force));

    /// <summary>The slugs of all forces that have a file, in ordinal order.</summary>
    /// <exception cref="WitnessException">The folder cannot be listed.</exception>
    public IReadOnlyList<string> Forces()
    {
        try
        {
            return !Directory.Exists(Folder)
                ? []
                : [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))
                .Where(force => Slug().IsMatch(force)).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WitnessException($"The witness folder {Folder} cannot be read. Let the account of the gateway read and write there.");
        }
    }

    /// <summary>What the witness says of a force; null when it has no file.</summary>
    /// <exception cref="WitnessException">The file cannot be read, or is not a witness.</exception>
    public Witnessed? Read(string force)
    {
        string path = PathOf(force);
        try
        {
            WitnessDisk.RequireNoPipe(path);
            Document? read = JsonSerializer.Deserialize<Document>(File.ReadAllBytes(path), Written);
            return read is { Version: Version, Sequence: >= 0, Attempt: >= 0, Entry: >= 0, Head: { } head } && read.Force == force
                && Hash().IsMatch(head) && (read.Accepted is null || Hash().IsMatch(read.Accepted))
                ? new Witnessed(force, read.Sequence, read.Attempt, read.Entry, head, read.Accepted)
                : throw NotOne(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException)
        {
            throw NotOne(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WitnessException($"The witness {path} cannot be read. Let the account of the gateway read and write there.");
        }
    }

    /// <summary>
    /// Replaces the force's file in one step, so that a crash leaves the old one or the new one, and returns when it is on the disk. Makes
    /// the folder, for its owner only, where it is missing.
    /// </summary>
    /// <exception cref="WitnessException">The file cannot be written; the old one, if any, is as it was.</exception>
    public void Write(Witnessed witnessed)
    {
        ArgumentNullException.ThrowIfNull(witnessed);
        string path = PathOf(witnessed.Force);
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(
            new Document(
                Version, witnessed.Force, witnessed.Sequence, witnessed.Attempt, witnessed.Entry, witnessed.Head, witnessed.Accepted),
                Written);
        try
        {
            WitnessDisk.MakeFolder(Folder);
            string unfinished = path + ".new";
            // What a killed process left, which may not be this account's to write into.
            File.Delete(unfinished);
            using (FileStream file = WitnessDisk.Create(unfinished))
            {
                file.Write(text);
                file.Write("\n"u8);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
            WitnessDisk.FlushFolder(Folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable();
        }
    }

    /// <summary>Looks whether files can be written, and leaves nothing.</summary>
    /// <exception cref="WitnessException">They cannot.</exception>
    public void RequireWritable()
    {
        if (File.Exists(Folder))
        {
            throw NotWritable();
        }

        // Where the folder is not there yet, the first run makes it in the nearest one that is.
        string? folder = Folder;
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        try
        {
            string probe = Path.Combine(folder ?? "/", $".datasharing-witness-{Guid.NewGuid():N}");
            WitnessDisk.Create(probe).Dispose();
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable();
        }
    }

    private WitnessException NotWritable() => new(
        $"The witness folder {Folder} cannot be written, and nothing is sent before it can. Let the account of the gateway write there, make room on its disk, or name another folder in gateway.json: \"witnessFolder\".");

    private static WitnessException NotOne(string path) => new(
        $"{path} is not a witness file of this program. Compare the last sequence that the force has with \"datasharing history\"; where they are equal, move the file aside. See deploy/RUNBOOK.md, \"The ledger was restored\".");

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();

    /// <summary>The file, member by member.</summary>
    private sealed record Document(int Version, string? Force, int Sequence, int Attempt, long Entry, string? Head, string? Accepted);
}
