using System.Text;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// Tells whether two ids can be of one person, where two persons are needed: an account must not become a second person by a blank, a sign,
/// a letter that looks like another, its case, or a domain. In doubt they are one person.
/// </summary>
internal static class PersonIds
{
    /// <summary>Whether both name somebody, and not the same one.</summary>
    public static bool AreTwoPersons(string one, string other) =>
        Fold(one) is { Length: > 0 } left && Fold(other) is { Length: > 0 } right && left != right;

    /// <summary>
    /// The letters and digits of an id without its domain; empty when there are none, or half a character makes it nobody's.
    /// </summary>
    private static string Fold(string id)
    {
        if (id.EnumerateRunes().Contains(Rune.ReplacementChar))
        {
            return "";
        }

        // Twice, because some letters look like another only in capitals.
        string folded = FoldedText.Of(FoldedText.Of(id).Text.ToUpperInvariant()).Text.ToLowerInvariant();
        var letters = new StringBuilder(folded.Length);
        foreach (Rune rune in Account(folded).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                letters.Append(rune.Value switch { '0' => "o", '1' => "l", _ => rune.ToString() });
            }
        }

        return letters.ToString();
    }

    /// <summary>
    /// What stands before the domain of <c>jo@charity.example</c>, <c>jo+2@charity.example</c> and <c>Jo &lt;jo@charity.example&gt;</c>,
    /// and after that of <c>CHARITY\jo</c>.
    /// </summary>
    private static string Account(string id)
    {
        string account = id[(id.LastIndexOf('<') + 1)..];
        if (account.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            account = account[..at];
            account = account.IndexOf('+', StringComparison.Ordinal) is >= 0 and var tag ? account[..tag] : account;
        }

        return account[(account.LastIndexOf('\\') + 1)..];
    }
}
