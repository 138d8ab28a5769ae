using System.Diagnostics;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Benchmarks;

/// <summary>One run of the real flow for one force, to a drop that costs nothing.</summary>
internal static class OneForce
{
    public static async Task<Measured> MeasureAsync(string folder, string force)
    {
        var steps = new Dictionary<string, double>();
        long records = 0;
        long started = Stopwatch.GetTimestamp();
        var configuration = new ConfigurationFolder(folder);
        using ExportLedger ledger = await ExportLedger.OpenAsync(configuration.ReadSettings().Ledger, applySchema: true, TimeProvider.System);
        var watch = new RunWatch
        {
            Stepped = (_, step) => steps[step.ToString()] = Stopwatch.GetElapsedTime(started).TotalSeconds,
            RecordsRead = (_, read) => records = read,
        };
        var flow = new ExportRun(configuration, ledger, new SwallowingConnector(), TimeProvider.System, NullLogger.Instance, watch);
        ExportResult result = await flow.RunAsync(new ExportRequest(force, ExportTask.Export, "benchmark"), CancellationToken.None);
        double all = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (result.Outcome is not (RunOutcome.Delivered or RunOutcome.NothingToSend))
        {
            throw new InvalidOperationException($"The run ended {result.Outcome}: {result.Reason?.Code} {result.Message} {string.Join(' ', result.Problems.Select(problem => $"{problem.File}:{problem.Line} {problem.Path} {problem.Message}"))}");
        }

        if (result.Outcome == RunOutcome.NothingToSend)
        {
            return Measured.Of(all, records, steps: steps);
        }

        // Between Built and Closed stand the transfer, which is the drop's, and the look again, which is told by itself; closing the run follows.
        double transferred = steps["ManifestPut"] - steps["Built"];
        double lookedAgain = steps["LookedAgain"] - steps["Uploaded"];
        return Measured.Of(all - transferred, result.Rows.New, lookedAgain, steps);
    }
}
