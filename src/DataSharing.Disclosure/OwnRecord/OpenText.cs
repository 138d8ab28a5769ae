using System.Buffers;
using System.Text;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>A text folded and cut into words once, so that many values can be looked for in it.</summary>
internal sealed class OpenText
{
    // Instead of letters.
    private const string Signs = "0134578@$!|";

    private static readonly SearchValues<char> Disguises = SearchValues.Create(Signs);

    private readonly Dictionary<string, List<int>> _spots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NameSpot>> _names = new(StringComparer.Ordinal);
    private readonly List<string> _alike;
    private readonly HashSet<int> _oneCase = [];
    private readonly List<string> _runs;
    private readonly List<string> _spoken = [];
    private readonly FoldedText _folded;
    private string? _compact;
    private List<string>? _codes;
    private List<(double Degrees, double Tolerance)>? _degrees;
    private List<(double Latitude, double Longitude, double Tolerance)>? _fractions;

    public OpenText(string text)
    {
        FoldedText folded = Spelling.Fold(text);
        _folded = folded;
        Words = Word.Cut(folded.Text);
        Lower = folded.Text.ToLowerInvariant();
        foreach (IGrouping<int, Word> sentence in Words.GroupBy(word => word.Sentence))
        {
            if (!sentence.Any(word => word.Written.Any(char.IsLower)) || !sentence.Any(word => word.Written.Any(char.IsUpper)))
            {
                _oneCase.Add(sentence.Key);
            }
        }

        for (int i = 0; i < Words.Count; i++)
        {
            if (!_spots.TryGetValue(Words[i].Text, out List<int>? spots))
            {
                _spots[Words[i].Text] = spots = [];
            }

            spots.Add(i);
            AddName(Words[i].Text, i, Words[i].IsCapitalised);
            AddPieces(i);
        }

        AddWrittenOut(text);
        AddDisguised(folded.Text);
        _alike = [.. Words.Select(word => Alike(word.Text))];
        _runs = [.. NumberRun.In(folded.Numbers).Select(run => run.Digits),
            .. NumberRun.In(NumberRun.WithLettersAsDigits(folded.Text)).Select(run => run.Digits), .. NumberRun.Spoken(Words)];
        _spoken = [.. Words.Select(word => word.Text).Where(word => word is not ("at" or "dot" or "point"))];
    }

    public IReadOnlyList<Word> Words { get; }

    /// <summary>The folded text in small letters.</summary>
    public string Lower { get; }

    /// <summary>As <see cref="Lower"/>, without spaces, the signs of net addresses as signs.</summary>
    public string Compact => _compact ??= NetSearch.Compact(Lower);

    /// <summary>Whether all letters of the word's sentence are small or all are capitals, so that a capital tells nothing.</summary>
    public bool IsOneCase(int spot) => _oneCase.Contains(Words[spot].Sentence);

    /// <summary>What stands between a word and the one before it.</summary>
    public ReadOnlySpan<char> Between(int spot) =>
        Words[spot - 1] is var before && before.Start + before.Written.Length is var end && end <= Words[spot].Start
        ? Lower.AsSpan(end..Words[spot].Start) : [];

    /// <summary>Where a word stands.</summary>
    public IReadOnlyList<int> SpotsOf(string word) => _spots.TryGetValue(word, out List<int>? spots) ? spots : [];

    /// <summary>
    /// Where a word stands as it is, as a part of a longer one that is marked by a capital or digit, or with signs for letters.
    /// </summary>
    public IReadOnlyList<NameSpot> NamesAt(string word) => _names.TryGetValue(word, out List<NameSpot>? spots) ? spots : [];

    /// <summary>
    /// Where two words stand side by side, the first of them: no end of a sentence between them, and a comma only where that is said.
    /// </summary>
    public IEnumerable<int> Beside(string first, string second, bool acrossMarks = true) => NamesAt(first).Select(spot => spot.Index)
        .Where(spot => spot + 1 < Words.Count
        && (Words[spot + 1].Gap & (acrossMarks ? WordGap.Stop : WordGap.Stop | WordGap.Mark | WordGap.Slash)) == 0
        && IsAt(spot + 1, second));

    /// <summary>Whether a word stands at a spot, in any of the ways of <see cref="NamesAt"/>.</summary>
    public bool IsAt(int spot, string word) =>
        spot >= 0 && spot < Words.Count && (Words[spot].Text == word || NamesAt(word).Any(at => at.Index == spot));

    /// <summary>Whether a postcode or number plate is spelled, letter by letter or by the words for letters.</summary>
    public bool HasSpelledCode(string compact)
    {
        if (_codes is null)
        {
            _codes = SpelledCodes.MayHave(_folded.Text)
                ? [.. SpelledCodes.Find(_folded.Text, static (_, _) => true).Select(code => Alike(code.Code.ToLowerInvariant()))] : [];
        }

        return _codes.Exists(code => code.Contains(Alike(compact), StringComparison.Ordinal));
    }

    /// <summary>Whether a latitude or longitude stands in coordinates of any notation, or in a plus code.</summary>
    public bool HasDegrees(double degrees)
    {
        _degrees ??= [.. ((CoordinatePattern)TextPattern.All.Single(pattern => pattern is CoordinatePattern)).Degrees(_folded)];
        _fractions ??= [.. ((PlusCodePattern)TextPattern.All.Single(pattern => pattern is PlusCodePattern)).Fractions(_folded)];
        static double Fraction(double value) => value - Math.Floor(value);
        double fraction = Fraction(degrees);
        double positive = Math.Abs(degrees);
        return _degrees.Exists(one => Math.Abs(one.Degrees - positive) <= one.Tolerance)
            || _fractions.Exists(
                one => Math.Abs(one.Latitude - fraction) <= one.Tolerance || Math.Abs(one.Longitude - fraction) <= one.Tolerance);
    }

    /// <summary>Whether there is any number, in digits or words.</summary>
    public bool HasNumbers => _runs.Count > 0;

    /// <summary>Whether digits stand in a row, whatever separates their groups.</summary>
    public bool HasDigits(string digits) => _runs.Exists(run => run.Contains(digits, StringComparison.Ordinal));

    /// <summary>Whether a row of at least so many digits is the end of a number.</summary>
    public bool HasEndOf(string number, int least) =>
        _runs.Exists(run => run.Length >= least && number.EndsWith(run, StringComparison.Ordinal));

    /// <summary>Where words stand one after the other: the spot of the first, for each time.</summary>
    public IEnumerable<int> Sequences(IReadOnlyList<string> words) =>
        SpotsOf(words[0])
            .Where(spot => spot + words.Count <= Words.Count
            && Enumerable.Range(1, words.Count - 1).All(next => Words[spot + next].Text == words[next]));

    /// <summary>Whether words stand one after the other.</summary>
    public bool HasSequence(IReadOnlyList<string> words) => Sequences(words).Any();

    /// <summary>Whether words stand one after the other once the words for the signs of net addresses are left out.</summary>
    public bool HasSpokenSequence(List<string> words)
    {
        for (int i = 0; i + words.Count <= _spoken.Count; i++)
        {
            if (_spoken[i] == words[0] && _spoken.Slice(i, words.Count).SequenceEqual(words))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether one word, or several in a row without their spaces, spell something; letters and digits that look alike count as the same.
    /// </summary>
    public bool Spells(string compact)
    {
        string sought = Alike(compact);
        for (int i = 0; i < _alike.Count; i++)
        {
            int length = 0;
            for (int j = i; j < _alike.Count && length < sought.Length
                && sought.AsSpan(length).StartsWith(_alike[j], StringComparison.Ordinal); j++)
            {
                length += _alike[j].Length;
            }

            if (length == sought.Length)
            {
                return true;
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

    private static string Alike(string word) => word.Replace('o', '0').Replace('i', '1').Replace('l', '1');

    private void AddName(string name, int spot, bool marked)
    {
        if (!_names.TryGetValue(name, out List<NameSpot>? spots))
        {
            _names[name] = spots = [];
        }

        spots.Add(new NameSpot(spot, marked || IsOneCase(spot)));
    }

    /// <summary>
    /// Whether a part of a word begins here: behind digits or before them, at a capital behind a small letter, or at the last of several
    /// capitals.
    /// </summary>
    private static bool IsJoint(string written, int at)
    {
        char before = written[at - 1];
        char here = written[at];
        bool lastCapital = char.IsUpper(before) && char.IsUpper(here) && at + 1 < written.Length && char.IsLower(written[at + 1]);
        return lastCapital || char.IsLetter(here) != char.IsLetter(before) || (char.IsLower(before) && char.IsUpper(here));
    }

    /// <summary>The parts of a word that digits or capitals inside it mark: Feldstein2024, MFeldstein.</summary>
    private void AddPieces(int spot)
    {
        string written = Words[spot].Written;
        int start = 0;
        string before = "";
        for (int i = 1; i <= written.Length; i++)
        {
            if (i < written.Length && !IsJoint(written, i))
            {
                continue;
            }

            string piece = written[start..i];
            // The second half of McDonald is no name of its own.
            if (piece.Length < written.Length && piece.Length >= 3 && char.IsLetter(piece[0]) && before is not ("Mc" or "Mac"))
            {
                AddName(piece.ToLowerInvariant(), spot, true);
            }

            before = piece;
            start = i;
        }
    }

    private void AddWrittenOut(string text)
    {
        if (Spelling.WrittenOut(text) is not { } written)
        {
            return;
        }

        List<string> words = Spelling.WordsOf(written);
        for (int i = 0; i < Math.Min(words.Count, Words.Count); i++)
        {
            if (words[i] != Words[i].Text)
            {
                AddName(words[i], i, Words[i].IsCapitalised);
            }
        }
    }

    /// <summary>Words with digits and signs instead of letters.</summary>
    private void AddDisguised(string text)
    {
        const string Letters = "oieastbasii";
        int word = 0;
        for (int start = 0; start < text.Length; start++)
        {
            int end = start;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || Signs.Contains(text[end], StringComparison.Ordinal)))
            {
                end++;
            }

            // Without a sign it is no disguise.
            string token = text.AsSpan(start..end).ContainsAny(Disguises) ? text[start..end].Trim('@', '!', '|') : "";
            if (token.Count(char.IsLetter) >= 2 && token.Any(c => Signs.Contains(c, StringComparison.Ordinal)))
            {
                while (word + 1 < Words.Count && Words[word].Start < start)
                {
                    word++;
                }

                string plain = string.Concat(
                    token.ToLowerInvariant().Select(c => Signs.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? Letters[at] : c));
                string other = string.Concat(
                    token.ToLowerInvariant()
                    .Select(c => c is '1' or '!' or '|' ? 'l' : Signs.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? Letters[at]
                    : c));
                AddName(plain, word, true);
                if (other != plain)
                {
                    AddName(other, word, true);
                }
            }

            start = end;
        }
    }

    /// <summary>Where a name stands, and whether it is written as one: with a capital, or where capitals tell nothing.</summary>
    internal readonly record struct NameSpot(int Index, bool LooksLikeName);
}
