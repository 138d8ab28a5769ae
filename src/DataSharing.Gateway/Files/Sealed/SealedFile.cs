using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Files.Sealed;

/// <summary>
/// The format of a file that is encrypted from its first byte: 8 bytes <c>DSSEAL01</c>, the key id as 16 hexadecimal digits in ASCII, 16
/// random bytes of salt, then blocks of 65,536 bytes (the last may be shorter, or empty) under AES-256-GCM, each followed by its 16-byte
/// tag.
/// </summary>
/// <remarks>
/// The key of a file is HKDF-SHA-256 of the archive key and the salt. The nonce of a block is its number; its associated data is the header
/// and whether it is the last one. So a header, block, order or end that was changed is noticed. Source: "Online authenticated-encryption
/// and its nonce-reuse misuse-resistance" (CRYPTO 2015), the STREAM construction.
/// </remarks>
internal static class SealedFile
{
    /// <summary>The length of an archive key in bytes.</summary>
    public const int KeyLength = 32;

    internal const int KeyIdLength = 16;
    internal const int BlockLength = 64 * 1024;
    internal const int TagLength = 16;
    internal const int NonceLength = 12;
    internal const int HeaderLength = 40;

    /// <summary>The length of a block's associated data: the header, and 1 for the last block or 0.</summary>
    internal const int AssociatedLength = HeaderLength + 1;

    private const int SaltLength = 16;

    private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    private static ReadOnlySpan<byte> Magic => "DSSEAL01"u8;

    /// <summary>The id of the key a file was sealed with. It is not authenticated before the file is read with that key.</summary>
    /// <exception cref="SealedFileException">The file is not a sealed file.</exception>
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    public static string ReadKeyId(string path)
    {
        using FileStream file = new(path, new FileStreamOptions { BufferSize = 0 });
        Span<byte> header = stackalloc byte[HeaderLength];
        int read = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        return KeyIdOf(header[..read], Path.GetFileName(path));
    }

    internal static string KeyIdOf(ReadOnlySpan<byte> header, string name)
    {
        if (header.Length < HeaderLength || !header.StartsWith(Magic) || !IsKeyId(header.Slice(Magic.Length, KeyIdLength)))
        {
            throw new SealedFileException($"{name}: this is not a sealed file, or its beginning is damaged. Restore it from a backup.");
        }

        return Encoding.ASCII.GetString(header.Slice(Magic.Length, KeyIdLength));
    }

    internal static byte[] NewHeader(string keyId)
    {
        byte[] header = new byte[HeaderLength];
        Magic.CopyTo(header);
        if (keyId.Length != KeyIdLength || Encoding.ASCII.GetBytes(keyId, header.AsSpan(Magic.Length)) != KeyIdLength
            || !IsKeyId(header.AsSpan(Magic.Length, KeyIdLength)))
        {
            throw new ArgumentException("A key id has 16 lower-case hexadecimal digits.", nameof(keyId));
        }

        RandomNumberGenerator.Fill(header.AsSpan(HeaderLength - SaltLength));
        return header;
    }

    internal static AesGcm CipherOf(ReadOnlySpan<byte> archiveKey, ReadOnlySpan<byte> header)
    {
        if (archiveKey.Length != KeyLength)
        {
            throw new ArgumentException("An archive key has 32 bytes.", nameof(archiveKey));
        }

        Span<byte> key = stackalloc byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, archiveKey, key, header[(HeaderLength - SaltLength)..], "datasharing sealed file 1"u8);
        var cipher = new AesGcm(key, TagLength);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    internal static void WriteNonce(Span<byte> nonce, long block)
    {
        BinaryPrimitives.WriteInt32BigEndian(nonce, 0);
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], block);
    }

    private static bool IsKeyId(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Hexadecimal);
}
