using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.OwnRecord;

namespace DataSharing.Disclosure;

/// <summary>
/// Looks for names in the keep lists. Such a list is made of words that are also names and mostly mean something else; a word that is a name and nothing else would let
/// everybody of that name through.
/// </summary>
public static class KeptNames
{
    private const WordKinds Names = WordKinds.Given | WordKinds.Family;

    /// <summary>A warning for each term of a keep list that the word lists know as a name alone.</summary>
    public static IEnumerable<ConfigProblem> In(IEnumerable<ListedTerm> terms, WordLists words)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(words);
        return terms.Where(term => term.IsKept && Spelling.WordsOf(term.Text) is { Count: > 0 } parts && parts.TrueForAll(part => (words.Of(part) & ~WordKinds.HasDigit) is not WordKinds.None and var kinds && (kinds & ~Names) == 0))
            .Select(term => ConfigProblem.Warning("nameInKeepList", term.File, term.Path, term.Line, "The term here is known as a name, and as nothing else.",
                "A term that stays is not looked for as a name. Take it out, unless it means something else in your texts."));
    }
}
