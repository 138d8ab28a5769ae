using System.CommandLine;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing help</c>.</summary>
internal static class HelpCommand
{
    /// <summary>The command, which shows the help of the others.</summary>
    public static Command Build(RootCommand root)
    {
        var words = new Argument<string[]>(
            "words") { Description = "The command; without one, all of them are listed.", Arity = ArgumentArity.ZeroOrMore,
            HelpName = "COMMAND" };
        var command = new Command("help", """
            Show what a command does, as its --help does. Needs no configuration.

            Examples:
              datasharing help
              datasharing help ledger backup

            Exit codes: 0 done, 2 usage.
            """)
        {
            words,
        };
        command.SetAction(parsed =>
        {
            Command at = root;
            foreach (string word in parsed.GetValue(words) ?? [])
            {
                Command? below = at.Subcommands.FirstOrDefault(sub => sub.Name == word);
                if (below is null)
                {
                    return Answer.Error(
                        CommandContext.From(parsed), ExitCode.Usage, "usage",
                        $"\"{word}\" is no command.{CommandLine.DidYouMean(word, at.Subcommands.Select(sub => sub.Name))}");
                }

                at = below;
            }

            return CommandLine.Parse(root, [.. parsed.GetValue(words) ?? [], "--help"]).Invoke(CommandLine.Settings);
        });
        return command;
    }
}
