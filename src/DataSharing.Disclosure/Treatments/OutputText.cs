using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Treatments;

/// <summary>What a text that stands in a protocol may look like when it goes into a cell.</summary>
internal static partial class OutputText
{
    /// <summary>1 to 60 printable characters that begin with a letter or digit, so that no spreadsheet takes them for a formula.</summary>
    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N} .,:;/&()'+_-]{0,59}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern();
}
