using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Configuration;

/// <summary>
/// One reading of a configuration folder. Each file is opened once, when it is first asked for, and stays what it was: a file that somebody
/// saves in between cannot be checked in one form and hashed in another.
/// </summary>
/// <param name="folder">The folder, as a full path.</param>
/// <param name="open">Gives a file's bytes, by its full path.</param>
internal sealed class FolderReading(string folder, Func<string, byte[]> open)
{
    private readonly Dictionary<string, Opened> _opened = new(StringComparer.Ordinal);

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

    private byte[]? Reported(string file, ConfigProblems problems)
    {
        Opened opened = Open(file);
        if (opened.Bytes is null)
        {
            problems.Add(opened.IsMissing
                ? new ConfigProblem(
                    file, "$", 0, "The file does not exist.", $"Create it in {folder}, or name another folder with --config DIR.")
                : new ConfigProblem(file, "$", 0, "The file cannot be read.", "Let the account of the gateway read it."));
        }

        return opened.Bytes;
    }

    private Opened Open(string file)
    {
        if (!_opened.TryGetValue(file, out Opened opened))
        {
            _opened[file] = opened = OpenNow(Path.Combine(folder, file));
        }

        return opened;
    }

    private Opened OpenNow(string path)
    {
        try
        {
            return new Opened(open(path), IsMissing: false);
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

    private readonly record struct Opened(byte[]? Bytes, bool IsMissing);
}
