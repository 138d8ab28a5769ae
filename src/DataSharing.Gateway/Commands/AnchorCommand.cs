using System.CommandLine;
using System.Globalization;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing ledger anchor</c>.</summary>
internal static class AnchorCommand
{
    public static Command Build(TimeProvider time)
    {
        var anchor = new Command("anchor", """
            Print the journal's last entry with the time, to be kept where nobody who can write the ledger can write: with another person, on paper, in a
            signed mail. As a file of --json, ledger verify --against compares it later, and finds that the journal was rewritten or cut off since.
            Nothing is verified: give ledger verify first.

            Example:
              datasharing ledger anchor --json > anchor-2026-11-29.json

            Exit codes: 0 printed, 1 the ledger cannot be read, 2 usage or configuration, 130 cancelled.
            """);
        anchor.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(context, time, LedgerUse.Read, async workshop =>
            {
                JournalHead head = await workshop.Ledger.Journal.HeadAsync(ct);
                string? hash = head == JournalHead.Beginning ? null : head.Hash;
                string controller = workshop.Settings.Controller;
                DateTimeOffset at = time.GetUtcNow();
                if (context.IsJson)
                {
                    Answer.Json(context, new { controller, entry = head.Entry, head = hash, at });
                }
                else
                {
                    context.Output.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{controller}, {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: journal entry {head.Entry}, head {hash ?? "(none)"}."));
                }

                return ExitCode.Done;
            }, ct);
        });
        return anchor;
    }
}
