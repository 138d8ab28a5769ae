namespace DataSharing.Gateway.Annexes;

/// <summary>Writes an annex: as Markdown, to keep beside the agreement, or as plain text, to read on a terminal.</summary>
internal static class AnnexWriter
{
    private const int Width = 100;

    /// <summary>As Markdown. Nothing in it depends on the machine or on the day.</summary>
    public static string Markdown(IEnumerable<AnnexPart> parts) => Joined(parts.Select(MarkdownOf));

    /// <summary>As plain text: a table is a line for its first cell, and one below for each of the others.</summary>
    public static string Text(IEnumerable<AnnexPart> parts) => Joined(parts.Select(TextOf));

    private static string Joined(IEnumerable<string> parts) => string.Join("\n\n", parts) + "\n";

    private static string MarkdownOf(AnnexPart part) => part switch
    {
        AnnexPart.Heading heading => $"{new string('#', heading.Level)} {Escaped(heading.Words)}",
        AnnexPart.Paragraph paragraph => Escaped(paragraph.Words),
        AnnexPart.Items items => string.Join('\n', items.Words.Select(words => "- " + Escaped(words))),
        AnnexPart.Table table => string.Join(
            '\n', [Line(table.Headings), Line(table.Headings.Select(_ => "---")), .. table.Rows.Select(Line)]),
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    private static string Line(IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => Escaped(cell).Replace("|", "\\|", StringComparison.Ordinal)))} |";

    /// <summary>Markdown takes these for signs of its own, wherever a name has them.</summary>
    private static string Escaped(string words)
    {
        foreach (string sign in (string[])["\\", "`", "*", "_", "<", "[", "]"])
        {
            words = words.Replace(sign, "\\" + sign, StringComparison.Ordinal);
        }

        return words;
    }

    private static string TextOf(AnnexPart part) => part switch
    {
        AnnexPart.Heading { Level: 1 } heading => $"{heading.Words}\n{new string('=', heading.Words.Length)}",
        AnnexPart.Heading { Level: 2 } heading => $"{heading.Words}\n{new string('-', heading.Words.Length)}",
        AnnexPart.Heading heading => heading.Words,
        AnnexPart.Paragraph paragraph => Wrapped(paragraph.Words, ""),
        AnnexPart.Items items => string.Join('\n', items.Words.Select(words => "- " + Wrapped(words, "  "))),
        AnnexPart.Table table => string.Join('\n', table.Rows.Select(row => RowOf(table.Headings, row))),
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    private static string RowOf(IReadOnlyList<string> headings, IReadOnlyList<string> row) => row.Count == 2
        ? $"{row[0]}: {Wrapped(row[1], "  ")}"
        : string.Join(
            '\n', [row[0], .. row.Skip(1).Zip(headings.Skip(1)).Where(cell => cell.First.Length > 0)
                .Select(cell => "  " + Wrapped($"{cell.Second}: {cell.First}", "    "))]);

    /// <summary>Breaks between words; every line after the first begins with the indent.</summary>
    private static string Wrapped(string words, string indent)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in words.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                lines.Add(line);
                line = indent + word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        return string.Join('\n', lines.Append(line));
    }
}
