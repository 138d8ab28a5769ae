using System.CommandLine;
using DataSharing.Gateway.Schedule;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing run</c>: the worker.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(60);

    // Jobs wait for their turn inside a thread of the pool; how many deliver at once is counted apart.
    private const int ForcesAtOnce = 64;

    public static Command Build(TimeProvider time)
    {
        var command = new Command("run", """
            Run the worker: export for each enabled force when its profile's schedule says so, until it is stopped (SIGTERM or Ctrl-C).
            A profile that is added, changed or removed takes effect within a minute. A night missed while the worker was down is
            caught up once. The log goes to standard error.

            Example:
              datasharing --config /etc/datasharing run

            Exit codes: 0 stopped when asked, 1 the ledger cannot be used, 2 usage or configuration.
            """);
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(context, time, workshop => ServeAsync(workshop, ct), ct);
        });
        return command;
    }

    private static async Task<int> ServeAsync(Workshop workshop, CancellationToken ct)
    {
        // What all forces share must be whole at the start; a single force's profile need not be.
        workshop.Folder.ReadController();
        ILogger log = workshop.Logs.CreateLogger("DataSharing");
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(workshop.Logs);
        builder.Services.AddSingleton(workshop.Folder);
        builder.Services.AddSingleton(workshop.Ledger);
        builder.Services.AddSingleton(workshop.Time);
        builder.Services.AddSingleton(workshop.Flow(RunWatch.None));
        builder.Services.AddSingleton(new DeliverySlots(workshop.Settings.DeliveriesAtOnce));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeToStop);
        builder.Services.AddQuartz(quartz => quartz.UseDefaultThreadPool(pool => pool.MaxConcurrency = ForcesAtOnce));
        builder.Services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        builder.Services.AddHostedService(services => new Worker(
            services.GetRequiredService<ISchedulerFactory>(),
            scheduler => new NightlySchedule(workshop.Folder, workshop.Ledger, scheduler, workshop.Time, log),
            workshop.Time,
            log));
        using IHost host = builder.Build();
        await host.RunAsync(ct).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
