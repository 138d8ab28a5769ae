using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSharing.Gateway.Files.Sealed;

/// <summary>
/// The folder of sealed files, one per entry: files built and not yet delivered, and the archive of files sent. Which is which, the ledger
/// knows. Entries are named like <c>metropolitan-000012-1.csv.sealed</c> and <c>metropolitan-000012-1.json.sealed</c>.
/// </summary>
internal sealed partial class Outbox
{
    /// <summary>Opens the folder; where it is missing it is made, for its owner only.</summary>
    public Outbox(string folder)
    {
        Folder = Path.GetFullPath(folder);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The folder's full path; sorted runs are spilled here too.</summary>
    public string Folder { get; }

    /// <summary>The entry of an attempt's data file.</summary>
    public static string DataEntry(string force, int sequence, int attempt) => EntryOf(force, sequence, attempt, "csv");

    /// <summary>The entry of an attempt's manifest.</summary>
    public static string ManifestEntry(string force, int sequence, int attempt) => EntryOf(force, sequence, attempt, "json");

    /// <summary>Whether there is such an entry; it may be unfinished.</summary>
    public bool Exists(string entry) => File.Exists(PathOf(entry));

    /// <summary>Has an entry brought to its place from elsewhere.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="bring">Given its file, writes it.</param>
    /// <exception cref="OutboxFullException">There is no room.</exception>
    public void Fetch(string entry, Action<string> bring)
    {
        ArgumentNullException.ThrowIfNull(bring);
        string path = PathOf(entry);
        try
        {
            bring(path);
        }
        catch (IOException failure) when (OutboxFullException.Means(failure))
        {
            throw new OutboxFullException(path);
        }
    }

    /// <summary>Destroys an entry's bytes. Does nothing when there is no such entry.</summary>
    public void Destroy(string entry) => File.Delete(PathOf(entry));

    /// <summary>The entries that lie in a folder, in ordinal order; none where there is no such folder, which is not made.</summary>
    public static IReadOnlyList<OutboxEntry> EntriesIn(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*.sealed").Select(path => EntryName().Match(Path.GetFileName(path)))
        .Where(match => match.Success).Select(EntryOf).OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>
    /// The ids of the keys that the entries of a folder were sealed with, each with how many there are. Looks, and makes no folder.
    /// </summary>
    /// <param name="folder">The folder; it need not be there.</param>
    public static IReadOnlyDictionary<string, int> KeysIn(string folder)
    {
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        if (!Directory.Exists(folder))
        {
            return keys;
        }

        foreach (string path in Directory.EnumerateFiles(folder, "*.sealed").Where(path => EntryName().IsMatch(Path.GetFileName(path))))
        {
            try
            {
                string key = SealedFile.ReadKeyId(path);
                keys[key] = keys.GetValueOrDefault(key) + 1;
            }
            catch (Exception error) when (error is SealedFileException or IOException or UnauthorizedAccessException)
            {
                // Unfinished, or gone meanwhile: it names no key. Whoever needs it finds out and says so.
            }
        }

        return keys;
    }

    internal SealedWriteStream Create(string entry, ReadOnlySpan<byte> archiveKey, string keyId) => new(PathOf(entry), archiveKey, keyId);

    internal string KeyIdOf(string entry) => SealedFile.ReadKeyId(PathOf(entry));

    internal SealedReadStream Open(string entry, ReadOnlySpan<byte> archiveKey) => new(PathOf(entry), archiveKey);

    [GeneratedRegex(@"^(?<force>[a-z0-9]+(-[a-z0-9]+)*)-(?<sequence>[0-9]{6})-(?<attempt>[1-9][0-9]{0,2})\.(csv|json)\.sealed\z", RegexOptions.CultureInvariant)]
    private static partial Regex EntryName();

    private static OutboxEntry EntryOf(Match name) => new(
        name.Value, name.Groups["force"].Value, int.Parse(name.Groups["sequence"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(name.Groups["attempt"].ValueSpan, CultureInfo.InvariantCulture));

    private static string EntryOf(string force, int sequence, int attempt, string kind)
    {
        string entry = string.Create(CultureInfo.InvariantCulture, $"{force}-{sequence:D6}-{attempt}.{kind}.sealed");
        return EntryName().IsMatch(entry) ? entry
            : throw new ArgumentException("An entry is named by a force's slug, a sequence of 1 to 999999 and an attempt of 1 to 999.");
    }

    /// <summary>The file of an entry, for whoever keeps the outbox elsewhere too.</summary>
    public string PathOf(string entry) =>
        EntryName().IsMatch(entry) ? Path.Combine(Folder, entry)
            : throw new ArgumentException("This is not the name of an entry of the outbox.", nameof(entry));
}
