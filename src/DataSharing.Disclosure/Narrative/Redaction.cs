using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace DataSharing.Disclosure.Narrative;

/// <summary>What was made of one text.</summary>
public sealed class Redaction
{
    private static readonly string[] Words = [.. Enum.GetValues<MaskType>().Select(type => type.ToString().ToUpperInvariant())];
    private static readonly string[] Tags = [.. Words.Select(word => $"[{word}]")];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SmallWords = Words.Select(word => word.ToLowerInvariant()).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="original">The text.</param>
    /// <param name="spans">What is masked of it.</param>
    /// <param name="numbers">For each span its person's number, or 0; null where people are not told apart.</param>
    internal Redaction(string original, IReadOnlyList<MaskedSpan> spans, IReadOnlyList<int>? numbers)
    {
        Spans = spans;
        Text = Render(original, spans, numbers);
    }

    /// <summary>The text with a tag, such as <c>[PERSON]</c>, in place of every span.</summary>
    public string Text { get; }

    /// <summary>What was masked, in order, without overlaps.</summary>
    public IReadOnlyList<MaskedSpan> Spans { get; }

    /// <summary>The tag of a type, without a number.</summary>
    public static string Tag(MaskType type) => Tags[(int)type];

    /// <summary>Prints nothing of the text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"(text with {Spans.Count} masks)");

    /// <summary>The word of a type, in capitals.</summary>
    public static string Word(MaskType type) => Words[(int)type];

    /// <summary>Whether this is the word of a type, in small letters.</summary>
    internal static bool IsWord(ReadOnlySpan<char> word) => SmallWords.Contains(word);

    private static string Render(string original, IReadOnlyList<MaskedSpan> spans, IReadOnlyList<int>? numbers)
    {
        if (spans.Count == 0)
        {
            return original;
        }

        if (numbers is null)
        {
            return Render(original, spans);
        }

        var text = new StringBuilder(original.Length);
        int at = 0;
        for (int i = 0; i < spans.Count; i++)
        {
            MaskedSpan span = spans[i];
            text.Append(original, at, span.Start - at);
            text.Append(numbers[i] > 0 ? string.Create(CultureInfo.InvariantCulture, $"[{Word(span.Type)} {numbers[i]}]") : Tag(span.Type));
            at = span.End;
        }

        return text.Append(original, at, original.Length - at).ToString();
    }

    private static string Render(string original, IReadOnlyList<MaskedSpan> spans)
    {
        int length = original.Length;
        for (int i = 0; i < spans.Count; i++)
        {
            length += Tag(spans[i].Type).Length - (spans[i].End - spans[i].Start);
        }

        return string.Create(length, (original, spans), static (text, from) =>
        {
            int at = 0;
            for (int i = 0; i < from.spans.Count; i++)
            {
                MaskedSpan span = from.spans[i];
                from.original.AsSpan(at, span.Start - at).CopyTo(text);
                text = text[(span.Start - at)..];
                string tag = Tag(span.Type);
                tag.CopyTo(text);
                text = text[tag.Length..];
                at = span.End;
            }

            from.original.AsSpan(at).CopyTo(text);
        });
    }
}
