using System.CommandLine;
using System.Globalization;
using DataSharing.Gateway.Narrative;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// The option <c>--reason</c>: what a person says for the ledger, where it stays for ever. Every text of that kind is typed through this
/// option.
/// </summary>
internal static class ReasonOption
{
    public const string Name = "--reason";

    private const int Longest = 1000;

    /// <summary>
    /// The option; a text is refused that is longer than a thousand characters, or has something in it that could name somebody. It is not
    /// repeated.
    /// </summary>
    public static Option<string?> Build(
        string description = "Why, for the ledger, where it stays for ever: no names.", bool required = false)
    {
        var option = new Option<string?>(Name) { Description = description, HelpName = "TEXT", Required = required };
        option.Validators.Add(static result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (text.Length > Longest)
                {
                    result.AddError(
                        string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Name} is longer than {Longest} characters. Say it shorter, or where it is written."));
                }
                else if (TypedReason.WhyNot(text) is { Count: > 0 } found)
                {
                    result.AddError(
                        $"{Name} was refused, and nothing was done: it has something in it that could name somebody ({string.Join(", ", found)}), and what is written into the ledger stays there for ever. "
                        + "A code and a case reference are enough, for example \"massWithdrawal CST-2026-001234\".");
                }
            }
        });
        return option;
    }

    /// <summary>
    /// What to say where a reason was typed without quotation marks: System.CommandLine's own words would repeat what is left of it. Null
    /// where none was.
    /// </summary>
    public static string? Torn(ParseResult parsed) =>
        parsed.UnmatchedTokens.Count > 0
            && parsed.CommandResult.Command.Options.Any(option => option.Name == Name && parsed.GetResult(option) is not null)
            ? $"There are words too many. {Name} takes one text: write it between quotation marks."
            : null;
}
