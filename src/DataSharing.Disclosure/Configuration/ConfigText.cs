using System.Text;

namespace DataSharing.Disclosure.Configuration;

/// <summary>Reads the bytes of a configuration file as text, and says what is wrong where they are none.</summary>
public static class ConfigText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text without a byte order mark; null with a problem where it is not UTF-8 or there is none.</summary>
    public static string? Read(string file, ReadOnlySpan<byte> bytes, ConfigProblems problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (!IsText(file, ref bytes, problems))
        {
            return null;
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            int line = bytes[..Math.Clamp(error.Index, 0, bytes.Length)].Count((byte)'\n') + 1;
            problems.Add(new ConfigProblem(file, "$", line, "The file is not valid UTF-8.", "Save it as UTF-8."));
            return null;
        }
    }

    /// <summary>Takes a byte order mark away. False with a problem where the file is empty or UTF-16.</summary>
    internal static bool IsText(string file, ref ReadOnlySpan<byte> bytes, ConfigProblems problems)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        // Two letters of UTF-16 without a mark have a zero byte; no text of UTF-8 has one.
        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble)
            || bytes[..Math.Min(4, bytes.Length)].Contains((byte)0))
        {
            problems.Add(new ConfigProblem(file, "$", 0, "The file is UTF-16, which some editors call \"Unicode\".", "Save it as UTF-8."));
            return false;
        }

        if (bytes.Trim(" \t\r\n"u8).IsEmpty)
        {
            problems.Add(new ConfigProblem(file, "$", 0, "The file is empty.", "Write its content, or restore it from a backup."));
            return false;
        }

        return true;
    }
}
