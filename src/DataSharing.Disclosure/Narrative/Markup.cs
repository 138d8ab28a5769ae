namespace DataSharing.Disclosure.Narrative;

/// <summary>Tags of HTML in a text: their names, the names of their attributes, and the values of those that only say how something looks, are no names of anybody.</summary>
internal static class Markup
{
    private const int LongestTag = 2_000;

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
            bool tag = end > 0 && inside[end] == '>' && (char.IsAsciiLetter(inside[0]) || (inside[0] is '/' or '!' or '?' && end > 1 && (char.IsAsciiLetter(inside[1]) || inside[1] == '-')));
            if (tag)
            {
                MarkTag(written, lower, open + 1, open + 1 + end, tokens, ref token);
            }

            int from = open + 1 + (tag ? end : 0);
            open = written[from..].IndexOf('<') is >= 0 and var next ? from + next : -1;
        }
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
