using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Machine;

namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>
/// Looks at a file that holds a login secret before ssh does: for every fault found here ssh would say only "Permission denied", which
/// reads as if the server had refused the login.
/// </summary>
internal static class SecretFile
{
    private const int Longest = 64 * 1024;
    private const int LongestSecret = 1023;
    private static readonly SearchValues<char> ExpandedBySsh = SearchValues.Create("%$\"\r\n\0");

    /// <summary>Whether <see cref="Read"/> finds no fault.</summary>
    public static bool IsUsable(string path)
    {
        try
        {
            CryptographicOperations.ZeroMemory(Read(path, "login"));
            return true;
        }
        catch (SftpException)
        {
            return false;
        }
    }

    /// <summary>The file's content; the caller clears it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for messages: <c>private key file</c>.</param>
    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>, with what to do.</exception>
    public static byte[] Read(string path, string what)
    {
        if (path.Length == 0)
        {
            throw new SftpException(
                SftpFailure.Configuration,
                $"Where the {what} is cannot be told: the systemd credential or the environment variable that the profile names is not set here.");
        }

        // ssh expands these in the name of a key file, so it would look for another file.
        if (!Path.IsPathFullyQualified(path) || path.AsSpan().ContainsAny(ExpandedBySsh))
        {
            throw Fault(path, what, "is not an absolute path without %, $, quotes and line breaks. Name the file so");
        }

        if (!File.Exists(path))
        {
            throw Fault(path, what, "does not exist. Create it, or correct the name");
        }

        if (SecretPath.FaultOf(path) is { } open)
        {
            throw Fault(path, what, open);
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] content = new byte[Math.Min(file.Length, Longest)];
            file.ReadExactly(content);
            return content;
        }
        catch (UnauthorizedAccessException)
        {
            throw Fault(path, what, "cannot be read by this user. Give the file to the user that runs the gateway");
        }
    }

    /// <summary>Makes sure that the file's first line is a password or passphrase.</summary>
    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>, with what to do.</exception>
    public static void RequireLine(string path, string what)
    {
        byte[] content = Read(path, what);
        try
        {
            ReadOnlySpan<byte> line = FirstLine(content);
            if (line.IsEmpty || line.Length > LongestSecret || line.Contains((byte)0))
            {
                throw Fault(path, what,
                    $"does not hold a secret of 1 to {LongestSecret} bytes in its first line. Write it there, in UTF-8");
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>The secret in a file that <see cref="RequireLine"/> accepts.</summary>
    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>, with what to do.</exception>
    public static string ReadLine(string path, string what)
    {
        RequireLine(path, what);
        byte[] content = Read(path, what);
        try
        {
            return Encoding.UTF8.GetString(FirstLine(content));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    public static SftpException Fault(string path, string what, string fault) =>
        new(SftpFailure.Configuration, $"The {what} {path} {fault}.");

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> content)
    {
        // An editor's byte order mark is no part of a password.
        content = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        int end = content.IndexOf((byte)'\n');
        return (end < 0 ? content : content[..end]).TrimEnd((byte)'\r');
    }
}
