using System.CommandLine;
using System.Text;

namespace DataSharing.Gateway.Commands;

/// <summary>The option <c>--out</c> of an answer that may have values of an incident: a new file that only its owner can read.</summary>
internal static class OutFile
{
    /// <summary>The option.</summary>
    public static Option<string?> Build() => new("--out")
    {
        Description = "Write the answer into this new file, which only its owner can read.", HelpName = "FILE",
    };

    /// <summary>Why the file cannot be made; null where nothing is known against it.</summary>
    public static string? Problem(string path) =>
        File.Exists(path) || Directory.Exists(path) ? $"{path} exists already and is not overwritten. Name another file, or remove it."
        : !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
            ? $"The folder of {path} does not exist. Make it, or name a file in another folder."
        : null;

    /// <summary>Writes it; nothing is left of it where it cannot be written whole.</summary>
    /// <exception cref="IOException">It cannot be written, or there is a file of that name.</exception>
    public static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        try
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }
}
