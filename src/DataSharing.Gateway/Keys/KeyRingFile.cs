using System.Security.Cryptography;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Keys;

/// <summary>The file that holds the key ring. Its content never appears in a message.</summary>
public static class KeyRingFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads the ring.</summary>
    /// <param name="path">The file, or null when its reference cannot be resolved here.</param>
    /// <param name="description">The reference in words.</param>
    /// <exception cref="KeyRingException">The file is missing, unreadable, readable by others, or malformed.</exception>
    public static KeyRing Read(string? path, string description)
    {
        if (path is null)
        {
            throw new KeyRingException($"The key ring ({description}) is not set in this environment.");
        }

        string text;
        try
        {
            if ((File.GetUnixFileMode(path) & Others) != 0)
            {
                throw new KeyRingException($"The key ring {path} can be read or written by others than its owner. Run: chmod 600 {path}, and think about who may have read it.");
            }

            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeyRingException($"The key ring {path} does not exist. Restore it from backup; only on a new installation: datasharing keys new.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingException($"The key ring {path} cannot be read by this account.");
        }

        return KeyRing.Parse(text, out string? problem) ?? throw new KeyRingException($"{path}: {problem} Restore it from backup.");
    }

    /// <summary>Creates a ring with one new key. Never overwrites.</summary>
    /// <returns>The id of the new key.</returns>
    /// <exception cref="KeyRingException">The file exists or cannot be written.</exception>
    public static string Create(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (File.Exists(path))
        {
            throw new KeyRingException($"{path} exists already and is never overwritten: without its keys nothing that was sent can be compared again. To add a key to it: datasharing keys new --rotate.");
        }

        byte[] key = RandomNumberGenerator.GetBytes(MasterKey.Length);
        string header = "# Key ring of DataSharing. One key a line, the last is active. Back this file up, apart from the ledger; never edit it by hand.\n";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Write(path, FileMode.CreateNew, header + Convert.ToBase64String(key) + "\n");
        return new MasterKey(key).Id;
    }

    /// <summary>Adds a key to a ring; the old ones stay. The file is replaced in one step, so that a crash leaves the old or the new one.</summary>
    /// <returns>The id of the new key.</returns>
    /// <exception cref="KeyRingException">The ring cannot be read or written.</exception>
    public static string Rotate(string path, string description)
    {
        Read(path, description);
        byte[] key = RandomNumberGenerator.GetBytes(MasterKey.Length);
        string text = File.ReadAllText(path);
        string next = path + ".new";
        File.Delete(next);
        Write(next, FileMode.CreateNew, text + (text.EndsWith('\n') ? "" : "\n") + Convert.ToBase64String(key) + "\n");
        File.Move(next, path, overwrite: true);
        return new MasterKey(key).Id;
    }

    private static void Write(string path, FileMode mode, string text)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            file.Write(System.Text.Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingException($"{path} cannot be written. Check the folder's owner and the space on the disk.");
        }
    }
}
