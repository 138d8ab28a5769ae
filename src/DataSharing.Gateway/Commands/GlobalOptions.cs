using System.CommandLine;

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
}
