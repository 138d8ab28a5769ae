using System.Globalization;
using System.Text;
using System.Text.Json;
using DataSharing.Disclosure.Narrative;

namespace DataSharing.Gateway.Narrative;

/// <summary>
/// One line of JSON with a text and what is known of the people in it: <c>{"id", "text", "record": {any field: value, list or object}}</c>.
/// Prints nothing of either.
/// </summary>
internal sealed class RedactionLine
{
    /// <summary>What stands in a line for bytes that are not UTF-8. No text has this character.</summary>
    public const string NotUtf8 = "\uFFFF";

    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Written = new(Gateway.Json.Compact);

    private readonly JsonElement _id;
    private readonly string _text;
    private readonly KnownIdentifiers _known;

    private RedactionLine(JsonElement id, string text, KnownIdentifiers known)
    {
        _id = id;
        _text = text;
        _known = known;
    }

    /// <summary>Reads a line. Members other than the three are passed over.</summary>
    /// <exception cref="FormatException">It is no such line; the message says why, without a value of it.</exception>
    public static RedactionLine Read(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Contains(NotUtf8, StringComparison.Ordinal))
        {
            throw new FormatException("it is not UTF-8");
        }

        try
        {
            using JsonDocument document = Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("it is no JSON object");
            }

            if (!root.TryGetProperty("id", out JsonElement id) || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                throw new FormatException("it has no \"id\" that is a text or a number");
            }

            if (!root.TryGetProperty("text", out JsonElement text) || text.ValueKind != JsonValueKind.String)
            {
                throw new FormatException("it has no \"text\" that is a text");
            }

            var values = new List<string>();
            if (root.TryGetProperty("record", out JsonElement record) && record.ValueKind != JsonValueKind.Null)
            {
                if (record.ValueKind != JsonValueKind.Object)
                {
                    throw new FormatException("its \"record\" is no object");
                }

                Take(record, values);
            }

            return new RedactionLine(id.Clone(), text.GetString()!, new KnownIdentifiers(values));
        }
        catch (JsonException)
        {
            throw new FormatException("it is no JSON");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            throw new FormatException("it has a character that Unicode does not have");
        }
    }

    /// <summary>
    /// The line that answers it: <c>{"id", "redacted", "spans": [{"start", "end", "type"}]}</c>, offsets in code points of the text.
    /// </summary>
    public string Redact(Redactor redactor)
    {
        Redaction redaction = redactor.Redact(_text, _known);
        return JsonSerializer.Serialize(new { id = _id, redacted = redaction.Text, spans = Spans(_text, redaction) }, Written);
    }

    /// <summary>
    /// The line that answers one that cannot be used, in the form in which every command says that it could not do its work, and with its
    /// number.
    /// </summary>
    public static string Error(long number, string message) =>
        JsonSerializer.Serialize(new { error = new { code = "usage", message, line = number, problems = Array.Empty<object>() } }, Written);

    /// <summary>The masks with offsets in Unicode code points, the end not included.</summary>
    public static IReadOnlyList<object> Spans(string text, Redaction redaction)
    {
        var spans = new List<object>(redaction.Spans.Count);
        int at = 0;
        int points = 0;
        int Points(int place)
        {
            for (; at < place; at++)
            {
                points += char.IsLowSurrogate(text[at]) && at > 0 && char.IsHighSurrogate(text[at - 1]) ? 0 : 1;
            }

            return points;
        }

        foreach (MaskedSpan span in redaction.Spans)
        {
            spans.Add(new { start = Points(span.Start), end = Points(span.End), type = Redaction.Word(span.Type) });
        }

        return spans;
    }

    /// <exception cref="FormatException">A member is written twice: which of the two counts would be a guess.</exception>
    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line, Once);
        }
        catch (JsonException)
        {
            // Throws by itself where the line is no JSON at all.
            JsonDocument.Parse(line).Dispose();
            throw new FormatException("a member of it is written twice");
        }
    }

    /// <summary>Every value, at any depth.</summary>
    private static void Take(JsonElement value, List<string> values)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                values.Add(value.GetString()!);
                break;
            case JsonValueKind.Number:
                values.Add(value.GetRawText());
                break;
            case JsonValueKind.Array:
                foreach (JsonElement one in value.EnumerateArray())
                {
                    Take(one, values);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    Take(member.Value, values);
                }

                break;
            default:
                // Null, true and false name nobody.
                break;
        }
    }
}
