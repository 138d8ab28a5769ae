using System.Text;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>A row of signs that were told one by one, in letters and in words for numbers, and what they stand for.</summary>
internal sealed class ToldSigns
{
    private static readonly Dictionary<string, string> Numbers = new(StringComparer.Ordinal)
    {
        ["oh"] = "0", ["zero"] = "0", ["nought"] = "0", ["one"] = "1", ["two"] = "2", ["three"] = "3", ["four"] = "4", ["five"] = "5", ["six"] = "6", ["seven"] = "7", ["eight"] = "8", ["nine"] = "9",
        ["ten"] = "10", ["eleven"] = "11", ["twelve"] = "12", ["thirteen"] = "13", ["fourteen"] = "14", ["fifteen"] = "15", ["sixteen"] = "16", ["seventeen"] = "17", ["eighteen"] = "18", ["nineteen"] = "19",
        ["twenty"] = "20", ["thirty"] = "30", ["forty"] = "40", ["fourty"] = "40", ["fifty"] = "50", ["sixty"] = "60", ["seventy"] = "70", ["eighty"] = "80", ["ninety"] = "90", ["hundred"] = "00",
    };

    private readonly StringBuilder _code = new();

    private ToldSigns(int first, int last)
    {
        First = first;
        Last = last;
    }

    /// <summary>The first word.</summary>
    public int First { get; }

    /// <summary>The last word.</summary>
    public int Last { get; }

    /// <summary>How many words there are.</summary>
    public int Parts => Last - First + 1;

    /// <summary>The signs in a row, letters small.</summary>
    public string Code { get; private set; } = "";

    /// <summary>How many letters are told.</summary>
    public int Letters { get; private set; }

    /// <summary>How many digits the code has.</summary>
    public int Digits { get; private set; }

    /// <summary>How many digits are told by themselves.</summary>
    public int Single { get; private set; }

    /// <summary>
    /// Whether it is read out and not counted: digits by themselves, one after the other, or words with which only a number is read out.
    /// </summary>
    public bool IsTold { get; private set; }

    /// <summary>Whether it ends as the time of a day does: five p m.</summary>
    public bool IsClock { get; private set; }

    /// <summary>Whether all signs are one: x x x.</summary>
    public bool IsRepeated => Code.AsSpan().Trim(Code[0]).IsEmpty;

    /// <summary>The row from one word up to before another. An article or "I" before or behind it is none of its letters.</summary>
    public static ToldSigns Of(NarrativeText text, int first, int end)
    {
        while (first < end - 1 && text.Word(first) is "a" or "i" && !DictatedRecogniser.IsLetter(text, first + 1))
        {
            first++;
        }

        while (end - 1 > first && (DictatedRecogniser.IsStroke(text, end - 1) || (text.Word(end - 1) is "i" or "a"
            && !DictatedRecogniser.IsLetter(text, end - 2))))
        {
            end--;
        }

        var told = new ToldSigns(first, end - 1);
        for (int i = first; i < end; i++)
        {
            told.Add(text, i);
        }

        told.Code = told._code.ToString();
        told.IsClock = told.Letters == 2 && end - first >= 3 && text.Word(end - 1) is "m" && text.Word(end - 2) is "a" or "p";
        return told;
    }

    private void Add(NarrativeText text, int index)
    {
        ReadOnlySpan<char> word = text.Word(index);
        if (DictatedRecogniser.IsLetter(text, index))
        {
            AddLetter(word[0]);
        }
        else if (word is "double" or "triple" or "treble" || DictatedRecogniser.IsStroke(text, index))
        {
            IsTold |= index > First;
        }
        else if (!text.IsDigits(index) && DictatedRecogniser.IsPart(text, index))
        {
            _code.Append(word);
            foreach (char c in word)
            {
                Digits += char.IsAsciiDigit(c) ? 1 : 0;
            }
        }
        else
        {
            AddNumber(text, index, text.IsDigits(index) ? word.ToString() : Numbers.GetValueOrDefault(word.ToString(), ""));
        }
    }

    private void AddLetter(char letter)
    {
        // "seven seven o three" has a digit among digits.
        bool nought = letter == 'o' && Single > 0 && char.IsAsciiDigit(_code[^1]);
        _code.Append(nought ? '0' : letter);
        Letters += nought ? 0 : 1;
        Digits += nought ? 1 : 0;
        Single += nought ? 1 : 0;
        IsTold |= nought;
    }

    private void AddNumber(NarrativeText text, int index, string digits)
    {
        // twenty one: the unit stands in the place of the nought.
        bool unit = index > First && digits.Length == 1 && digits[0] != '0' && text.IsNext(index)
            && text.Word(index - 1) is "twenty" or "thirty" or "forty" or "fourty" or "fifty" or "sixty" or "seventy" or "eighty"
            or "ninety";
        if (unit)
        {
            _code.Length--;
            Digits--;
        }

        int times = index == First ? 1 : text.Word(index - 1) switch { "double" => 2, "triple" or "treble" => 3, _ => 1 };
        _code.Insert(_code.Length, digits, times);
        Digits += digits.Length * times;
        bool alone = digits.Length == 1 && !unit;
        IsTold |= (alone && Single > 0) || (index > First && digits is "0");
        Single += alone ? times : 0;
    }
}
