using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// Help that lists commands by the first sentence of what they do; a command's own help has the rest, with examples and exit codes.
/// </summary>
internal sealed class BriefHelp(HelpAction whole) : SynchronousCommandLineAction
{
    /// <summary>Help is given also where a command's arguments are missing.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts itself in place of a root command's help.</summary>
    public static void Use(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new BriefHelp((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        foreach (Command command in parseResult.CommandResult.Command.Subcommands)
        {
            command.Description = command.Description?.Split('\n')[0].TrimEnd('\r');
        }

        return whole.Invoke(parseResult);
    }
}
