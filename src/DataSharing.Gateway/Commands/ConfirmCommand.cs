using System.CommandLine;
using DataSharing.Gateway.Operations;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing confirm</c>.</summary>
internal static class ConfirmCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var sequence = new Argument<int>("sequence") { Description = "The sequence whose outcome is not known." };
        Option<string?> why = ReasonOption.Build("How you know, for the ledger.");
        var command = new Command("confirm", """
            Settle that a file of unknown outcome arrived: its manifest is put, and the ledger moves on.
            Ask the force first. If the file did not arrive, use resend.

            Example:
              datasharing confirm metropolitan 12 --reason "their analyst has the file"

            Exit codes: 0 done, 1 failed or refused, 2 usage or configuration, 4 force busy, 130 cancelled.
            """)
        {
            force, sequence, why,
        };
        command.SetAction((parsed, ct) => Run.OneAsync(
            CommandContext.From(parsed),
            time,
            (workshop, flow) => new ConfirmExport(
                workshop.Ledger, flow, parsed.GetValue(force)!, parsed.GetValue(sequence), parsed.GetValue(why)),
            ct));
        return command;
    }
}
