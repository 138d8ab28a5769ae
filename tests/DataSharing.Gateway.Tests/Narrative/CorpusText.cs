using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Narrative;

/// <summary>
/// One text of the corpus with what people marked in it. In the files texts are parted by a line <c>=== id</c>; a line <c>record: {…}</c> may follow; in the text
/// <c>{d:TYPE:n|…}</c> is a mention of direct identifier n, <c>{q:TYPE:n|…}</c> one of a quasi-identifier, <c>{k|…}</c> a term that must stay.
/// </summary>
internal sealed partial class CorpusText
{
    private CorpusText(string id, string text, IReadOnlyList<string> record, IReadOnlyList<Mention> mentions)
    {
        Id = id;
        Text = text;
        Record = record;
        Mentions = mentions;
    }

    public string Id { get; }

    public string Text { get; }

    /// <summary>The values of the record.</summary>
    public IReadOnlyList<string> Record { get; }

    public IReadOnlyList<Mention> Mentions { get; }

    /// <summary>All texts of a split: <c>tune</c>, which the rules were made on, or <c>report</c>, which nobody looked at while making them.</summary>
    public static IReadOnlyList<CorpusText> Read(string split, Func<string, bool>? file = null)
    {
        string folder = Path.Combine(Folder, split);
        return [.. Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).Where(path => file?.Invoke(Path.GetFileNameWithoutExtension(path)) ?? true).SelectMany(path => Parse(File.ReadAllText(path)))];
    }

    public override string ToString() => Id;

    private static string Folder => RepositoryFolder.At("tests", "DataSharing.Gateway.Tests", "Narrative", "corpus");

    private static IEnumerable<CorpusText> Parse(string content)
    {
        foreach (string block in content.Split("\n=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = block.Split('\n', 2);
            string id = parts[0].Replace("=== ", "", StringComparison.Ordinal).Trim();
            string marked = parts[1];
            var record = new List<string>();
            if (marked.StartsWith("record:", StringComparison.Ordinal))
            {
                string[] rest = marked.Split('\n', 2);
                using var document = JsonDocument.Parse(rest[0]["record:".Length..]);
                record.AddRange(document.RootElement.EnumerateObject().SelectMany(field => field.Value.ValueKind == JsonValueKind.Array ? field.Value.EnumerateArray().Select(one => one.ToString()) : [field.Value.ToString()]));
                marked = rest[1];
            }

            var text = new StringBuilder();
            var mentions = new List<Mention>();
            marked = marked.TrimEnd('\n');
            int at = 0;
            foreach (Match match in Mark().Matches(marked))
            {
                text.Append(marked, at, match.Index - at);
                int start = text.Length;
                text.Append(match.Groups["text"].Value);
                mentions.Add(new Mention(match.Groups["kind"].Value[0], match.Groups["type"].Value, match.Groups["entity"].Value, start, text.Length));
                at = match.Index + match.Length;
            }

            text.Append(marked, at, marked.Length - at);
            yield return new CorpusText(id, text.ToString(), record, mentions);
        }
    }

    [GeneratedRegex(@"\{(?:(?<kind>[dq]):(?<type>[A-Z]+):(?<entity>[0-9]+)|(?<kind>k))\|(?<text>[^{}]*)\}")]
    private static partial Regex Mark();
}

/// <summary>A marked part of a text.</summary>
/// <param name="Kind"><c>d</c> direct, <c>q</c> quasi, <c>k</c> to be kept.</param>
/// <param name="Type">The kind of identifier.</param>
/// <param name="Entity">Which one; mentions with the same number are of the same.</param>
/// <param name="Start">The first character.</param>
/// <param name="End">The one after the last.</param>
internal sealed record Mention(char Kind, string Type, string Entity, int Start, int End);
