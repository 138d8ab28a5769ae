using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Keys;

/// <summary>
/// A short text encrypted on its own: AES-256-GCM, a random nonce of 12 bytes, the tag of 16 bytes, the text in UTF-8. Bound to where it
/// belongs, so that it opens nowhere else.
/// </summary>
internal static class SealedText
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Encrypts a text.</summary>
    /// <param name="key">The key, 32 bytes.</param>
    /// <param name="text">The text.</param>
    /// <param name="owner">What it belongs to, in an order that stays.</param>
    public static byte[] Seal(byte[] key, string text, params ReadOnlySpan<string> owner)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] whole = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(
            whole.AsSpan(0, NonceLength), plain, whole.AsSpan(NonceLength + TagLength), whole.AsSpan(NonceLength, TagLength), Bound(owner));
        CryptographicOperations.ZeroMemory(plain);
        return whole;
    }

    /// <summary>Opens a text; null when it was altered, belongs elsewhere, or was sealed under another key.</summary>
    /// <param name="key">The key, 32 bytes.</param>
    /// <param name="whole">What <see cref="Seal"/> gave.</param>
    /// <param name="owner">What it belongs to.</param>
    public static string? Open(byte[] key, byte[] whole, params ReadOnlySpan<string> owner)
    {
        if (whole.Length < NonceLength + TagLength)
        {
            return null;
        }

        byte[] plain = new byte[whole.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(
                whole.AsSpan(0, NonceLength), whole.AsSpan(NonceLength + TagLength), whole.AsSpan(NonceLength, TagLength), plain,
                Bound(owner));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] Bound(ReadOnlySpan<string> owner)
    {
        using var bound = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string part in owner)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            bound.Write(length);
            bound.Write(bytes);
        }

        return bound.ToArray();
    }
}
