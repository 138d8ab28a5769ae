using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Machine;

namespace DataSharing.Gateway.Configuration;

/// <summary>
/// One reading of a configuration folder. Each file is opened once, when it is first asked for, and stays what it was: a file that somebody
/// saves in between cannot be checked in one form and hashed in another. Only a regular file is opened, and of one that is too long no more
/// is read than shows it: a named pipe or a device would keep every command and the worker waiting.
/// </summary>
/// <param name="folder">The folder, as a full path.</param>
/// <param name="open">Gives a file's bytes, by its full path.</param>
internal sealed class FolderReading(string folder, Func<string, byte[]> open)
{
    /// <summary>The longest document, statement or list of people that is read, in bytes.</summary>
    public const int Longest = 1024 * 1024;

    /// <summary>The longest reference list that is read, in bytes: a country has many premises.</summary>
    public const int LongestList = 64 * Longest;

    private static readonly string[] ListEndings = [".csv", ".txt"];

    private readonly Dictionary<string, Opened> _opened = new(StringComparer.Ordinal);

    /// <summary>Whether a path is a regular file, or a link to one, which can stand in the place of one of the folder.</summary>
    public static bool IsFile(string path) => File.Exists(path) && !FileEntry.IsPipeOrDevice(path);

    /// <summary>Whether the file is there, though it may be one that cannot be read.</summary>
    /// <param name="file">Its path in the folder.</param>
    public bool Has(string file) => Open(file) is { IsMissing: false };

    /// <summary>The file's bytes; null where it is missing or cannot be read.</summary>
    public byte[]? Bytes(string file) => Open(file).Bytes;

    /// <summary>The file as a JSON document; null where it is none, which is reported.</summary>
    public ConfigObject? Document(string file, ConfigProblems problems) =>
        Reported(file, problems) is { } bytes ? ConfigDocument.Parse(file, bytes, problems) : null;

    /// <summary>The file as a text; null where it is none, which is reported.</summary>
    public string? Text(string file, ConfigProblems problems) =>
        Reported(file, problems) is { } bytes ? ConfigText.Read(file, bytes, problems) : null;

    /// <summary>The file's bytes; of one that is too long only as many as show it.</summary>
    /// <param name="path">The file, as a full path.</param>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not read it.</exception>
    public static byte[] ReadBounded(string path)
    {
        using FileStream file = File.OpenRead(path);
        int most = LongestOf(path) + 1;
        // The length that a file says is not always what comes out of it.
        using var read = new MemoryStream((int)Math.Clamp(file.Length, 0, most));
        byte[] part = new byte[64 * 1024];
        int count;
        while (read.Length < most && (count = file.Read(part, 0, (int)Math.Min(part.Length, most - read.Length))) > 0)
        {
            read.Write(part, 0, count);
        }

        return read.ToArray();
    }

    private static int LongestOf(string path) =>
        ListEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? LongestList : Longest;

    private byte[]? Reported(string file, ConfigProblems problems)
    {
        Opened opened = Open(file);
        if (opened.Bytes is null)
        {
            problems.Add(opened.IsMissing
                ? new ConfigProblem(
                    file, "$", 0, "The file does not exist.", $"Create it in {folder}, or name another folder with --config DIR.")
                : opened.Unfit ?? new ConfigProblem(file, "$", 0, "The file cannot be read.", "Let the account of the gateway read it."));
        }

        return opened.Bytes;
    }

    private Opened Open(string file)
    {
        if (!_opened.TryGetValue(file, out Opened opened))
        {
            _opened[file] = opened = OpenNow(file, Path.Combine(folder, file));
        }

        return opened;
    }

    private Opened OpenNow(string file, string path)
    {
        if (FileEntry.IsPipeOrDevice(path))
        {
            return new Opened(null, IsMissing: false, new ConfigProblem(
                file, "$", 0, "The file is a named pipe or a device.", "Put a regular file there, or a link to one."));
        }

        try
        {
            byte[] bytes = open(path);
            int longest = LongestOf(path);
            return bytes.Length <= longest ? new Opened(bytes, IsMissing: false) : new Opened(null, IsMissing: false, new ConfigProblem(
                file, "$", 0,
                string.Create(CultureInfo.InvariantCulture, $"The file is longer than {longest / Longest} MB ({longest:N0} bytes)."),
                "Shorten it, or restore it from a backup."));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Opened(null, IsMissing: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder of that name is no file.
            return new Opened(null, IsMissing: Directory.Exists(path));
        }
    }

    private readonly record struct Opened(byte[]? Bytes, bool IsMissing, ConfigProblem? Unfit = null);
}
