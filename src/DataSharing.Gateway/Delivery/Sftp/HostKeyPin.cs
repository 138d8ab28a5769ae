using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>One accepted host key, in full: OpenSSH needs the key itself, the fingerprint is computed from it.</summary>
/// <param name="Algorithm">As in a public key file, for example <c>ssh-ed25519</c>.</param>
/// <param name="Base64Key">The key in base64, as in a public key file.</param>
internal sealed record HostKeyPin(string Algorithm, string Base64Key)
{
    /// <summary>The fingerprint as OpenSSH prints it: <c>SHA256:</c> and base64 without padding.</summary>
    /// <exception cref="FormatException">The key is not base64.</exception>
    public string Sha256 => "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Base64Key))).TrimEnd('=');

    /// <summary>What a pin has to be, for messages.</summary>
    internal const string Form = "an algorithm and the full base64 public key of that algorithm, as in a .pub file";

    /// <summary>Whether this is one whole public key of the kind it says it is.</summary>
    internal bool IsWellFormed
    {
        get
        {
            byte[] blob = new byte[Base64Key.Length];
            if (Base64Key.AsSpan().ContainsAny(" \t\r\n") || !Convert.TryFromBase64String(Base64Key, blob, out int length) || length < 8)
            {
                return false;
            }

            uint nameLength = BinaryPrimitives.ReadUInt32BigEndian(blob);
            return nameLength <= length - 4
                && Encoding.ASCII.GetString(blob, 4, (int)nameLength) == Algorithm
                && Algorithm.Length > 0
                && Algorithm.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '@')
                && Fields(blob.AsSpan(0, length)) == FieldsOf(Algorithm);
        }
    }

    /// <summary>
    /// How many fields a key has, the name among them; -1 where the last one is cut. Source: RFC 4253, section 6.6; RFC 5656 and RFC 8709.
    /// </summary>
    private static int Fields(ReadOnlySpan<byte> blob)
    {
        int fields = 0;
        for (; blob.Length > 0; fields++)
        {
            if (blob.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(blob) is var field && field > blob.Length - sizeof(uint))
            {
                return -1;
            }

            blob = blob[(sizeof(uint) + (int)field)..];
        }

        return fields;
    }

    private static int FieldsOf(string algorithm) => algorithm == "ssh-ed25519" ? 2 : 3;
}
