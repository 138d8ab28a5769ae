using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What the manifest of an export tells of the journal, so that the force is a witness of it. A random value is in it that the ledger alone
/// has: no two forces are told the same, and none learns how often the other forces get something.
/// </summary>
/// <param name="Entry">The entry that was the journal's last when the manifest was written.</param>
/// <param name="Value">The random value, 64 hexadecimal digits.</param>
internal sealed record ToldHead(long Entry, string Value)
{
    private const int ValueLength = 32;

    /// <summary>A head under a fresh value; null for that of an empty journal, of which there is nothing to tell.</summary>
    public static ToldHead? Of(JournalHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.Entry == 0 ? null
            : new ToldHead(head.Entry, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ValueLength)));
    }

    /// <summary>
    /// What the manifest says: SHA-256, in lower-case hexadecimal, over the value, the force, the sequence and the entry's hash, each as its
    /// length (four bytes, big-endian) and its UTF-8 bytes.
    /// </summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="sequence">The export's sequence.</param>
    /// <param name="hash">The hash of <see cref="Entry"/>.</param>
    public string Saying(string force, int sequence, string hash)
    {
        using var said = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        foreach (string field in (string[])[Value, force, sequence.ToString(CultureInfo.InvariantCulture), hash])
        {
            byte[] bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)bytes.Length);
            said.AppendData(length);
            said.AppendData(bytes);
        }

        return Convert.ToHexStringLower(said.GetHashAndReset());
    }
}
