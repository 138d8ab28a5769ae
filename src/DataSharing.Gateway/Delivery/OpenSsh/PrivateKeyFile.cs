using System.Security.Cryptography;
using System.Text;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery.OpenSsh;

/// <summary>
/// Looks at a private key before ssh does: for every fault found here ssh would say only "Permission denied", which reads as if
/// the server had refused the key.
/// </summary>
internal static class PrivateKeyFile
{
    private const string What = "private key file";

    /// <returns>Whether the key is encrypted with a passphrase.</returns>
    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>, with what to do.</exception>
    public static bool Require(string path, bool hasPassphrase)
    {
        byte[] content = SecretFile.Read(path, What);
        try
        {
            bool encrypted = IsEncrypted(path, content);
            return !encrypted || hasPassphrase
                ? encrypted
                : throw Fault(
                    path, "is encrypted with a passphrase and the profile names none. Name the file that holds it as drop.login.passphrase, or use a key without one, kept safe by its mode");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static bool IsEncrypted(string path, ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> openSsh = "-----BEGIN OPENSSH PRIVATE KEY-----"u8;
        RequireForm(path, content);
        if (content.IndexOf("-----BEGIN ENCRYPTED PRIVATE KEY-----"u8) >= 0 || content.IndexOf("Proc-Type: 4,ENCRYPTED"u8) >= 0)
        {
            return true;
        }

        int begin = content.IndexOf(openSsh);
        if (begin >= 0)
        {
            return Cipher(content[(begin + openSsh.Length)..]) is { } cipher
                ? cipher != "none"
                : throw Fault(path, "is damaged: its OpenSSH key does not decode. Copy it again, in text mode and whole");
        }

        if (content.IndexOf("-----BEGIN PRIVATE KEY-----"u8) < 0
            && content.IndexOf("-----BEGIN RSA PRIVATE KEY-----"u8) < 0
            && content.IndexOf("-----BEGIN EC PRIVATE KEY-----"u8) < 0)
        {
            throw Fault(path,
                "is not a private key in OpenSSH or PEM form. Name the private key, not the .pub file; convert a .ppk file with puttygen");
        }

        return false;
    }

    /// <summary>What copying and editors do to a key: ssh would call all of it a wrong key.</summary>
    private static void RequireForm(string path, ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Encoding.Unicode.Preamble) || content.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            throw Fault(path, "is UTF-16. Save it as plain text (ASCII)");
        }

        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            throw Fault(path, "begins with a byte order mark, which ssh does not take. Save it as plain text (ASCII)");
        }

        if (content.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw Fault(path, "is empty. Copy the private key there");
        }

        if (content.StartsWith("ssh-"u8) || content.StartsWith("ecdsa-"u8) || content.StartsWith("sk-"u8)
            || content.IndexOf("-----BEGIN PUBLIC KEY-----"u8) >= 0 || content.IndexOf("BEGIN SSH2 PUBLIC KEY"u8) >= 0)
        {
            throw Fault(path, "is the public half of a key. Name the private one, which has the same name without .pub");
        }

        if (content.IndexOf("PRIVATE KEY-----"u8) < 0)
        {
            return;
        }

        ReadOnlySpan<byte> lines = content.TrimEnd(" \t\r\n"u8);
        if (!lines.Contains((byte)'\n'))
        {
            throw Fault(path, "is on one line: its line breaks are lost. Copy the file itself, not its text");
        }

        if (content.Contains((byte)'\r'))
        {
            throw Fault(path, "has the line ends of Windows (CRLF). Remove them, for example with: sed -i 's/\\r$//' FILE");
        }

        if (content[^1] != '\n')
        {
            throw Fault(path, "has no line break after its last line. Add one, for example with: echo >> FILE");
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

    private static SftpException Fault(string path, string what) => SecretFile.Fault(path, What, what);
}
