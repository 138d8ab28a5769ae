using System.Globalization;
using System.Text;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// Characters that no cell may carry because they are not seen and change what is: controls but the line feed, line and paragraph
/// separators, marks that turn the direction of writing, the byte order mark, tags, and code points without a meaning. A soft hyphen or
/// joiner hides nothing by itself and may stand.
/// </summary>
public static class HiddenCharacters
{
    /// <summary>Whether the text has one.</summary>
    public static bool AreIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsAscii ? rune.Value is (< ' ' and not '\n') or 0x7F : IsHidden(rune))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHidden(Rune rune) => rune.Value switch
    {
        0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x206F) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB) or (
            >= 0xE0000 and <= 0xE007F) => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned,
    };
}
