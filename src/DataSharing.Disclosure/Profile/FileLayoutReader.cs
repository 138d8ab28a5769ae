using System.Text;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Profile;

/// <summary>Reads the <c>file</c> block of a profile.</summary>
internal static partial class FileLayoutReader
{
    private static readonly IReadOnlyDictionary<string, char> Delimiters = new Dictionary<string, char> { [","] = ',', [";"] = ';',
        ["tab"] = '\t', ["|"] = '|' };

    private static readonly IReadOnlyDictionary<string, FormulaPolicy> Formulas = new Dictionary<string, FormulaPolicy>
    {
        ["escape"] = FormulaPolicy.Escape,
        ["reject"] = FormulaPolicy.Reject,
        ["off"] = FormulaPolicy.Off,
    };

    private static readonly IReadOnlyDictionary<string, bool> LineEndings = new Dictionary<string, bool> { ["crlf"] = true,
        ["lf"] = false };

    private static readonly IReadOnlyDictionary<string, int> Encodings = new Dictionary<string, int> { ["utf-8"] = 0, ["utf-8-bom"] = 1,
        ["windows-1252"] = 2 };

    private static readonly IReadOnlyDictionary<string, int> DateFormats =
        new[] { "yyyy-MM-dd", "dd/MM/yyyy", "dd-MM-yyyy", "dd.MM.yyyy", "yyyyMMdd", "dd MMM yyyy" }.ToDictionary(format => format, _ => 0);

    public static FileLayout Read(ConfigObject block, IReadOnlyList<ReleasedColumn> columns)
    {
        string? template = block.Text("name", "cst_metropolitan_{sequence}_{attempt}.csv");
        char delimiter = block.OptionalChoice("delimiter", Delimiters, ',');
        bool header = block.OptionalBoolean("header", true);
        int encodingWord = block.OptionalChoice("encoding", Encodings, 0);
        bool crlf = block.OptionalChoice("lineEnding", LineEndings, true);
        block.OptionalChoice("dateFormat", DateFormats, 0);
        string dateFormat = block.Find("dateFormat")?.Literal ?? "yyyy-MM-dd";
        string nullToken = block.Find("nullToken") is { Kind: ConfigKind.Text, Literal: "" } ? ""
            : block.OptionalText("nullToken", "NULL", NullTokenForm()) ?? "";
        FormulaPolicy formula = block.OptionalChoice("formula", Formulas, FormulaPolicy.Escape);
        bool quoteAlways = block.OptionalBoolean("quoteAlways", false);
        block.Done();

        Encoding encoding = encodingWord switch
        {
            2 => FileLayout.Windows1252(),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: encodingWord == 1, throwOnInvalidBytes: true),
        };
        return new FileLayout
        {
            NameTemplate = template ?? "",
            Delimiter = delimiter,
            Header = header,
            Encoding = encoding,
            LineEnding = crlf ? "\r\n" : "\n",
            DateFormat = dateFormat,
            NullToken = nullToken,
            Formula = formula,
            QuoteAlways = quoteAlways,
            Headings = [.. ControlColumns.Names, .. columns.Select(column => column.Heading)],
        };
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,11}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NullTokenForm();
}
