using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Delivery;

/// <summary>
/// Looks at a private key before ssh does: for every fault found here ssh would say only "Permission denied", which reads as if
/// the server had refused the key.
/// </summary>
internal static class PrivateKeyFile
{
    private const int Longest = 64 * 1024;
    private static readonly SearchValues<char> ExpandedBySsh = SearchValues.Create("%$\"\r\n\0");
    private const UnixFileMode NotForOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>, with what to do.</exception>
    public static void Require(string path)
    {
        // ssh expands these in the name of a key file, so it would look for another file.
        if (!Path.IsPathFullyQualified(path) || path.AsSpan().ContainsAny(ExpandedBySsh))
        {
            throw Fault(path, "is not an absolute path without %, $, quotes and line breaks. Name the file so");
        }

        if (!File.Exists(path))
        {
            throw Fault(path, "does not exist. Create the key, or correct the name");
        }

        RequireMode(path);
        byte[] content = Read(path);
        try
        {
            RequireUsable(path, content);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static void RequireMode(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // systemd gives the service its credentials through an access list, which shows as the group's read bit.
        string? credentials = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        bool isCredential = credentials is { Length: > 1 } && path.StartsWith(credentials.TrimEnd('/') + "/", StringComparison.Ordinal);
        UnixFileMode refused = isCredential ? NotForOthers & ~UnixFileMode.GroupRead : NotForOthers;
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & refused) != 0)
        {
            throw Fault(path, $"has mode 0{Convert.ToString((int)mode, 8)} and is open to others than its owner. Run chmod 0600 on it");
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] content = new byte[Math.Min(file.Length, Longest)];
            file.ReadExactly(content);
            return content;
        }
        catch (UnauthorizedAccessException)
        {
            throw Fault(path, "cannot be read by this user. Give the file to the user that runs the gateway");
        }
    }

    private static void RequireUsable(string path, ReadOnlySpan<byte> content)
    {
        const string encrypted = "is encrypted with a passphrase, which is not supported. Use a key without passphrase, kept safe by its mode";
        ReadOnlySpan<byte> openSsh = "-----BEGIN OPENSSH PRIVATE KEY-----"u8;
        if (content.IndexOf("-----BEGIN ENCRYPTED PRIVATE KEY-----"u8) >= 0 || content.IndexOf("Proc-Type: 4,ENCRYPTED"u8) >= 0)
        {
            throw Fault(path, encrypted);
        }

        int begin = content.IndexOf(openSsh);
        if (begin >= 0)
        {
            if (Cipher(content[(begin + openSsh.Length)..]) is not { } cipher)
            {
                throw Fault(path, "is damaged: its OpenSSH key does not decode. Copy it again, in text mode and whole");
            }

            if (cipher != "none")
            {
                throw Fault(path, encrypted);
            }
        }
        else if (content.IndexOf("-----BEGIN PRIVATE KEY-----"u8) < 0
            && content.IndexOf("-----BEGIN RSA PRIVATE KEY-----"u8) < 0
            && content.IndexOf("-----BEGIN EC PRIVATE KEY-----"u8) < 0)
        {
            throw Fault(path, "is not a private key in OpenSSH or PEM form. Name the private key, not the .pub file; convert a .ppk file with puttygen");
        }
    }

    /// <summary>The cipher name at the head of an OpenSSH key; null when there is none. Source: PROTOCOL.key of OpenSSH.</summary>
    private static string? Cipher(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> magic = "openssh-key-v1\0"u8;
        const int headCharacters = 64;
        string text = Encoding.ASCII.GetString(body.TrimStart("\r\n \t"u8));
        Span<byte> head = stackalloc byte[headCharacters / 4 * 3];
        if (text.Length < headCharacters || !Convert.TryFromBase64String(text[..headCharacters], head, out int length)
            || length < head.Length || !head.StartsWith(magic))
        {
            return null;
        }

        int named = head[magic.Length + 3];
        return head[magic.Length] == 0 && head[magic.Length + 1] == 0 && head[magic.Length + 2] == 0 && named <= length - magic.Length - 4
            ? Encoding.ASCII.GetString(head.Slice(magic.Length + 4, named))
            : null;
    }

    private static SftpException Fault(string path, string what) =>
        new(SftpFailure.Configuration, $"The private key file {path} {what}.");
}
