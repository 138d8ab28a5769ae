using System.Buffers;
using System.Globalization;
using System.Text;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// A text in which spellings that look the same are the same: compatibility forms resolved (NFKC), accents, zero-width and direction marks
/// removed, NUL and entities of HTML resolved, digits of every script and look-alike letters made ASCII, letters that are also written as
/// two (ß, æ) written so, dashes and spaces of every kind one of each. Case stays. Knows where each character came from.
/// </summary>
public sealed class FoldedText
{
    // What no text shows: NUL and the like, which stand between letters where something was read in the wrong encoding. Tabs and line ends
    // are blanks.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\v' or '\f' or '\r')), '\u007F']);
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(0, 0x80).Select(c => (char)c).Where(c => c != '&' && !Controls.Contains(c))]);

    private readonly int[]? _origins;
    private readonly int _length;
    private string? _numbers;

    private FoldedText(string text, int[]? origins, int length)
    {
        Text = text;
        _origins = origins;
        _length = length;
    }

    /// <summary>The folded text.</summary>
    public string Text { get; }

    /// <summary>Whether folding changed nothing.</summary>
    internal bool IsUnchanged => _origins is null;

    /// <summary>
    /// The folded text, as long as it, with the letters O, I and l as the digits they look like in words that are otherwise digits and have
    /// at least two.
    /// </summary>
    public string Numbers => _numbers ??= WithLettersAsDigits(Text);

    /// <summary>Folds a text.</summary>
    public static FoldedText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text) && !text.AsSpan().ContainsAny(Controls) && !Entities.MayHave(text))
        {
            return new FoldedText(text, null, text.Length);
        }

        var folded = new StringBuilder(text.Length);
        var origins = new List<int>(text.Length);
        bool surrogates = false;
        for (int at = 0; at < text.Length;)
        {
            int plain = text.AsSpan(at).IndexOfAnyExcept(Plain) is >= 0 and var next ? next : text.Length - at;
            folded.Append(text, at, plain);
            for (int end = at + plain; at < end; at++)
            {
                origins.Add(at);
            }

            if (at < text.Length && text[at] == '&')
            {
                int length = Entities.At(text.AsSpan(at), out string meant);
                foreach (Rune rune in meant.EnumerateRunes())
                {
                    Fold(rune, folded);
                }

                while (origins.Count < folded.Length)
                {
                    origins.Add(at);
                }

                at += length;
            }
            else if (at < text.Length && Controls.Contains(text[at]))
            {
                at++;
            }
            else if (at < text.Length)
            {
                _ = Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int consumed);
                surrogates |= char.IsSurrogate(text[at]);
                Fold(rune, folded);
                while (origins.Count < folded.Length)
                {
                    origins.Add(at);
                }

                at += consumed;
            }
        }

        string result = folded.ToString();
        // A sign that folding leaves as it is, such as that of the pound.
        return !surrogates && result == text ? new FoldedText(text, null, text.Length) : new FoldedText(result, [.. origins], text.Length);
    }

    /// <summary>A part of the folded text by itself; where its characters came from is counted from the part's beginning.</summary>
    internal FoldedText Part(int start, int length) => new(Text.Substring(start, length), null, length);

    /// <summary>The part of the text before folding that a part of the folded text came from, with what was removed inside it.</summary>
    public TextSpan Original(int start, int length)
    {
        if (_origins is null)
        {
            return new TextSpan(start, length);
        }

        int from = _origins[start];
        int after = start + length;
        // A character can fold to several, so the next that came from elsewhere ends the part.
        while (after < _origins.Length && _origins[after] == _origins[start + length - 1])
        {
            after++;
        }

        return new TextSpan(from, (after < _origins.Length ? _origins[after] : _length) - from);
    }

    /// <summary>Prints nothing of the text.</summary>
    public override string ToString() => "(folded text)";

    private static void Fold(Rune rune, StringBuilder folded)
    {
        // A lone surrogate comes as the replacement character, so what is normalised is always valid.
        foreach (Rune part in rune.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(part))
            {
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format:
                case UnicodeCategory.Control when !Rune.IsWhiteSpace(part):
                    break;
                case UnicodeCategory.DecimalDigitNumber:
                    folded.Append((char)('0' + (int)Rune.GetNumericValue(part)));
                    break;
                case UnicodeCategory.DashPunctuation:
                    folded.Append('-');
                    break;
                default:
                    if (Rune.IsWhiteSpace(part))
                    {
                        folded.Append(' ');
                    }
                    else
                    {
                        LookAlikes.Append(part, folded);
                    }

                    break;
            }
        }
    }

    private static string WithLettersAsDigits(string text)
    {
        char[]? changed = null;
        int at = 0;
        while (text.AsSpan(at).IndexOfAnyInRange('0', '9') is >= 0 and var next)
        {
            // To the beginning of the word that has the digit.
            int from = at;
            at += next;
            while (at > from && char.IsLetterOrDigit(text[at - 1]))
            {
                at--;
            }

            int end = at;
            int digits = 0;
            bool only = true;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                digits += char.IsAsciiDigit(text[end]) ? 1 : 0;
                only &= char.IsAsciiDigit(text[end]) || text[end] is 'O' or 'o' or 'I' or 'l';
                end++;
            }

            if (only && digits >= 2 && digits < end - at)
            {
                changed ??= text.ToCharArray();
                for (int i = at; i < end; i++)
                {
                    changed[i] = changed[i] switch { 'O' or 'o' => '0', 'I' or 'l' => '1', var digit => digit };
                }
            }

            at = Math.Min(end + 1, text.Length);
        }

        return changed is null ? text : new string(changed);
    }
}
