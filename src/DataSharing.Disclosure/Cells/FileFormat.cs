using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Cells;

/// <summary>Formats a released value for one force's file, or says why it cannot stand there.</summary>
internal static class FileFormat
{
    // Look-alikes that spreadsheets and their imports fold to the ASCII signs.
    private const string FormulaSigns = "=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212";

    // Letters by category that print nothing.
    private const string Fillers = "\u115F\u1160\u3164\uFFA0";

    // The form of a day in Cell.Canonical.
    private const string CanonicalDay = "yyyy-MM-dd";

    /// <summary>The text for the file; null for a cell without a value. A reason when the row must be held back.</summary>
    public static (string? Text, Reason? HeldBack) Format(in Cell cell, FileLayout layout)
    {
        if (cell.Canonical is not { } canonical)
        {
            return (null, null);
        }

        if (cell.Day is { } day)
        {
            return (layout.DateFormat == CanonicalDay ? canonical : day.ToString(layout.DateFormat, CultureInfo.InvariantCulture), null);
        }

        if (cell.IsNumber)
        {
            return (canonical, null);
        }

        if (canonical.Length > 0 && char.IsAsciiLetterOrDigit(canonical[0]) && !canonical.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            // Nearly every cell: no control character, no formula, and the same bytes in every encoding.
            return (canonical, null);
        }

        if (HiddenCharacters.AreIn(canonical))
        {
            return (null, Reason.ControlCharacter);
        }

        string text = canonical;
        if (layout.Formula != FormulaPolicy.Off && IsFormula(text))
        {
            if (layout.Formula == FormulaPolicy.Reject)
            {
                return (null, Reason.Formula);
            }

            text = "'" + text;
        }

        return CanEncode(text, layout.Encoding) ? (text, null) : (null, Reason.Encoding);
    }

    /// <summary>
    /// Whether a spreadsheet could run the text: a formula sign first, after anything that is trimmed or not seen (spaces of every kind,
    /// zero-width characters, line ends, marks that stand on nothing, Hangul fillers).
    /// </summary>
    public static bool IsFormula(string text)
    {
        // Runes and not characters: some of what is not seen lies outside the first plane.
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || (rune.IsBmp && Fillers.Contains((char)rune.Value, StringComparison.Ordinal))
                || Rune.GetUnicodeCategory(
                    rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            {
                continue;
            }

            return rune.IsBmp && FormulaSigns.Contains((char)rune.Value, StringComparison.Ordinal);
        }

        return false;
    }

    private static bool CanEncode(string text, Encoding encoding)
    {
        if (Ascii.IsValid(text))
        {
            return true;
        }

        try
        {
            encoding.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            // The exception names the character; only the fact goes on.
            return false;
        }
    }
}
