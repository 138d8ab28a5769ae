using System.Text;

namespace DataSharing.Disclosure;

/// <summary>How one force's file is written: everything that changes its bytes without changing what it says.</summary>
public sealed class FileLayout
{
    internal FileLayout()
    {
    }

    /// <summary>The layout of a file that was sent earlier, as its manifest says how to read it. Nothing is written by it.</summary>
    /// <param name="encoding"><c>utf-8</c> or <c>windows-1252</c>.</param>
    /// <param name="byteOrderMark">Whether the file begins with a byte order mark.</param>
    /// <param name="delimiter">The field separator.</param>
    /// <param name="lineEnding">The line ending.</param>
    /// <param name="quoteAlways">Whether every field is quoted.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="headings">The headings in file order, the three control columns first.</param>
    public static FileLayout ToRead(
        string encoding, bool byteOrderMark, char delimiter, string lineEnding, bool quoteAlways, bool header,
        IEnumerable<string> headings) => new()
    {
        Encoding = encoding == "windows-1252" ? Windows1252() : new UTF8Encoding(byteOrderMark, throwOnInvalidBytes: true),
        Delimiter = delimiter,
        LineEnding = lineEnding,
        QuoteAlways = quoteAlways,
        Header = header,
        Headings = Array.AsReadOnly([.. headings]),
    };

    /// <summary>The field separator: comma, semicolon, tab or vertical bar.</summary>
    public char Delimiter { get; internal init; } = ',';

    /// <summary>Whether the first line names the columns.</summary>
    public bool Header { get; internal init; } = true;

    /// <summary>
    /// The character encoding; it throws on a character it lacks. Its preamble is empty unless a byte order mark is asked for.
    /// </summary>
    public Encoding Encoding { get; internal init; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The line ending, <c>\r\n</c> or <c>\n</c>.</summary>
    public string LineEnding { get; internal init; } = "\r\n";

    /// <summary>The .NET date format of day and week cells.</summary>
    public string DateFormat { get; internal init; } = "yyyy-MM-dd";

    /// <summary>What stands in a cell that has no value.</summary>
    public string NullToken { get; internal init; } = "";

    /// <summary>What is done to a cell that a spreadsheet would run as a formula.</summary>
    public FormulaPolicy Formula { get; internal init; } = FormulaPolicy.Escape;

    /// <summary>Whether every field is quoted, needed or not.</summary>
    public bool QuoteAlways { get; internal init; }

    /// <summary>The file name with its placeholders, for example <c>cst_metropolitan_{sequence}_{attempt}.csv</c>.</summary>
    public string NameTemplate { get; internal init; } = "";

    /// <summary>The headings of all columns in file order, the three control columns first.</summary>
    public IReadOnlyList<string> Headings { get; internal init; } = [];

    /// <summary>The encoding, which throws on what it lacks.</summary>
    internal static Encoding Windows1252() =>
        CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
}
