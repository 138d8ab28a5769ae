using System.CommandLine;
using System.CommandLine.Parsing;

namespace DataSharing.Gateway.Commands;

/// <summary>The options that stand before or after any command.</summary>
internal static class GlobalOptions
{
    public static Option<string?> Config { get; } = new("--config")
    {
        Description = "The folder that holds gateway.json. Default: ./config",
        HelpName = "DIR",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Answer with one JSON document on standard output, on failure too.",
        Recursive = true,
    };

    /// <summary>
    /// Whether a switch is on. Not GetValue, which throws where something stands in the switch's place that is neither true nor false; that
    /// is said by the switch itself.
    /// </summary>
    public static bool Has(this SymbolResult result, Option<bool> flag) =>
        result.GetResult(flag) is { Implicit: false } given
        && (given.Tokens is [] || (bool.TryParse(given.Tokens[^1].Value, out bool on) && on));
}
