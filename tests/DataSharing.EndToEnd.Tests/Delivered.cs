using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSharing.EndToEnd.Tests;

/// <summary>One manifest in an inbox with its file, read by nothing of the gateway's own code.</summary>
internal sealed partial class Delivered
{
    public required string ManifestName { get; init; }

    public required JsonElement Manifest { get; init; }

    public required DateTime Written { get; init; }

    public required byte[] Bytes { get; init; }

    /// <summary>The records with the header as keys; empty for a lone manifest.</summary>
    public required IReadOnlyList<Dictionary<string, string>> Records { get; init; }

    public int Sequence => Manifest.GetProperty("sequence").GetInt32();

    public string? File => Manifest.GetProperty("file").GetString();

    public bool IsFull => Manifest.GetProperty("mode").GetString() == "full";

    /// <summary>The bytes of a delivered file; of a manifest without what it tells of the journal, which is another in every ledger.</summary>
    public static byte[] BytesWithoutHead(string path)
    {
        byte[] bytes = System.IO.File.ReadAllBytes(path);
        return path.EndsWith(".json", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(Head().Replace(Encoding.UTF8.GetString(bytes), "$1\"\"")) : bytes;
    }

    public static Delivered Read(string manifestPath)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(manifestPath));
        JsonElement manifest = document.RootElement.Clone();
        string? name = manifest.GetProperty("file").GetString();
        byte[] bytes = name is null ? [] : System.IO.File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(manifestPath)!, name));
        return new Delivered
        {
            ManifestName = Path.GetFileName(manifestPath),
            Manifest = manifest,
            Written = System.IO.File.GetLastWriteTimeUtc(manifestPath),
            Bytes = bytes,
            Records = name is null ? [] : Parse(bytes),
        };
    }

    private static List<Dictionary<string, string>> Parse(byte[] bytes)
    {
        bool utf8 = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) || IsUtf8(bytes);
        string text = utf8 ? Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF') : Encoding.Latin1.GetString(bytes);
        char delimiter = text[..text.IndexOf('\n', StringComparison.Ordinal)].Contains(';', StringComparison.Ordinal) ? ';' : ',';
        List<List<string>> lines = Split(text, delimiter);
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    private static bool IsUtf8(byte[] bytes)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static List<List<string>> Split(string text, char delimiter)
    {
        var lines = new List<List<string>>();
        var line = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c == delimiter || c == '\n')
            {
                line.Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    lines.Add(line);
                    line = [];
                }
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        return lines;
    }

    [GeneratedRegex("(\"journalHead\": )\"[0-9a-f]{64}\"")]
    private static partial Regex Head();
}
