using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DataSharing.Gateway.Commands;

/// <summary>The option <c>--reason</c>: what a person says for the ledger.</summary>
internal static class ReasonOption
{
    private const int Longest = 1000;

    /// <summary>The option; a text longer than a thousand characters is refused.</summary>
    public static Option<string?> Build(string description = "Why, for the ledger.", bool required = false)
    {
        var option = new Option<string?>("--reason") { Description = description, HelpName = "TEXT", Required = required };
        option.Validators.Add(static result =>
        {
            if (result.Tokens.Any(token => token.Value.Length > Longest))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--reason is longer than {Longest} characters. Say it shorter, or where it is written."));
            }
        });
        return option;
    }
}
