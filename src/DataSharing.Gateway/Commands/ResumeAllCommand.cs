using System.CommandLine;
using System.Globalization;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing resume-all</c>.</summary>
internal static class ResumeAllCommand
{
    public static Command Build(TimeProvider time)
    {
        Option<string?> why = ReasonOption.Build("Why, for the ledger, where it stays for ever: no names.", required: true);
        var command = new Command("resume-all", """
            Let everything go on that was stopped with stop-all, by however many people. The worker sends what was held up within half a minute, and begins
            with what is at a drop in part. "stopAll": true in gateway.json is not lifted: where it stands, everything is still stopped, and the answer
            says so. Where nothing is stopped by stop-all, nothing is recorded.

            Examples:
              datasharing resume-all --reason "source corrected CST-2026-001234"
              datasharing --json resume-all --reason "no breach CST-2026-001235"

            Exit codes: 0 nothing is stopped any more, 1 gateway.json still stops everything, or the ledger cannot be reached or written, 2 usage or configuration, 130 cancelled.
            """)
        {
            why,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.GuardedAsync(context, () => ResumeAsync(context, time, parsed.GetValue(why)!, ct));
        });
        return command;
    }

    private static async Task<int> ResumeAsync(CommandContext context, TimeProvider time, string why, CancellationToken ct)
    {
        StopSettings settings = StopSettings.Read(context.Folder);
        ((StandingOrder Order, IReadOnlyList<GivenStop> Lifted)? resumed, string? notOutside) = await StopLedger.GiveAsync(
            context, settings, time, (ledger, orders, limited) => new ResumeAll(ledger, orders, why).RunAsync(context.WhoAsks(time), limited),
            answer => answer?.Given, ct);
        string done = resumed is var (order, _)
            ? string.Create(CultureInfo.InvariantCulture, $"What was stopped with stop-all goes on: journal entry {order.Entry}.")
            : "Nothing was stopped with stop-all, and nothing is recorded.";
        return StopAnswer.Show(
            context, settings.StopAll ? ExitCode.Failed : ExitCode.Done, done, () => Show(context, settings, done, resumed, notOutside));
    }

    private static void Show(
        CommandContext context, StopSettings settings, string done, (StandingOrder Order, IReadOnlyList<GivenStop> Lifted)? resumed,
        string? notOutside)
    {
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                stopped = settings.StopAll,
                byFile = settings.StopAll,
                entry = resumed?.Order.Entry,
                lifted = (resumed?.Lifted ?? []).Select(StopAnswer.Document),
                outside = notOutside is null,
            });
            return;
        }

        foreach (GivenStop lifted in resumed?.Lifted ?? [])
        {
            context.Output.WriteLine($"Lifted: {StopAnswer.Line(lifted)}");
        }

        context.Output.WriteLine(done);
        if (notOutside is not null)
        {
            context.Error.WriteLine("Warning: " + notOutside);
        }

        if (settings.StopAll)
        {
            context.Error.WriteLine(
                $"EVERYTHING IS STILL STOPPED: stopAll is true in {StopSettings.FileIn(context.Folder)}. To go on, write \"stopAll\": false there.");
        }
    }
}
