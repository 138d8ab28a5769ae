using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure;

/// <summary>
/// The hash that binds an approval to one text of one incident: SHA-256 over five parts, each its length in bytes (32 bits, big-endian) and
/// its UTF-8 bytes: incident key, text (NFC, line ends LF), approver, time of approval (UTC, whole seconds), purpose. Version 2, which is
/// written with <c>2:</c> before it, takes a tab for a blank and a vertical tab for a line end as well, as the file does; version 1 is
/// written as it is. The incident system computes the same when a person approves. Source: docs/approved-summary.md.
/// </summary>
public static class SummaryApproval
{
    /// <summary>The first version.</summary>
    public const int OldVersion = 1;

    /// <summary>The newest version.</summary>
    public const int NewVersion = 2;

    private const string NewMark = "2:";

    /// <summary>The hash of the first version, in lower-case hexadecimal.</summary>
    /// <inheritdoc cref="Hash(IncidentKey, string, string, DateTime, string, int)"/>
    public static string Hash(IncidentKey key, string text, string approver, DateTime approvedAt, string purpose) =>
        Hash(key, text, approver, approvedAt, purpose, OldVersion);

    /// <summary>The hash as it is stored.</summary>
    /// <param name="key">The incident's key.</param>
    /// <param name="text">The text as approved.</param>
    /// <param name="approver">Who approved it.</param>
    /// <param name="approvedAt">When, UTC; fractions of a second are dropped.</param>
    /// <param name="purpose">What it was approved for.</param>
    /// <param name="version"><see cref="OldVersion"/> or <see cref="NewVersion"/>.</param>
    public static string Hash(IncidentKey key, string text, string approver, DateTime approvedAt, string purpose, int version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, OldVersion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, NewVersion);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, key.ToString());
        Append(hash, version == OldVersion ? WithLineEnds(text) : Normalise(text));
        Append(hash, approver);
        Append(hash, approvedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Append(hash, purpose);
        return (version == OldVersion ? "" : NewMark) + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether a stored hash, of whichever version, is that of this text and of what is said about it.</summary>
    internal static bool Matches(string stored, IncidentKey key, string text, string approver, DateTime approvedAt, string purpose)
    {
        string hash = Hash(
            key, text, approver, approvedAt, purpose, stored.StartsWith(NewMark, StringComparison.Ordinal) ? NewVersion : OldVersion);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(stored));
    }

    /// <summary>
    /// The text as it is released: as <see cref="WithLineEnds"/>, a blank for a tab and a line end for a vertical tab, which no file may
    /// carry.
    /// </summary>
    public static string Normalise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WithLineEnds(text.Replace('\t', ' ').Replace('\v', '\n'));
    }

    /// <summary>The text in Unicode normal form C with LF line ends.</summary>
    public static string WithLineEnds(string text)
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
