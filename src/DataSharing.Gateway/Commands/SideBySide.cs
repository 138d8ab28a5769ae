using System.Globalization;

namespace DataSharing.Gateway.Commands;

/// <summary>Two texts beside each other, paragraph by paragraph; below each other where there is no terminal or it is narrow.</summary>
internal static class SideBySide
{
    private const int Narrowest = 60;
    private const string Between = " | ";

    /// <summary>The lines to print.</summary>
    /// <param name="left">The first text with its heading.</param>
    /// <param name="right">The second text with its heading.</param>
    /// <param name="width">Columns of the terminal; 0 without one.</param>
    public static IEnumerable<string> Lines((string Heading, string Text) left, (string Heading, string Text) right, int width)
    {
        string[] leftParagraphs = Printable(left.Text).Split('\n');
        string[] rightParagraphs = Printable(right.Text).Split('\n');
        return width < Narrowest
            ? [left.Heading, .. leftParagraphs.Select(line => "  " + line), "", right.Heading,
            .. rightParagraphs.Select(line => "  " + line)]
            : Pairs(left.Heading, leftParagraphs, right.Heading, rightParagraphs, (width - Between.Length - 1) / 2);
    }

    private static IEnumerable<string> Pairs(string leftHeading, string[] left, string rightHeading, string[] right, int column)
    {
        yield return Line(leftHeading, rightHeading, column);
        yield return Line(new string('-', column), new string('-', column), column);
        for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            List<string> leftLines = Wrapped(i < left.Length ? left[i] : "", column);
            List<string> rightLines = Wrapped(i < right.Length ? right[i] : "", column);
            for (int line = 0; line < Math.Max(leftLines.Count, rightLines.Count); line++)
            {
                yield return Line(line < leftLines.Count ? leftLines[line] : "", line < rightLines.Count ? rightLines[line] : "", column);
            }
        }
    }

    private static string Line(string left, string right, int column) =>
        (left + new string(' ', Math.Max(0, column - left.Length)) + Between + right).TrimEnd();

    /// <summary>A paragraph cut at spaces into lines of at most so many characters; a longer word is cut too.</summary>
    private static List<string> Wrapped(string paragraph, int column)
    {
        var lines = new List<string>();
        string rest = paragraph;
        while (rest.Length > column)
        {
            int space = rest.LastIndexOf(' ', column);
            int end = space > 0 ? space : column;
            lines.Add(rest[..end].TrimEnd());
            rest = rest[end..].TrimStart(' ');
        }

        lines.Add(rest);
        return lines;
    }

    /// <summary>Without what a terminal would obey or hide: somebody else wrote the text.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c =>
        c == '\n' || (
            !char.IsControl(c)
            && CharUnicodeInfo.GetUnicodeCategory(c) is not (
            UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)) ? c
        : c == '\t' ? ' ' : '\uFFFD'));
}
