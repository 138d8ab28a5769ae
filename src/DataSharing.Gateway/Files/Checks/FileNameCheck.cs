using System.Buffers;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Files.Checks;

/// <summary>
/// Whether the names of one attempt's files are the template's form and nothing else. Reads the name along the template, apart from
/// <see cref="FileName"/>, which makes it.
/// </summary>
internal static class FileNameCheck
{
    private const string ManifestExtension = ".json";
    private const int LongestExtension = 10;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Checks both names.</summary>
    /// <param name="data">The data file's name, or null where there is none.</param>
    /// <param name="manifest">The manifest's name.</param>
    /// <param name="template">The profile's template.</param>
    /// <param name="expected">What the placeholders stand for.</param>
    /// <exception cref="FileCheckException">A name is another one. The message has neither.</exception>
    public static void Verify(string? data, string manifest, string template, FileNameParts expected)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(expected);
        if (data is not null && !IsForm(data, template, expected))
        {
            throw new FileCheckException("File name", "it is not the form of the profile's template.");
        }

        int dot = template.LastIndexOf('.');
        bool hasExtension = dot >= 0 && template.Length - dot - 1 is > 0 and <= LongestExtension
            && template.AsSpan(dot + 1).ToArray().All(char.IsAsciiLetterOrDigit);
        if (!IsForm(manifest, (hasExtension ? template[..dot] : template) + ManifestExtension, expected))
        {
            throw new FileCheckException("Manifest name", "it is not the form of the profile's template.");
        }
    }

    private static bool IsForm(string name, string template, FileNameParts expected)
    {
        int at = 0;
        int read = 0;
        while (read < template.Length)
        {
            string part;
            if (template[read] == '{')
            {
                int end = template.IndexOf('}', read);
                if (end < 0 || expected.Of(template[(read + 1)..end]) is not { } value)
                {
                    return false;
                }

                part = value;
                read = end + 1;
            }
            else
            {
                part = template[read].ToString();
                read++;
            }

            if (!name.AsSpan(at).StartsWith(part, StringComparison.Ordinal))
            {
                return false;
            }

            at += part.Length;
        }

        return at == name.Length && name.Length <= FileName.LongestName && !name.AsSpan().ContainsAnyExcept(Allowed);
    }
}
