using System.Text;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>A word of a folded text: letters and digits, an apostrophe inside left out, a possessive s taken off.</summary>
/// <param name="Text">In small letters.</param>
/// <param name="IsCapitalised">Whether it begins with a capital.</param>
/// <param name="AfterLineEnd">Whether a line end, or nothing but a mark that splits words, stands between it and the word before.</param>
/// <param name="BeforeStop">Whether a full stop follows at once, as after an initial.</param>
internal sealed record Word(string Text, bool IsCapitalised, bool AfterLineEnd, bool BeforeStop)
{
    /// <summary>The words of a folded text in order.</summary>
    public static List<Word> Cut(string text)
    {
        var words = new List<Word>();
        var word = new StringBuilder();
        bool split = false;
        bool between = false;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ' ';
            if (char.IsLetterOrDigit(c))
            {
                word.Append(c);
                continue;
            }

            if (word.Length > 0 && IsApostrophe(c) && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]))
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
                words.Add(new Word(word.ToString().ToLowerInvariant(), char.IsUpper(word[0]), between, c == '.'));
                word.Clear();
                between = false;
                split = true;
            }

            between |= split && (c is '\n' or '\r' or '-' or '\u00AD');
        }

        return words;
    }

    private static bool IsApostrophe(char c) => c is '\'' or '’' or '‘' or 'ʼ' or '`' or '´';
}
