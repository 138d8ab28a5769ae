using System.CommandLine;
using System.Diagnostics;
using DataSharing.Gateway;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Sandbox;

/// <summary>The verb <c>flow</c>: one run of the real flow that can kill its own process when a step ends, so that the product needs no hooks for tests.</summary>
internal static class FlowVerb
{
    public static Command Build()
    {
        var config = new Option<string>("--config") { HelpName = "DIR", Required = true };
        var force = new Option<string>("--force") { Required = true };
        var task = new Option<string>("--task") { DefaultValueFactory = _ => "export" };
        task.AcceptOnlyFromAmong("export", "reexport", "resend", "confirm", "withdrawals");
        var sequence = new Option<int?>("--sequence");
        var kill = new Option<ExportStep?>("--kill-after") { Description = "End with SIGKILL when this step has ended." };
        var command = new Command("flow", """
            Runs one export flow, for tests of crashes.

            Example: flow --config .demo/config --force metropolitan --kill-after Built
            Exit codes: 0 delivered or nothing to send, 1 anything else, 137 killed.
            """)
        {
            config, force, task, sequence, kill,
        };
        command.Hidden = true;
        command.SetAction((parsed, ct) =>
        {
            ExportTask asked = parsed.GetRequiredValue(task) switch
            {
                "reexport" => ExportTask.ReexportFull,
                "resend" => ExportTask.Resend,
                "confirm" => ExportTask.Confirm,
                _ => ExportTask.Export,
            };
            var request = new ExportRequest(parsed.GetRequiredValue(force), asked, "sandbox") { Sequence = parsed.GetValue(sequence), Why = "a test", WithdrawalsAlone = parsed.GetRequiredValue(task) == "withdrawals" };
            return RunAsync(parsed.GetRequiredValue(config), request, parsed.GetValue(kill), ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(string config, ExportRequest request, ExportStep? kill, CancellationToken ct)
    {
        var folder = new ConfigurationFolder(config);
        using ExportLedger ledger = await ExportLedger.OpenAsync(folder.ReadSettings().Ledger, applySchema: true, TimeProvider.System, ct);
        var watch = new RunWatch
        {
            Stepped = (_, step) =>
            {
                if (step == kill)
                {
                    // SIGKILL, as the kernel or an administrator would send it: no handler runs, nothing is flushed.
                    Process.GetCurrentProcess().Kill();
                }
            },
        };
        var flow = new ExportRun(folder, ledger, Drops.Connector(TimeProvider.System), TimeProvider.System, NullLogger.Instance, watch);
        ExportResult result = await flow.RunAsync(request, ct);
        await Console.Out.WriteLineAsync($"{result.Outcome} {result.Reason} {result.Message}");
        return result.Outcome is RunOutcome.Delivered or RunOutcome.NothingToSend ? ExitCode.Done : ExitCode.Failed;
    }
}
