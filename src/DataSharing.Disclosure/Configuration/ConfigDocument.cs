using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataSharing.Disclosure.Configuration;

/// <summary>
/// Reads strict JSON with comments and trailing commas into <see cref="ConfigNode"/>s that know their line.
/// A null and a member written twice are problems; the first syntax error ends the document.
/// </summary>
/// <remarks>
/// System.Text.Json stops at the first fault and its enum messages name neither value nor choices, so the documents are read as a tree
/// and checked member by member through <see cref="ConfigObject"/>.
/// </remarks>
public static class ConfigDocument
{
    private const int DeepestNesting = 32;

    private static readonly SearchValues<char> SmartQuotes = SearchValues.Create(
        "\u201C\u201D\u201E\u201F\u2018\u2019\u201A\u201B\u00AB\u00BB");

    /// <summary>Reads a document. Null when it cannot be read at all or its root is not an object; then a problem says why.</summary>
    public static ConfigObject? Parse(string file, ReadOnlySpan<byte> utf8, ConfigProblems problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (!ConfigText.IsText(file, ref utf8, problems))
        {
            return null;
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = DeepestNesting,
        });
        var lines = new LineCounter(utf8);
        try
        {
            reader.Read();
            ConfigNode? root = ReadValue(ref reader, ref lines, file, "$", problems);
            if (reader.Read())
            {
                problems.Add(
                    new ConfigProblem(
                    file, "$", lines.At(reader.TokenStartIndex), "There is text after the end of the document.", "Remove it."));
                return null;
            }

            if (root is null || root.Kind != ConfigKind.Object)
            {
                problems.Add(new ConfigProblem(file, "$", 1, "The document is not an object.", "Write the settings between { and }."));
                return null;
            }

            return new ConfigObject(root, problems);
        }
        catch (JsonException error)
        {
            int line = (int)(error.LineNumber ?? 0) + 1;
            (string message, string fix) = Explain(LineAt(utf8, line), (int)(error.BytePositionInLine ?? 0));
            problems.Add(new ConfigProblem(file, "$", line, message, fix));
            return null;
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader.GetString on bytes that are not UTF-8 or on a lone surrogate escape.
            problems.Add(
                new ConfigProblem(
                file, "$", lines.At(reader.TokenStartIndex), "The text here is not valid UTF-8.", "Save the file as UTF-8."));
            return null;
        }
    }

    /// <summary>What an editor or word processor leaves in a file most often, in words; for the rest, where the reader stopped.</summary>
    /// <param name="line">The line in which the reader stopped.</param>
    /// <param name="at">The byte of the line at which it stopped.</param>
    private static (string Message, string Fix) Explain(ReadOnlySpan<byte> line, int at)
    {
        string text = Encoding.UTF8.GetString(line);
        string near = $"(near byte {(at + 1).ToString(CultureInfo.InvariantCulture)} of the line)";
        byte stopped = at < line.Length ? line[at] : (byte)'\n';
        return text.AsSpan().IndexOfAny(SmartQuotes) is var quote and >= 0
            ? ($"The character {text[quote]} is a quote of a word processor, which JSON does not know.", "Write plain quotes: \".")
            : stopped == '\t' ? ($"There is a tab inside a text here {near}.", "Write \\t, or blanks.")
            : stopped == '\'' ? ($"A text begins with a single quote here {near}.", "Write texts in double quotes: \".")
            : stopped == 0xC2 && at + 1 < line.Length && line[at + 1] == 0xA0
            ? ($"There is a no-break space here {near}.", "Write an ordinary blank.")
            : stopped is (byte)'\n' or (byte)'\r' && text.AsSpan().Count('"') % 2 == 1
            ? ("A text does not end on this line.", "Close it with a quote; a line break in a text is written \\n.")
            : ($"The file is not valid JSON here {near}.", "Look for a missing comma, quote or bracket on this line or the one before.");
    }

    private static ReadOnlySpan<byte> LineAt(ReadOnlySpan<byte> text, int line)
    {
        for (int i = 1; i < line && text.IndexOf((byte)'\n') is var end and >= 0; i++)
        {
            text = text[(end + 1)..];
        }

        return text.IndexOf((byte)'\n') is var last and >= 0 ? text[..last] : text;
    }

    private static ConfigNode? ReadValue(
        ref Utf8JsonReader reader, ref LineCounter lines, string file, string path, ConfigProblems problems)
    {
        int line = lines.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, ref lines, file, path, line, problems);
            case JsonTokenType.StartArray:
                return ReadArray(ref reader, ref lines, file, path, line, problems);
            case JsonTokenType.String:
                return new ConfigNode(ConfigKind.Text, file, path, line, reader.GetString()!);
            case JsonTokenType.Number:
                return new ConfigNode(ConfigKind.Number, file, path, line, Encoding.ASCII.GetString(reader.ValueSpan));
            case JsonTokenType.True:
            case JsonTokenType.False:
                return new ConfigNode(ConfigKind.Boolean, file, path, line, reader.TokenType == JsonTokenType.True ? "true" : "false");
            default:
                problems.Add(new ConfigProblem(file, path, line, "null is not a value here.", "Write a value, or leave the member out."));
                return null;
        }
    }

    private static ConfigNode ReadObject(
        ref Utf8JsonReader reader, ref LineCounter lines, string file, string path, int line, ConfigProblems problems)
    {
        var members = new List<KeyValuePair<string, ConfigNode>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            string memberPath = path == "$" ? name : $"{path}.{name}";
            int memberLine = lines.At(reader.TokenStartIndex);
            bool first = seen.Add(name);
            if (!first)
            {
                problems.Add(
                    new ConfigProblem(file, memberPath, memberLine, $"\"{name}\" is written twice in this object.", "Keep one of them."));
            }

            reader.Read();
            ConfigNode? value = ReadValue(ref reader, ref lines, file, memberPath, problems);
            // A null was reported already; the member stays in the list of names seen so that it is not reported as missing too.
            if (first)
            {
                members.Add(new(name, value ?? new ConfigNode(ConfigKind.Text, file, memberPath, memberLine, NullMember)));
            }
        }

        return new ConfigNode(ConfigKind.Object, file, path, line, "") { Members = members };
    }

    private static ConfigNode ReadArray(
        ref Utf8JsonReader reader, ref LineCounter lines, string file, string path, int line, ConfigProblems problems)
    {
        var items = new List<ConfigNode>();
        int index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ConfigNode? item = ReadValue(ref reader, ref lines, file, $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]", problems);
            if (item is not null)
            {
                items.Add(item);
            }

            index++;
        }

        return new ConfigNode(ConfigKind.Array, file, path, line, "") { Items = items };
    }

    /// <summary>
    /// Marks a member whose null was reported: readers skip it without a second problem. No JSON text can equal it by accident in a valid
    /// setting.
    /// </summary>
    internal const string NullMember = "\0null";

    /// <summary>Turns byte offsets, asked in rising order, into line numbers.</summary>
    private ref struct LineCounter(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _offset = 0;
        private int _line = 1;

        public int At(long offset)
        {
            int end = (int)Math.Min(offset, _text.Length);
            if (end > _offset)
            {
                _line += _text[_offset..end].Count((byte)'\n');
                _offset = end;
            }

            return _line;
        }
    }
}
