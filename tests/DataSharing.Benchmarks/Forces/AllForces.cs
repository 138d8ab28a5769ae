using System.Diagnostics;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Benchmarks;

/// <summary>What <c>datasharing export --all</c> does: every force of the folder, as many at once as gateway.json says.</summary>
internal static class AllForces
{
    public static async Task<Measured> MeasureAsync(string folder, bool swallow)
    {
        long started = Stopwatch.GetTimestamp();
        var configuration = new ConfigurationFolder(folder);
        GatewaySettings settings = configuration.ReadSettings();
        using ExportLedger ledger = await ExportLedger.OpenAsync(settings.Ledger, applySchema: true, TimeProvider.System);
        ISftpConnector connector = swallow ? new SwallowingConnector() : Drops.Connector(TimeProvider.System);
        var flow = new ExportRun(configuration, ledger, connector, TimeProvider.System, NullLogger.Instance, RunWatch.None);
        IReadOnlyList<string> forces = configuration.Forces();
        var results = new ExportResult[forces.Count];
        await Parallel.ForEachAsync(forces.Index(), new ParallelOptions { MaxDegreeOfParallelism = settings.DeliveriesAtOnce },
            async (force, ct) => results[force.Index] = await flow.RunAsync(new ExportRequest(force.Item, ExportTask.Export, "benchmark"), ct));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (results.FirstOrDefault(result => result.Outcome != RunOutcome.Delivered) is { } failed)
        {
            throw new InvalidOperationException($"{failed.Force} ended {failed.Outcome}: {failed.Reason?.Code} {failed.Message} {string.Join(' ', failed.Problems)}");
        }

        return Measured.Of(seconds, results.Sum(result => result.Rows.New + result.Rows.Amend + result.Rows.Withdraw),
            steps: new Dictionary<string, double> { ["forces"] = forces.Count, ["forcesWithRows"] = results.Count(result => result.Rows is not { New: 0, Amend: 0, Withdraw: 0 }) });
    }
}
