using System.Text;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>A text folded and cut into words once, so that many values can be looked for in it.</summary>
internal sealed class OpenText
{
    private readonly Dictionary<string, List<int>> _places = new(StringComparer.Ordinal);
    private readonly List<string> _runs = [];

    public OpenText(string text)
    {
        FoldedText folded = FoldedText.Of(text);
        Words = Word.Cut(folded.Text);
        Lower = folded.Text.ToLowerInvariant();
        IsOneCase = !folded.Text.Any(char.IsLower) || !folded.Text.Any(char.IsUpper);
        for (int i = 0; i < Words.Count; i++)
        {
            if (!_places.TryGetValue(Words[i].Text, out List<int>? places))
            {
                _places[Words[i].Text] = places = [];
            }

            places.Add(i);
        }

        ReadRuns(folded.Numbers);
    }

    public IReadOnlyList<Word> Words { get; }

    /// <summary>The folded text in small letters.</summary>
    public string Lower { get; }

    /// <summary>Whether all letters are small or all are capitals, so that a capital tells nothing.</summary>
    public bool IsOneCase { get; }

    /// <summary>Where a word stands.</summary>
    public IReadOnlyList<int> PlacesOf(string word) => _places.TryGetValue(word, out List<int>? places) ? places : [];

    /// <summary>Whether digits stand in a row, whatever separates their groups.</summary>
    public bool HasDigits(string digits) => _runs.Exists(run => run.Contains(digits, StringComparison.Ordinal));

    /// <summary>Where words stand one after the other, from the first; -1 when they do not.</summary>
    public int FindSequence(IReadOnlyList<string> words)
    {
        foreach (int place in PlacesOf(words[0]))
        {
            if (place + words.Count <= Words.Count && Enumerable.Range(1, words.Count - 1).All(next => Words[place + next].Text == words[next]))
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Whether one word, or up to <paramref name="parts"/> in a row without their spaces, spell something.</summary>
    public bool Spells(string compact, int parts)
    {
        for (int i = 0; i < Words.Count; i++)
        {
            string together = "";
            for (int j = i; j < Math.Min(Words.Count, i + parts) && together.Length < compact.Length; j++)
            {
                together += Words[j].Text;
                if (together == compact)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether something stands in the text with no letter or digit before and after it.</summary>
    public bool HasWhole(string part)
    {
        for (int at = Lower.IndexOf(part, StringComparison.Ordinal); at >= 0; at = Lower.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            int after = at + part.Length;
            if ((at == 0 || !char.IsLetterOrDigit(Lower[at - 1])) && (after == Lower.Length || !char.IsLetterOrDigit(Lower[after])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Digits with nothing but the usual separators of numbers between them, put together.</summary>
    private void ReadRuns(string text)
    {
        const int MostBetween = 4;
        var run = new StringBuilder();
        int since = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                run.Append(c);
                since = 0;
            }
            else if (run.Length > 0 && (++since > MostBetween || !(char.IsWhiteSpace(c) || c is '-' or '.' or '(' or ')' or '/' or '+' or ',' or '_' or ':')))
            {
                _runs.Add(run.ToString());
                run.Clear();
                since = 0;
            }
        }

        if (run.Length > 0)
        {
            _runs.Add(run.ToString());
        }
    }
}
