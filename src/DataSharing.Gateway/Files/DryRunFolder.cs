using System.Text;
using System.Text.RegularExpressions;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Files;

/// <summary>
/// What a dry run has on disk while it is under way: a folder in the outbox for sealed rows, and beside the file that was asked for a part
/// of it, which gets the file's name when it is whole. A plan of rows has such a folder too, for copies of sealed files, and no file. A
/// killed one leaves what it had, and its note of where that is; <see cref="RemoveStale"/> removes it.
/// </summary>
internal sealed partial class DryRunFolder : IDisposable
{
    private readonly FileStream _note;
    private readonly string _part;
    private readonly string _output;

    private DryRunFolder(FileStream note, string folder, string part, string output)
    {
        _note = note;
        Path = folder;
        _part = part;
        _output = output;
    }

    /// <summary>The folder for sealed rows, or for copies of sealed files.</summary>
    public string Path { get; }

    /// <summary>Makes the folder and the empty part, and removes what killed dry runs left.</summary>
    /// <param name="outbox">The outbox.</param>
    /// <param name="output">The file that was asked for.</param>
    /// <exception cref="IOException">One of them cannot be made.</exception>
    public static DryRunFolder Make(Outbox outbox, string output)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        ArgumentNullException.ThrowIfNull(output);
        return Make(outbox, System.IO.Path.GetFullPath(output),
            id => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(output))!, $".datasharing-{id}.part"));
    }

    /// <summary>Makes the folder for copies of sealed files, and removes what killed dry runs and plans left.</summary>
    /// <param name="outbox">The outbox.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static DryRunFolder ForCopies(Outbox outbox)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        return Make(outbox, "", static _ => "");
    }

    private static DryRunFolder Make(Outbox outbox, string output, Func<string, string> partOf)
    {
        RemoveStale(outbox.Folder);
        FileStream note = NewNote(outbox.Folder, tries: 3);
        string id = System.IO.Path.GetFileNameWithoutExtension(note.Name);
        string part = partOf(id);
        var made = new DryRunFolder(note, System.IO.Path.Combine(outbox.Folder, id), part, output);
        try
        {
            note.Write(Encoding.UTF8.GetBytes(part));
            note.Flush(flushToDisk: true);
            Directory.CreateDirectory(made.Path);
            if (part.Length > 0)
            {
                MakePart(part, output);
            }

            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    private static void MakePart(string part, string output)
    {
        try
        {
            using FileStream empty = NewFile(part, FileMode.CreateNew, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The runtime names the part, of which nobody has heard.
            throw new IOException(
                $"{output} cannot be written. Check that its folder is there, that this account may write into it, and that there is room.");
        }
    }

    /// <summary>Writes the file that was asked for; it has its name when it is whole.</summary>
    /// <exception cref="IOException">It cannot be written, or there is a file of that name.</exception>
    public void Publish(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        using (FileStream file = NewFile(_part, FileMode.Open, FileShare.None))
        {
            content.CopyTo(file);
        }

        File.Move(_part, _output, overwrite: false);
    }

    /// <summary>
    /// Removes what killed dry runs left: sealed rows, and the part of a file, which is in the clear. Those under way stay.
    /// </summary>
    /// <returns>How many there were.</returns>
    public static int RemoveStale(string outboxFolder)
    {
        if (!Directory.Exists(outboxFolder))
        {
            return 0;
        }

        int removed = 0;
        foreach (string path in Directory.EnumerateFiles(outboxFolder, "dry-run-*.note")
            .Where(path => NoteName().IsMatch(System.IO.Path.GetFileName(path))))
        {
            try
            {
                using var note = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                using var reader = new StreamReader(note, Encoding.UTF8);
                Remove(path, reader.ReadToEnd());
                removed++;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Held by the dry run that is under way, or what it names cannot be reached now: the note stays for the next start.
            }
        }

        return removed;
    }

    /// <summary>Removes the folder and what is left of the part.</summary>
    public void Dispose()
    {
        using (_note)
        {
            Remove(_note.Name, _part);
        }
    }

    private static void Remove(string note, string part)
    {
        string id = System.IO.Path.GetFileNameWithoutExtension(note);
        // The note is in a folder of the owner alone; still nothing is removed but a file of the one name that it can have.
        if (System.IO.Path.GetFileName(part) == $".datasharing-{id}.part" && File.Exists(part))
        {
            File.Delete(part);
        }

        string folder = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(note)!, id);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        File.Delete(note);
    }

    private static FileStream NewNote(string folder, int tries)
    {
        try
        {
            return NewFile(System.IO.Path.Combine(folder, $"dry-run-{Guid.NewGuid():N}.note"), FileMode.CreateNew, FileShare.None);
        }
        catch (IOException) when (tries > 1)
        {
            // RemoveStale of another process can hold the new file in the moment before it is locked here: take another name.
            return NewNote(folder, tries - 1);
        }
    }

    private static FileStream NewFile(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    [GeneratedRegex(@"^dry-run-[0-9a-f]{32}\.note\z", RegexOptions.CultureInvariant)]
    private static partial Regex NoteName();
}
