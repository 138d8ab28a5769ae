using System.Collections.Frozen;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>
/// Reads <c>reference/keep.txt</c>: words that are also names and mostly mean something else. One term a line; # begins a comment.
/// </summary>
internal static class KeepList
{
    private const string File = "reference/keep.txt";

    /// <summary>The terms in small letters, folded as the texts are.</summary>
    public static FrozenSet<string> Read(string text, ConfigProblems problems)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        foreach ((int number, string line) in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Index())
        {
            string term = line.Trim();
            if (term.Length == 0 || term[0] == '#')
            {
                continue;
            }

            List<Word> words = Word.Cut(Spelling.Fold(term).Text);
            if (words.Count != 1)
            {
                problems.Add(
                    new ConfigProblem(
                    File, "$", number + 1, "The line is not one word.",
                    "Write one word a line; a term of several words is made of words that stand here."));
                continue;
            }

            terms.Add(words[0].Text);
        }

        return terms.ToFrozenSet(StringComparer.Ordinal);
    }
}
