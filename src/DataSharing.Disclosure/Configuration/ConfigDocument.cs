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

    /// <summary>Reads a document. Null when it cannot be read at all or its root is not an object; then a problem says why.</summary>
    public static ConfigObject? Parse(string file, ReadOnlySpan<byte> utf8, ConfigProblems problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
        {
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
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
            if (!reader.Read())
            {
                problems.Add(new ConfigProblem(file, "$", 1, "The file is empty.", "Write a JSON object."));
                return null;
            }

            ConfigNode? root = ReadValue(ref reader, ref lines, file, "$", problems);
            if (reader.Read())
            {
                problems.Add(new ConfigProblem(file, "$", lines.At(reader.TokenStartIndex), "There is text after the end of the document.", "Remove it."));
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
            long column = (error.BytePositionInLine ?? 0) + 1;
            problems.Add(new ConfigProblem(file, "$", line, $"The file is not valid JSON here (near byte {column.ToString(CultureInfo.InvariantCulture)} of the line).",
                "Look for a missing comma, quote or bracket on this line or the one before."));
            return null;
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader.GetString on bytes that are not UTF-8 or on a lone surrogate escape.
            problems.Add(new ConfigProblem(file, "$", lines.At(reader.TokenStartIndex), "The text here is not valid UTF-8.", "Save the file as UTF-8."));
            return null;
        }
    }

    private static ConfigNode? ReadValue(ref Utf8JsonReader reader, ref LineCounter lines, string file, string path, ConfigProblems problems)
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

    private static ConfigNode ReadObject(ref Utf8JsonReader reader, ref LineCounter lines, string file, string path, int line, ConfigProblems problems)
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
                problems.Add(new ConfigProblem(file, memberPath, memberLine, $"\"{name}\" is written twice in this object.", "Keep one of them."));
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

    private static ConfigNode ReadArray(ref Utf8JsonReader reader, ref LineCounter lines, string file, string path, int line, ConfigProblems problems)
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

    /// <summary>Marks a member whose null was reported: readers skip it without a second problem. No JSON text can equal it by accident in a valid setting.</summary>
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
