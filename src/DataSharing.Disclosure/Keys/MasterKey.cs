using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Disclosure.Keys;

/// <summary>One 256-bit master key. Prints its id, never itself.</summary>
public sealed class MasterKey
{
    /// <summary>The length of a master key in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;

    /// <summary>Wraps a key.</summary>
    /// <exception cref="ArgumentException">It is not <see cref="Length"/> bytes long.</exception>
    public MasterKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A master key has 32 bytes.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
        // The id is computed from the key, so a key file that was swapped is noticed.
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(_bytes, "datasharing key id 1"u8))[..16];
    }

    /// <summary>The id: 16 hexadecimal digits computed from the key.</summary>
    public string Id { get; }

    /// <summary>
    /// A 256-bit key for one purpose at one force: HKDF-SHA-256 with the length-prefixed version, controller, force, purpose and key id.
    /// </summary>
    public byte[] Derive(string controller, string force, string purpose)
    {
        var info = new List<byte>();
        Span<byte> length = stackalloc byte[4];
        foreach (string part in new[] { "datasharing 1", controller, force, purpose, Id })
        {
            byte[] text = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            info.AddRange(length);
            info.AddRange(text);
        }

        return HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, 32, info: [.. info]);
    }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
