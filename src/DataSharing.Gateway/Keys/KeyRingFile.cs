using System.Security.Cryptography;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Machine;

namespace DataSharing.Gateway.Keys;

/// <summary>The file that holds the key ring. Its content never appears in a message.</summary>
internal static class KeyRingFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the ring.</summary>
    /// <param name="path">The file, or null when its reference cannot be resolved here.</param>
    /// <param name="description">The reference in words.</param>
    /// <exception cref="KeyRingException">The file is missing, unreadable or malformed, or others than root and this account can read it or
    /// put another in its place.</exception>
    public static KeyRing Read(string? path, string description)
    {
        if (path is null)
        {
            throw new KeyRingException($"The key ring ({description}) is not set in this environment.");
        }

        string text;
        try
        {
            if (SecretPath.FaultOf(path) is { } open)
            {
                throw new KeyRingException($"The key ring {path} {open}.");
            }

            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeyRingException(
                $"The key ring {path} does not exist. Restore it from backup; only on a new installation: datasharing keys new.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingException($"The key ring {path} cannot be read by this account.");
        }

        return KeyRing.Parse(text, out string? problem) ?? throw new KeyRingException($"{path}: {problem} Restore it from backup.");
    }

    /// <summary>Creates a ring with one new key. Never overwrites.</summary>
    /// <returns>The id of the new key.</returns>
    /// <exception cref="KeyRingException">The file exists or cannot be written, or others could put another in its place.</exception>
    public static string Create(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        RequireFree(path);
        byte[] key = RandomNumberGenerator.GetBytes(MasterKey.Length);
        string header = "# Key ring of DataSharing. One key a line, the last is active. Back this file up, apart from the ledger; never edit it by hand.\n";
        MakeFolder(path);
        Write(path, FileMode.CreateNew, header + Convert.ToBase64String(key) + "\n");
        return new MasterKey(key).Id;
    }

    /// <summary>Makes sure that a new ring can be made there, without making anything.</summary>
    /// <exception cref="KeyRingException">The file exists, or others could put another in its place.</exception>
    public static void RequireFree(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        // A link to nowhere is in the way too: the ring that it led to may only be away.
        if (File.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            throw new KeyRingException(
                $"{path} exists already and is never overwritten: without its keys nothing that was sent can be compared again. To add a key to it: datasharing keys new --rotate.");
        }

        if (SecretPath.FaultOfNew(path) is { } open)
        {
            throw new KeyRingException($"A key ring {path} would not be safe: it {open}.");
        }
    }

    /// <summary>
    /// Adds a key to a ring; the old ones stay. The file is replaced in one step, so that a crash leaves the old or the new one.
    /// </summary>
    /// <returns>The id of the new key.</returns>
    /// <exception cref="KeyRingException">The ring cannot be read or written.</exception>
    public static string Rotate(string path, string description)
    {
        Read(path, description);
        byte[] key = RandomNumberGenerator.GetBytes(MasterKey.Length);
        try
        {
            // The file itself and not a link to it: else the link would become a ring of its own.
            string file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            string text = File.ReadAllText(file);
            string next = file + ".new";
            File.Delete(next);
            Write(next, FileMode.CreateNew, text + (text.EndsWith('\n') ? "" : "\n") + Convert.ToBase64String(key) + "\n");
            File.Move(next, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(path);
        }

        return new MasterKey(key).Id;
    }

    private static void MakeFolder(string path)
    {
        try
        {
            string folder = Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(path);
        }
    }

    private static void Write(string path, FileMode mode, string text)
    {
        try
        {
            using var file = new FileStream(
                path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            file.Write(System.Text.Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(path);
        }
    }

    private static KeyRingException NotWritten(string path) =>
        new($"{path} cannot be written. Check the folder's owner and the space on the disk. A systemd credential cannot be written at all: change the file that it is made from.");
}
