using System.Buffers;
using System.Collections.Frozen;

namespace DataSharing.Disclosure.Narrative;

/// <summary>Tags of HTML in a text: their names, the names of their attributes, and the values of those that only say how something looks, are no names of anybody.</summary>
internal static class Markup
{
    private const int LongestTag = 2_000;

    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Elements = FrozenSet.ToFrozenSet(
        """
        a abbr address article aside b blockquote body br button caption center cite code col colgroup dd del div dl doctype dt em font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label li link main
        meta nav o ol option p pre q s script section select small span strike strong style sub sup svg table tbody td textarea tfoot th thead title tr tt u ul v video w xml
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a text may have a tag.</summary>
    public static bool MayHave(ReadOnlySpan<char> text) => text.IndexOf('<') is >= 0 and var open && text[open..].Contains('>');

    /// <summary>Marks what tags are made of as terms that stay.</summary>
    /// <param name="written">The text.</param>
    /// <param name="lower">The text in small letters.</param>
    /// <param name="tokens">Its words.</param>
    public static void Mark(ReadOnlySpan<char> written, ReadOnlySpan<char> lower, Token[] tokens)
    {
        int token = 0;
        for (int open = written.IndexOf('<'); open >= 0;)
        {
            ReadOnlySpan<char> inside = written.Slice(open + 1, Math.Min(LongestTag, written.Length - open - 1));
            int end = inside.IndexOfAny('<', '>');
            bool tag = end > 0 && inside[end] == '>' && IsTag(lower.Slice(open + 1, end));
            if (tag)
            {
                MarkTag(written, lower, open + 1, open + 1 + end, tokens, ref token);
            }

            int from = open + 1 + (tag ? end : 0);
            open = written[from..].IndexOf('<') is >= 0 and var next ? from + next : -1;
        }
    }

    /// <summary>Whether the name of an element stands first, and not that of somebody who writes: &lt;Sarah&gt; hi.</summary>
    private static bool IsTag(ReadOnlySpan<char> inside)
    {
        ReadOnlySpan<char> name = inside[0] is '/' or '!' or '?' ? inside[1..] : inside;
        int end = name.IndexOfAnyExcept(NameLetters);
        return Elements.Contains(end < 0 ? name : name[..end]) && (end < 0 || name[end] is ' ' or '/' or '\n' or '\t' or ':');
    }

    private static void MarkTag(ReadOnlySpan<char> written, ReadOnlySpan<char> lower, int start, int end, Token[] tokens, ref int token)
    {
        while (token < tokens.Length && tokens[token].Start < start)
        {
            token++;
        }

        bool quoted = false;
        char quote = '"';
        bool looks = true;
        for (int at = start; token < tokens.Length && tokens[token].End <= end; token++)
        {
            // Whether the word stands in a value, and of which attribute.
            for (; at < tokens[token].Start; at++)
            {
                if (written[at] is '"' or '\'' && (!quoted || written[at] == quote))
                {
                    quote = written[at];
                    quoted = !quoted;
                }
            }

            bool named = !quoted && tokens[token].End < written.Length && written[tokens[token].End] is '=' or '-' or ':';
            if (named)
            {
                looks = lower[tokens[token].Start..tokens[token].End] is not ("href" or "src" or "alt" or "title" or "content" or "value" or "name" or "id" or "cite" or "label" or "placeholder" or "summary" or "data" or "action");
            }

            if ((looks || named) && (tokens[token].Kinds & WordKinds.Tag) == 0)
            {
                tokens[token].Kinds = WordKinds.Kept | WordKinds.Common | WordKinds.Grammar;
                tokens[token].Cues = WordCues.None;
                tokens[token].IsCapitalised = false;
                tokens[token].IsAllCapitals = false;
            }
        }
    }
}
