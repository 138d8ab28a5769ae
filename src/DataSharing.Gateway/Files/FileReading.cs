using DataSharing.Disclosure;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Gateway.Files;

/// <summary>How a data file is read, as its manifest says it: all that an analyst needs beside the file.</summary>
internal sealed class FileReading
{
    /// <summary>The encoding's word: <c>utf-8</c> or <c>windows-1252</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>Whether the file begins with a byte order mark.</summary>
    public required bool ByteOrderMark { get; init; }

    /// <summary>The character between cells.</summary>
    public required string Delimiter { get; init; }

    /// <summary>Whether every cell is quoted; else those that need it.</summary>
    public required bool QuoteAlways { get; init; }

    /// <summary><c>crlf</c> or <c>lf</c>.</summary>
    public required string LineEnding { get; init; }

    /// <summary>Whether the first line names the columns.</summary>
    public required bool Header { get; init; }

    /// <summary>How days are written.</summary>
    public required string DateFormat { get; init; }

    /// <summary>What a cell without a value has.</summary>
    public required string NullToken { get; init; }

    /// <summary>Whether an apostrophe may stand before a text that a spreadsheet would run as a formula.</summary>
    public required bool FormulasEscaped { get; init; }

    /// <summary>The columns in the order of the file.</summary>
    public required IReadOnlyList<ColumnDescription> Columns { get; init; }

    /// <summary>How the files of a profile are read.</summary>
    public static FileReading Of(ForceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        FileLayout layout = profile.Layout;
        return new FileReading
        {
            Encoding = layout.Encoding.WebName,
            ByteOrderMark = layout.Encoding.Preamble.Length > 0,
            Delimiter = layout.Delimiter.ToString(),
            QuoteAlways = layout.QuoteAlways,
            LineEnding = layout.LineEnding == "\n" ? "lf" : "crlf",
            Header = layout.Header,
            DateFormat = layout.DateFormat,
            NullToken = layout.NullToken,
            FormulasEscaped = layout.Formula == FormulaPolicy.Escape,
            Columns = profile.Descriptions,
        };
    }
}
