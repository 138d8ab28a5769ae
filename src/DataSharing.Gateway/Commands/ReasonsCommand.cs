using System.CommandLine;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing reasons</c>.</summary>
internal static class ReasonsCommand
{
    public static Command Build()
    {
        var code = new Argument<string?>("code") { Description = "This code only.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("reasons", """
            List every reason code with its meaning, or say what one means. Needs no configuration.

            Examples:
              datasharing reasons
              datasharing reasons massWithdrawal

            Exit codes: 0 done, 2 usage, or there is no such code.
            """)
        {
            code,
        };
        command.SetAction((parsed, _) =>
        {
            CommandContext context = CommandContext.From(parsed);
            string? asked = parsed.GetValue(code);
            Reason[] listed = [.. Reason.All.Where(reason => asked is null || reason.Code == asked)];
            if (listed.Length == 0)
            {
                return Task.FromResult(
                    Answer.Error(
                    context, ExitCode.Usage, "usage",
                    $"There is no reason code \"{asked}\".{CommandLine.DidYouMean(asked!, Reason.All.Select(reason => reason.Code))}"));
            }

            if (context.IsJson)
            {
                Answer.Json(context, new { reasons = listed.Select(reason => new { code = reason.Code, meaning = reason.Meaning }) });
                return Task.FromResult(ExitCode.Done);
            }

            foreach (IGrouping<ReasonKind, Reason> kind in listed.GroupBy(reason => reason.Kind))
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
