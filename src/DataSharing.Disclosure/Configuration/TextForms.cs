using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Configuration;

/// <summary>The forms of texts that a person writes for another to read.</summary>
internal static partial class TextForms
{
    /// <summary>What a value means: one line of at most 120 characters.</summary>
    [GeneratedRegex(@"^[\p{L}\p{N}][^\p{C}\p{Zl}\p{Zp}]{0,119}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Label();

    /// <summary>A reason or a condition: at least ten characters, the first of them no space.</summary>
    [GeneratedRegex(@"\S.{9,}", RegexOptions.CultureInvariant)]
    public static partial Regex Sentence();
}
