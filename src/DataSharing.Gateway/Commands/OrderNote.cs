using System.Text;

namespace DataSharing.Gateway.Commands;

/// <summary>What somebody wrote about an order, in a file: it is sealed in the ledger, and no message repeats it.</summary>
internal static class OrderNote
{
    /// <summary>How long it may be, in words.</summary>
    public const string LongestWords = "16 KiB";

    private const int Longest = 16 * 1024;

    /// <summary>Reads it; null where it is empty, too long or not UTF-8.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Read(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] bytes = new byte[Longest + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > Longest)
        {
            return null;
        }

        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length).TrimStart('\uFEFF').Trim();
            return text.Length == 0 ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
