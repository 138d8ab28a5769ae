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
            command.Description = FirstSentence(command.Description);
        }

        return whole.Invoke(parseResult);
    }

    /// <summary>The first sentence, which may go over several lines.</summary>
    private static string? FirstSentence(string? text)
    {
        string? line = text?.ReplaceLineEndings("\n").Split("\n\n")[0].Replace('\n', ' ');
        return line?.IndexOf(". ", StringComparison.Ordinal) is { } end and >= 0 ? line[..(end + 1)] : line;
    }
}
