using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Telemetry;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing stop-all</c>.</summary>
internal static class StopAllCommand
{
    public static Command Build(TimeProvider time)
    {
        Option<string?> why = ReasonOption.Build("Why, for the ledger, where it stays for ever: no names.", required: true);
        var command = new Command("stop-all", """
            Stop everything that goes to any force, at once, until resume-all. A file that is on its way is broken off within seconds. Nothing is lost:
            what is held up goes after resume-all. Every login may stop. Only the block "ledger" of gateway.json is read: whatever else is broken does
            not matter. If the ledger does not take the order within seconds, nothing is stopped, and the answer says how to stop without it.

            Examples:
              datasharing stop-all --reason "wrong data in the source CST-2026-001234"
              datasharing --json stop-all --reason "breach question CST-2026-001235"

            Exit codes: 0 everything is stopped, also where it was before, 1 nothing is stopped: the ledger cannot be reached or written, 2 nothing is stopped: usage, or gateway.json does not say where the ledger is, 130 cancelled, and nothing is stopped.
            """)
        {
            why,
        };
        command.SetAction((parsed, ct) => StopAsync(CommandContext.From(parsed), time, parsed.GetValue(why)!, ct));
        return command;
    }

    private static async Task<int> StopAsync(CommandContext context, TimeProvider time, string why, CancellationToken ct)
    {
        StopSettings settings;
        ((StandingOrder Order, IReadOnlyList<GivenStop> Before) Given, string? NotOutside) stopped;
        try
        {
            settings = StopSettings.Read(context.Folder);
            stopped = await StopLedger.GiveAsync(
                context, settings, time, (ledger, orders, limited) => new StopAll(ledger, orders, why).RunAsync(context.WhoStops(time), limited),
                answer => answer.Given, ct);
        }
        catch (ConfigurationException error)
        {
            return Answer.Error(
                context, ExitCode.Usage, Reason.ProfileInvalid.Code, NotStopped(context, "gateway.json does not say where the ledger is."),
                error.Problems);
        }
        catch (OperationCanceledException)
        {
            return Answer.Error(context, ExitCode.Cancelled, Reason.Cancelled.Code, NotStopped(context, "Cancelled."));
        }
        catch (Exception error) when (Failures.ReasonOf(error) is { } reason)
        {
            return Answer.Error(context, ExitCode.Failed, reason.Code, NotStopped(context, Failures.MessageOf(error)));
        }
        catch (Exception error)
        {
            return Answer.Error(
                context, ExitCode.Failed, Reason.ProgramError.Code, NotStopped(context, $"An error of the program: {FailureNote.Of(error)}"));
        }

        // Not among what is caught: from here on everything is stopped.
        Show(context, settings, stopped.Given.Order.Entry, stopped.Given.Before, stopped.NotOutside);
        return ExitCode.Done;
    }

    /// <summary>Never to be taken for done: first what is not, then how it is done without the ledger.</summary>
    private static string NotStopped(CommandContext context, string cause) => string.Join(
        Environment.NewLine,
        $"NOTHING IS STOPPED. {cause}",
        $"To stop everything now, write this line in {StopSettings.FileIn(context.Folder)}: in the place of the one with stopAll, or after the first brace.",
        "  \"stopAll\": true,");

    private static void Show(CommandContext context, StopSettings settings, long entry, IReadOnlyList<GivenStop> before,
        string? notOutside)
    {
        if (context.IsJson)
        {
            Answer.Json(
                context, new
                {
                    stopped = true, byFile = settings.StopAll, entry, before = before.Select(StopAnswer.Document), outside = notOutside is null,
                });
            return;
        }

        foreach (GivenStop earlier in before)
        {
            context.Output.WriteLine($"Everything was stopped already: {StopAnswer.Line(earlier)}");
        }

        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Everything is stopped: journal entry {entry}. A file that is on its way is broken off within seconds."));
        context.Output.WriteLine("To go on: datasharing resume-all --reason TEXT");
        if (notOutside is not null)
        {
            context.Error.WriteLine("Warning: " + notOutside);
        }
    }
}
