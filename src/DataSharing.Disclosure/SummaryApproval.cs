using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Disclosure;

/// <summary>
/// The hash that binds an approval to one text of one incident: SHA-256 over five parts, each its length in bytes (32 bits, big-endian) and
/// its UTF-8 bytes: incident key, text (NFC, line ends LF), approver, time of approval (UTC, whole seconds), purpose.
/// The incident system computes the same when a person approves. Source: docs/approved-summary.md.
/// </summary>
public static class SummaryApproval
{
    /// <summary>The hash in lower-case hexadecimal.</summary>
    /// <param name="key">The incident's key.</param>
    /// <param name="text">The text as approved.</param>
    /// <param name="approver">Who approved it.</param>
    /// <param name="approvedAt">When, UTC; fractions of a second are dropped.</param>
    /// <param name="purpose">What it was approved for.</param>
    public static string Hash(IncidentKey key, string text, string approver, DateTime approvedAt, string purpose)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, key.ToString());
        Append(hash, Normalise(text));
        Append(hash, approver);
        Append(hash, approvedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Append(hash, purpose);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The text in Unicode normal form C with LF line ends: what is hashed, and what is released.</summary>
    public static string Normalise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.ReplaceLineEndings("\n").Normalize(NormalizationForm.FormC);
    }

    private static void Append(IncrementalHash hash, string part)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
