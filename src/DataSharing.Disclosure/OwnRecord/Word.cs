using System.Text;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>A word of a folded text: letters and digits, an apostrophe inside left out, a possessive s taken off.</summary>
/// <param name="Text">In small letters.</param>
/// <param name="Written">As it is written.</param>
/// <param name="Start">Where it begins in the folded text.</param>
/// <param name="IsJoined">Whether a line end, a hyphen or signs without a space, and nothing else, stand between it and the word
/// before.</param>
/// <param name="BeforeStop">Whether a full stop follows at once, as after an initial.</param>
/// <param name="Sentence">The number of its sentence or line, from 0.</param>
/// <param name="Gap">What stands between it and the word before it.</param>
internal sealed record Word(string Text, string Written, int Start, bool IsJoined, bool BeforeStop, int Sentence, WordGap Gap)
{
    /// <summary>Whether it begins with a capital. A letter of a script without small letters counts as one.</summary>
    public bool IsCapitalised => char.IsLetter(Written[0]) && !char.IsLower(Written[0]);

    /// <summary>The words of a folded text in order.</summary>
    public static List<Word> Cut(string text)
    {
        var words = new List<Word>();
        var word = new StringBuilder();
        int start = 0;
        int sentence = 0;
        bool mark = false;
        bool space = false;
        WordGap gap = WordGap.None;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ' ';
            bool apostrophe = IsApostrophe(c);
            if (char.IsLetterOrDigit(c) && !apostrophe)
            {
                start = word.Length == 0 ? i : start;
                word.Append(c);
                continue;
            }

            if (word.Length > 0 && apostrophe && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]))
            {
                // O'Neill is one word; the s of Rachel's is none.
                bool possessive = text[i + 1] is 's' or 'S' && (i + 2 == text.Length || !char.IsLetterOrDigit(text[i + 2]));
                if (!possessive)
                {
                    continue;
                }

                i++;
                c = ' ';
            }

            if (word.Length > 0)
            {
                string written = word.ToString();
                words.Add(new Word(
                    written.ToLowerInvariant(), written, start, words.Count > 0 && (mark || !space), c == '.', sentence, gap));
                word.Clear();
                mark = false;
                space = false;
                gap = WordGap.None;
            }

            gap |= c switch
            {
                '/' or '\\' => WordGap.Slash,
                '.' or '!' or '?' or ';' or ':' => i + 1 < text.Length && char.IsWhiteSpace(text[i + 1]) ? WordGap.Stop : WordGap.None,
                ',' or '(' or ')' or '"' => WordGap.Mark,
                _ => WordGap.None,
            };
            mark |= c is '\n' or '\r' or '-';
            space |= char.IsWhiteSpace(c);
            sentence += c is '\n' or '\r' || (c is '.' or '!' or '?' && i + 1 < text.Length && char.IsWhiteSpace(text[i + 1])) ? 1 : 0;
        }

        return words;
    }

    private static bool IsApostrophe(char c) => c is '\'' or '’' or '‘' or '‛' or 'ʼ' or 'ʹ' or '′' or '`' or '´' or '׳';
}

/// <summary>What stands between two words beside blanks, hyphens and line ends.</summary>
[Flags]
internal enum WordGap
{
    None = 0,

    /// <summary>A stroke.</summary>
    Slash = 1,

    /// <summary>The end of a sentence or of a part of it.</summary>
    Stop = 2,

    /// <summary>A comma, a bracket or a mark of quotation.</summary>
    Mark = 4,
}
