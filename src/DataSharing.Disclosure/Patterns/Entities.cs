using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// Characters as HTML writes them: &amp;amp;nbsp; &amp;amp;#39; &amp;amp;eacute; as they are left where a text was taken from a page or
/// mail.
/// </summary>
internal static class Entities
{
    private const int Longest = 10;

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Named = new Dictionary<string, string>(
        StringComparer.Ordinal)
    {
        ["amp"] = "&", ["quot"] = "\"", ["apos"] = "'", ["lt"] = "<", ["gt"] = ">", ["nbsp"] = " ", ["rsquo"] = "\u2019", ["lsquo"] = "\u2018", ["ldquo"] = "\u201C", ["rdquo"] = "\u201D",
        ["ndash"] = "-", ["mdash"] = "\u2014", ["hellip"] = "\u2026", ["pound"] = "\u00A3", ["euro"] = "\u20AC", ["copy"] = "\u00A9", ["bull"] = "\u2022", ["middot"] = "\u00B7", ["shy"] = "", ["zwnj"] = "", ["zwj"] = "",
        ["ensp"] = " ", ["emsp"] = " ", ["thinsp"] = " ", ["commat"] = "@", ["period"] = ".", ["lowbar"] = "_", ["hyphen"] = "-",
        ["szlig"] = "\u00DF", ["aelig"] = "\u00E6", ["AElig"] = "\u00C6", ["oslash"] = "\u00F8", ["Oslash"] = "\u00D8", ["aring"] = "\u00E5", ["Aring"] = "\u00C5", ["ccedil"] = "\u00E7", ["Ccedil"] = "\u00C7", ["ntilde"] = "\u00F1", ["Ntilde"] = "\u00D1",
    }.Concat(from letter in "aeiouyAEIOUY" from mark in (
        string[])["acute", "grave", "circ", "uml", "tilde"] select new KeyValuePair<string, string>(letter + mark, letter.ToString()))
        .ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a text may have one.</summary>
    public static bool MayHave(ReadOnlySpan<char> text) => text.IndexOf('&') is >= 0 and var sign && text[sign..].Contains(';');

    /// <summary>How many characters the entity has that begins here, 1 and the sign itself where it begins none.</summary>
    /// <param name="text">The text from the sign "and" on.</param>
    /// <param name="meant">What it stands for.</param>
    public static int At(ReadOnlySpan<char> text, out string meant)
    {
        int end = text[..Math.Min(text.Length, Longest)].IndexOf(';');
        meant = "&";
        if (end < 2)
        {
            return 1;
        }

        ReadOnlySpan<char> name = text[1..end];
        if (Named.TryGetValue(name, out string? known))
        {
            meant = known;
            return end + 1;
        }

        bool hexadecimal = name.Length > 2 && name[0] == '#' && name[1] is 'x' or 'X';
        if (name[0] != '#'
            || !int.TryParse(
            name[(hexadecimal ? 2 : 1)..], hexadecimal ? NumberStyles.AllowHexSpecifier
            : NumberStyles.None, CultureInfo.InvariantCulture, out int code) || !Rune.IsValid(code) || code == '&')
        {
            return 1;
        }

        meant = new Rune(code).ToString();
        return end + 1;
    }
}
