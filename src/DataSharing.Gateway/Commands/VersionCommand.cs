using System.CommandLine;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing version</c>.</summary>
internal static class VersionCommand
{
    public static Command Build()
    {
        var command = new Command("version", """
            Show the version of the program, as it stands in the ledger with every run. Needs no configuration.

            Example:
              datasharing version

            Exit codes: 0 done, 2 usage.
            """);
        command.SetAction(parsed =>
        {
            CommandContext context = CommandContext.From(parsed);
            if (context.IsJson)
            {
                Answer.Json(context, new { version = ProgramVersion.Text });
            }
            else
            {
                context.Output.WriteLine(ProgramVersion.Text);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
