using System.Text;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>Digits with nothing but a few signs and spaces between them, put together.</summary>
/// <param name="Groups">The digits that stand together, in order.</param>
internal sealed record NumberRun(IReadOnlyList<string> Groups)
{
    private const int MostBetween = 4;

    private static readonly Dictionary<string, string> Spelled = new(StringComparer.Ordinal)
    {
        ["zero"] = "0", ["oh"] = "0", ["o"] = "0", ["nought"] = "0", ["one"] = "1", ["two"] = "2", ["three"] = "3", ["four"] = "4",
        ["five"] = "5", ["six"] = "6", ["seven"] = "7", ["eight"] = "8", ["nine"] = "9",
    };

    /// <summary>All digits.</summary>
    public string Digits { get; } = string.Concat(Groups);

    /// <summary>The rows of digits of a folded text.</summary>
    public static IEnumerable<NumberRun> In(string text)
    {
        var groups = new List<string>();
        int at = 0;
        int between = 0;
        while (at < text.Length)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                int end = at;
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                {
                    end++;
                }

                groups.Add(text[at..end]);
                at = end;
                between = 0;
                continue;
            }

            if (groups.Count > 0 && (char.IsLetter(text[at]) || ++between > MostBetween))
            {
                yield return new NumberRun(groups);
                groups = [];
                between = 0;
            }

            at++;
        }

        if (groups.Count > 0)
        {
            yield return new NumberRun(groups);
        }
    }

    /// <summary>The text with O, I and l as digits in words that are otherwise digits.</summary>
    public static string WithLettersAsDigits(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return text;
        }

        char[] changed = text.ToCharArray();
        foreach (Word word in Word.Cut(text)
            .Where(word => word.Written.Any(char.IsAsciiDigit)
            && word.Written.All(c => char.IsAsciiDigit(c) || c is 'O' or 'o' or 'I' or 'l')))
        {
            for (int i = word.Start; i < word.Start + word.Written.Length; i++)
            {
                changed[i] = changed[i] switch { 'O' or 'o' => '0', 'I' or 'l' => '1', var digit => digit };
            }
        }

        return new string(changed);
    }

    /// <summary>Rows of at least six digits that are written as words.</summary>
    public static IEnumerable<string> Spoken(IEnumerable<Word> words)
    {
        const int Shortest = 6;
        var run = new StringBuilder();
        int times = 1;
        foreach (string word in words.Select(word => word.Text).Append(""))
        {
            if (word is "double" or "triple" or "treble")
            {
                times = word == "double" ? 2 : 3;
                continue;
            }

            if (Spelled.TryGetValue(word, out string? digit) || word.All(char.IsAsciiDigit))
            {
                run.Insert(run.Length, digit ?? word, times);
                times = 1;
                if (word.Length > 0)
                {
                    continue;
                }
            }

            times = 1;
            if (run.Length >= Shortest)
            {
                yield return run.ToString();
            }

            run.Clear();
        }
    }
}
