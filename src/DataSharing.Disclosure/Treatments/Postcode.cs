using System.Text;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// Parses a full UK postcode. The inward part is the last three characters whatever the spacing; cutting to a number of characters is wrong
/// (NE3 1ED against NE35 2FG). Source: domain notes, section 4.1.6.
/// </summary>
internal static partial class Postcode
{
    /// <summary>The outward code in upper case, or null when the text is not a postcode.</summary>
    public static string? Outward(string text)
    {
        var compact = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c != ' ')
            {
                compact.Append(char.ToUpperInvariant(c));
            }
        }

        string postcode = compact.ToString();
        return Whole().IsMatch(postcode) ? postcode[..^3] : null;
    }

    [GeneratedRegex(@"^[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][ABD-HJLNP-UW-Z]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
