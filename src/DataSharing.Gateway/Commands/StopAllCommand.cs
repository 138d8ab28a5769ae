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
    private const string Where = "in the place of the one with stopAll, or after the first brace.";
    private const string Line = "  \"stopAll\": true,";

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
            Where "stopAll": true stands in gateway.json already, or the answer itself cannot be written, the code is the same and standard error says that everything is stopped.
            """)
        {
            why,
        };
        command.SetAction((parsed, ct) => StopAsync(CommandContext.From(parsed), time, parsed.GetValue(why)!, ct));
        return command;
    }

    private static async Task<int> StopAsync(CommandContext context, TimeProvider time, string why, CancellationToken ct)
    {
        StopSettings? settings = null;
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
                context, ExitCode.Usage, Reason.ProfileInvalid.Code, NoLedger(context), error.Problems);
        }
        catch (OperationCanceledException)
        {
            return Answer.Error(context, ExitCode.Cancelled, Reason.Cancelled.Code, NotStopped(context, settings, "Cancelled."));
        }
        catch (Exception error) when (Failures.ReasonOf(error) is { } reason)
        {
            return Answer.Error(context, ExitCode.Failed, reason.Code, NotStopped(context, settings, Failures.MessageOf(error)));
        }
        catch (Exception error)
        {
            return Answer.Error(
                context, ExitCode.Failed, Reason.ProgramError.Code,
                NotStopped(context, settings, $"An error of the program: {FailureNote.Of(error)}"));
        }

        // Not among what is caught: from here on everything is stopped.
        string done = string.Create(
            CultureInfo.InvariantCulture,
            $"Everything is stopped: journal entry {stopped.Given.Order.Entry}. A file that is on its way is broken off within seconds.");
        return StopAnswer.Show(context, ExitCode.Done, done, () => Show(context, settings, done, stopped));
    }

    /// <summary>
    /// Never to be taken for done: first what is not, then how it is done without the ledger, or that the file has done it.
    /// </summary>
    private static string NotStopped(CommandContext context, StopSettings? settings, string cause) => settings is { StopAll: true }
        ? string.Join(
            Environment.NewLine,
            $"THE ORDER IS NOT RECORDED. {cause}",
            $"Everything is stopped all the same, by \"stopAll\": true in {StopSettings.FileIn(context.Folder)}. Leave it there.")
        : string.Join(
            Environment.NewLine,
            $"NOTHING IS STOPPED. {cause}",
            $"To stop everything now, write this line in {StopSettings.FileIn(context.Folder)}: {Where}",
            Line);

    private static string NoLedger(CommandContext context) => File.Exists(StopSettings.FileIn(context.Folder))
        ? NotStopped(context, null, "gateway.json does not say where the ledger is.")
        : string.Join(
            Environment.NewLine,
            $"NOTHING IS STOPPED. There is no {StopSettings.FileIn(context.Folder)}.",
            $"Name the folder of the installation with --config DIR, or write this line in its gateway.json: {Where}",
            Line);

    private static void Show(
        CommandContext context, StopSettings settings, string done,
        ((StandingOrder Order, IReadOnlyList<GivenStop> Before) Given, string? NotOutside) stopped)
    {
        IReadOnlyList<GivenStop> before = stopped.Given.Before;
        if (context.IsJson)
        {
            Answer.Json(
                context, new
                {
                    stopped = true,
                    byFile = settings.StopAll,
                    entry = stopped.Given.Order.Entry,
                    before = before.Select(StopAnswer.Document),
                    outside = stopped.NotOutside is null,
                });
            return;
        }

        foreach (GivenStop earlier in before)
        {
            context.Output.WriteLine($"Everything was stopped already: {StopAnswer.Line(earlier)}");
        }

        context.Output.WriteLine(done);
        context.Output.WriteLine("To go on: datasharing resume-all --reason TEXT");
        if (stopped.NotOutside is { } notOutside)
        {
            context.Error.WriteLine("Warning: " + notOutside);
        }
    }
}
