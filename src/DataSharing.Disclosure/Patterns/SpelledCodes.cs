using System.Buffers;
using System.Collections.Frozen;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// Codes that are spelled: letter by letter, by the words of the spelling alphabet of NATO, with their digits in figures or words.
/// "november whiskey four two alpha alpha" and "N W 4, 2 A A" are NW42AA.
/// </summary>
internal static class SpelledCodes
{
    private const int Shortest = 5;
    private const int Longest = 7;
    private const int MostBetween = 3;
    private const int MostDigits = 3;
    private const int LongestPart = 4;
    private const int FewestLetters = 3;

    private static readonly FrozenDictionary<string, char> Letters = (
        "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu "
        + "alfa juliett whisky").Split(' ')
            .ToFrozenDictionary(word => word, word => char.ToUpperInvariant(word[0]), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, char>.AlternateLookup<ReadOnlySpan<char>> LetterOf = Letters.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, char>.AlternateLookup<ReadOnlySpan<char>> DigitOf = new Dictionary<string, char>
    {
        ["zero"] = '0', ["oh"] = '0', ["nought"] = '0', ["one"] = '1', ["two"] = '2', ["three"] = '3', ["four"] = '4', ["five"] = '5', ["six"] = '6', ["seven"] = '7', ["eight"] = '8', ["nine"] = '9',
        ["niner"] = '9',
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<string> Words = SearchValues.Create(
        [.. Letters.Keys, "x-ray", "x ray"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The words for letters.</summary>
    public static IEnumerable<string> LetterWords => Letters.Keys;

    /// <summary>
    /// Whether a text may have a code that is spelled: a word for a letter, or as many signs by themselves, one behind the other, as a code
    /// has parts.
    /// </summary>
    public static bool MayHave(ReadOnlySpan<char> text) => HasApart(text) || text.ContainsAny(Words);

    /// <summary>The codes that are spelled, each with the signs it stands for.</summary>
    /// <param name="text">The folded text.</param>
    /// <param name="isCode">Whether signs, in capitals and without anything between them, are a code; told whether words for letters spell
    /// it.</param>
    public static IEnumerable<(TextSpan Span, string Code)> Find(string text, Func<string, bool, bool> isCode)
    {
        foreach (List<Part> run in Runs(text))
        {
            for (int first = 0; first < run.Count; first++)
            {
                string code = "";
                int letters = 0;
                int words = 0;
                bool joined = false;
                int found = -1;
                string best = "";
                for (int last = first; last < run.Count && code.Length + run[last].Signs.Length <= Longest; last++)
                {
                    Part part = run[last];
                    code += part.Signs;
                    words += part.IsWord ? 1 : 0;
                    letters += part.IsWord || (part.Signs.Length == 1 && char.IsAsciiLetter(part.Signs[0])) ? 1 : 0;
                    joined |= part.Signs.Length > 1 && !char.IsAsciiDigit(part.Signs[0]) | part.Signs.AsSpan().ContainsAnyInRange('A', 'Z');
                    // What is written in parts is only spelled where a word for a letter spells the rest of it.
                    bool spelled = words > 1 || (words == 1 && letters > 1) || (letters >= FewestLetters && !joined);
                    if (spelled && code.Length >= Shortest && isCode(code, words > 0))
                    {
                        found = last;
                        best = code;
                    }
                }

                if (found >= 0)
                {
                    yield return (new TextSpan(run[first].Start, run[found].End - run[first].Start), best);
                    first = found;
                }
            }
        }
    }

    /// <summary>
    /// Whether as many letters and digits stand by themselves, one behind the other, as a code has at least; digits may stand together, or
    /// be words.
    /// </summary>
    private static bool HasApart(ReadOnlySpan<char> text)
    {
        int run = 0;
        for (int i = 0; i < text.Length;)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]))
            {
                // Three signs in a row.
                run = i >= MostBetween - 1 && !char.IsAsciiLetterOrDigit(text[i - 1]) && !char.IsAsciiLetterOrDigit(text[i - 2]) ? 0 : run;
                i++;
                continue;
            }

            int start = i;
            bool digits = true;
            for (; i < text.Length && char.IsAsciiLetterOrDigit(text[i]); i++)
            {
                digits &= char.IsAsciiDigit(text[i]);
            }

            // A code begins with a letter: a word for a digit begins no row.
            run = i - start == 1 || (digits && i - start <= MostDigits) || (run > 0 && DigitOf.ContainsKey(text[start..i])) ? run + 1 : 0;
            if (run == Shortest)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the second half of "x-ray" or "x ray" stands here, and no longer word.</summary>
    private static bool IsRay(string text, int at) =>
        at + 3 < text.Length && text[at] is '-' or ' ' && text.AsSpan(at + 1).StartsWith("ray", StringComparison.OrdinalIgnoreCase)
        && (at + 4 >= text.Length || !char.IsLetterOrDigit(text[at + 4]));

    private static IEnumerable<List<Part>> Runs(string text)
    {
        var run = new List<Part>();
        for (int i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            int start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                i++;
            }

            // x-ray is one word.
            if (i - start == 1 && text[start] is 'x' or 'X' && IsRay(text, i))
            {
                i += 4;
                Add(run, new Part(start, i, "X", true), text, out List<Part>? before);
                if (before is not null)
                {
                    yield return before;
                    run = run.GetRange(run.Count - 1, 1);
                }

                continue;
            }

            if (PartOf(text.AsSpan(start, i - start)) is not { } signs)
            {
                if (run.Count > 1)
                {
                    yield return run;
                }

                run = [];
                continue;
            }

            Add(run, new Part(start, i, signs.Signs, signs.IsWord), text, out List<Part>? ended);
            if (ended is not null)
            {
                yield return ended;
                run = run.GetRange(run.Count - 1, 1);
            }
        }

        if (run.Count > 1)
        {
            yield return run;
        }
    }

    /// <summary>Adds a part behind the others; where too much stands between, they are a row that ended.</summary>
    private static void Add(List<Part> run, Part part, string text, out List<Part>? ended)
    {
        bool apart = run.Count > 0
            && (part.Start - run[^1].End > MostBetween || text.AsSpan(run[^1].End, part.Start - run[^1].End).ContainsAny(";:!?"));
        ended = apart ? run[..] : null;
        run.Add(part);
    }

    private static (string Signs, bool IsWord)? PartOf(ReadOnlySpan<char> word)
    {
        if (word.Length == 1 && char.IsAscii(word[0]))
        {
            return (char.ToUpperInvariant(word[0]).ToString(), false);
        }

        if (LetterOf.TryGetValue(word, out char letter))
        {
            return (letter.ToString(), true);
        }

        if (DigitOf.TryGetValue(word, out char digit))
        {
            return (digit.ToString(), false);
        }

        bool digits = !word.ContainsAnyExceptInRange('0', '9');
        if (digits ? word.Length <= MostDigits : word.Length <= LongestPart && IsPart(word))
        {
            return (word.ToString().ToUpperInvariant(), false);
        }

        return null;
    }

    /// <summary>NW4, AB51, DEF: capitals, or letters and digits.</summary>
    private static bool IsPart(ReadOnlySpan<char> word)
    {
        bool digit = false;
        bool small = false;
        foreach (char c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }

            digit |= char.IsAsciiDigit(c);
            small |= char.IsAsciiLetterLower(c);
        }

        return digit || !small;
    }

    private readonly record struct Part(int Start, int End, string Signs, bool IsWord);
}
