using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Treatments;

/// <summary>What a text that stands in a protocol may look like when it goes into a cell.</summary>
internal static partial class OutputText
{
    /// <summary>1 to 60 printable characters that begin with a letter or digit, so that no spreadsheet takes them for a formula.</summary>
    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N} .,:;/&()'+_-]{0,59}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern();

    /// <summary>Whether a cell can be a text that a person approved: not empty, and without control characters but line ends.</summary>
    public static bool IsOpenText(string cell) => cell.Length > 0 && !cell.Any(c => char.IsControl(c) && c != '\n');
}
