using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// What a text of a list, a label, a constant or a heading may not be: everything that stands there can leave, in a cell or in every
/// manifest, whoever wrote it.
/// </summary>
internal static class ReleasableText
{
    /// <summary>Reports a text that has the form of an identifier or is a day. The text is not quoted: it may be one.</summary>
    public static void Check(ConfigNode at, ConfigProblems problems)
    {
        if (at.Kind == ConfigKind.Text
            && (TextPattern.FirstIn(at.Literal)?.Name ?? (WrittenDay.Of(at.Literal) is null ? null : "a day with its year")) is { } what)
        {
            problems.Add(
                at, $"The text here reads like {what}.",
                "What stands here can leave: codes and words that say nothing of a person or an address. Correct it.");
        }
    }

    /// <summary>
    /// Reports a constant or heading with a number or an @: it stands in every row or above all of them, and needs neither.
    /// </summary>
    public static void CheckFixed(ConfigNode at, string what, ConfigProblems problems)
    {
        if (at.Kind == ConfigKind.Text && HasNumberOrSign(at.Literal))
        {
            problems.Add(
                at, $"The {what} has a number or an @.",
                "Write words without digits, so that no number or address of somebody can stand there.");
        }
    }

    /// <summary>Whether a text that needs neither has a digit or an @, in any script.</summary>
    public static bool HasNumberOrSign(string text) =>
        text.EnumerateRunes().Any(rune => System.Text.Rune.IsNumber(rune) || rune.Value is '@' or '\uFF20' or '\uFE6B');
}
