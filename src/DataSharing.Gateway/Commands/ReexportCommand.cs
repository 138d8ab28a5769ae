using System.CommandLine;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing reexport</c>.</summary>
internal static class ReexportCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var full = new Option<bool>("--full") { Description = "The whole holding: what is not in the file the force should not hold." };
        Option<string?> why = ReasonOption.Build(required: true);
        Option<int?> accept = WithdrawalsOption.Build("Let exactly N withdrawals through the mass-withdrawal guard.");
        var command = new Command("reexport", """
            Build and deliver a new export of the whole holding: the normal difference, and every unchanged record as RESEND.

            Example:
              datasharing reexport metropolitan --full --reason "the force rebuilt its database"

            Exit codes: 0 done, 1 failed, refused or unconfirmed, 2 usage or configuration, 3 held for approval, 4 force busy,
            130 cancelled.
            """)
        {
            force, full, why, accept,
        };
        command.Validators.Add(result =>
        {
            if (!result.Has(full))
            {
                result.AddError("Say what to build anew: --full for the whole holding. Nothing was sent.");
            }
        });
        command.SetAction((parsed, ct) => Run.OneAsync(CommandContext.From(parsed), time,
            new ExportRequest(parsed.GetValue(force)!, ExportTask.ReexportFull, CommandContext.Account) { Why = parsed.GetValue(why), AcceptWithdrawals = parsed.GetValue(accept) }, ct));
        return command;
    }
}
