using System.Globalization;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Servers;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace DataSharing.Gateway.Schedule;

/// <summary>
/// Where the scheduler keeps its jobs: in this process, or in the ledger's database, where several workers share them. What has been served
/// the ledger knows either way: a store that is lost loses nothing.
/// </summary>
internal static class SchedulerStore
{
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    /// <summary>Sets the scheduler up.</summary>
    /// <exception cref="InvalidOperationException">The ledger's connection string cannot be read any more.</exception>
    public static void Configure(IQuartzBuilder quartz, GatewaySettings settings, int threads)
    {
        quartz.UseDefaultThreadPool(pool => pool.MaxConcurrency = threads);
        if (!settings.IsClustered)
        {
            return;
        }

        string connection = settings.Ledger.ReadConnection()
            ?? throw new InvalidOperationException("The file with the ledger's connection string is missing.");
        quartz.ConfigureScheduler(options =>
        {
            options.InstanceName = "datasharing";
            options.InstanceId = string.Create(
                CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}");
            options.IdleWaitTime = Idle;
        });
        quartz.UsePersistentStore(store =>
        {
            settings.Ledger.Server.KeepSchedule(store, connection);
            store.ProvisionSchema();
            store.UseSystemTextJsonSerializer();
            store.UseClustering(cluster =>
            {
                cluster.CheckinInterval = CheckIn;
                cluster.CheckinMisfireThreshold = CheckIn;
            });
            store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
        });
    }
}

/// <summary>
/// Makes the scheduler's tables and opens its store before anything else asks for it, one worker at a time: of two that make them at once,
/// one would read tables that are half made, and not start.
/// </summary>
internal sealed class SchedulerTables(ISchedulerFactory schedulers, ExportLedger ledger, DatabaseServer server) : IHostedService
{
    private const string Name = "making the scheduler's tables";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (server.MakeSchedule is { } make)
        {
            await ledger.AloneAsync(Name, make, cancellationToken);
        }

        await ledger.AloneAsync(Name, async _ => await schedulers.GetScheduler(cancellationToken), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
