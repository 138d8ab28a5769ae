using System.CommandLine;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing reasons</c>.</summary>
internal static class ReasonsCommand
{
    public static Command Build()
    {
        var command = new Command("reasons", """
            List every reason code with its meaning. Needs no configuration.

            Example:
              datasharing reasons

            Exit codes: 0 done, 2 usage.
            """);
        command.SetAction((parsed, _) =>
        {
            CommandContext context = CommandContext.From(parsed);
            if (context.IsJson)
            {
                Answer.Json(context, new { reasons = Reason.All.Select(reason => new { code = reason.Code, meaning = reason.Meaning }) });
                return Task.FromResult(ExitCode.Done);
            }

            foreach (IGrouping<ReasonKind, Reason> kind in Reason.All.GroupBy(reason => reason.Kind))
            {
                context.Output.WriteLine(kind.Key switch
                {
                    ReasonKind.Excluded => "Why a force must not have a record:",
                    ReasonKind.HeldBack => "Why a record is held back:",
                    _ => "Why a run ended as it did:",
                });
                foreach (Reason reason in kind)
                {
                    context.Output.WriteLine($"  {reason.Code,-22}{reason.Meaning}");
                }
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
