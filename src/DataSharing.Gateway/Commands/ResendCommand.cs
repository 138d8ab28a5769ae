using System.CommandLine;
using DataSharing.Gateway.Operations;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing resend</c>.</summary>
internal static class ResendCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var sequence = new Argument<int>("sequence") { Description = "The sequence of the file to send again." };
        Option<string?> why = ReasonOption.Build(required: true);
        var command = new Command("resend", """
            Send an earlier file again: the same bytes from the archive, the same sequence, the next attempt, its own name.
            Refused when the file holds a record that is no longer shared.

            Example:
              datasharing resend metropolitan 12 --reason "the force reports the file as corrupt"

            Exit codes: 0 done, 1 failed, refused or unconfirmed, 2 usage or configuration, 4 force busy, 130 cancelled.
            """)
        {
            force, sequence, why,
        };
        command.SetAction((parsed, ct) => Run.OneAsync(
            CommandContext.From(parsed),
            time,
            (workshop, flow) => new ResendExport(
                workshop.Ledger, flow, parsed.GetValue(force)!, parsed.GetValue(sequence), parsed.GetValue(why)!),
            ct));
        return command;
    }
}
