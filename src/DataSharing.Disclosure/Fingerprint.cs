using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Disclosure;

/// <summary>One hash over everything that decides what leaves.</summary>
public static class Fingerprint
{
    /// <summary>SHA-256 over the parts in order, each its name and content with their lengths, in lower-case hexadecimal.</summary>
    public static string Of(IEnumerable<(string Name, byte[] Content)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach ((string name, byte[] content) in parts)
        {
            byte[] label = Encoding.UTF8.GetBytes(name);
            BinaryPrimitives.WriteInt32BigEndian(length, label.Length);
            hash.AppendData(length);
            hash.AppendData(label);
            BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
            hash.AppendData(length);
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
