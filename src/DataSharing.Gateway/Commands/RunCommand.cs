using System.CommandLine;
using System.Runtime.CompilerServices;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Health;
using DataSharing.Gateway.Schedule;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Quartz;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing run</c>: the worker.</summary>
internal static class RunCommand
{
    // What is under way ends at its next step; what waits for a server that does not answer is left, and taken up by the next start.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(10);

    // Longer than twice the interval at which it is asked for again.
    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(90);

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

            It stops within 15 seconds, whatever it waits for; what did not end by then is taken up at the next start.

            Exit codes: 0 stopped when asked, 1 the ledger cannot be used or a newer version of the program has it, 2 usage or configuration,
            130 stopped when asked, before it was ready or without waiting for what did not end.
            """);
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.GuardedAsync(context, () => ServeAsync(context, time, ct));
        });
        return command;
    }

    private static async Task<int> ServeAsync(CommandContext context, TimeProvider time, CancellationToken ct)
    {
        // What all forces share must be whole at the start; a single force's profile need not be.
        GatewaySettings settings = context.Folder.ReadController().Settings;
        var health = new HealthState(time);
        await using HealthServer? server = await HealthServer.StartAsync(settings.HealthPort, health, ct);
        ISystemdNotifier systemd = new SystemdNotifier();
        Workshop workshop = await OpenAsync(context, time, health, new SystemdReport(systemd, _ => { }), ct);
        await using Workshop closing = workshop;
        var report = new SystemdReport(systemd, error => workshop.Log.SystemdNotTold(FailureNote.Of(error)));
        health.Turned += report.Turned;
        using IDisposable? metrics = MetricsExport.Start(settings.Metrics);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(workshop.Logs);
        builder.Services.AddSingleton(workshop.Folder);
        builder.Services.AddSingleton(workshop.Ledger);
        builder.Services.AddSingleton(workshop.Time);
        var due = new DueTimes(workshop.Folder, workshop.Ledger, workshop.Time);
        builder.Services.AddSingleton(due);
        var withdrawals = new WithdrawalNights(workshop.Folder, workshop.Ledger, workshop.Time, workshop.Log);
        builder.Services.AddSingleton(withdrawals);
        builder.Services.AddSingleton(workshop.Flow(RunWatch.None));
        builder.Services.AddSingleton(new DeliverySlots(workshop.Settings.DeliveriesAtOnce));
        builder.Services.AddSingleton<IHostLifetime, SignalledElsewhere>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeToStop);
        builder.Services.AddQuartz(quartz => SchedulerStore.Configure(quartz, workshop.Settings, ForcesAtOnce));
        if (workshop.Settings.IsClustered)
        {
            builder.Services.AddHostedService(
                services => new SchedulerTables(
                services.GetRequiredService<ISchedulerFactory>(), workshop.Ledger, workshop.Settings.Ledger.Server));
        }

        builder.Services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        builder.Services.AddSingleton(services => new Worker(
            services.GetRequiredService<ISchedulerFactory>(),
            scheduler => new NightlySchedule(workshop.Folder, due, scheduler, workshop.Time, workshop.Log) { Withdrawals = withdrawals },
            new WorkerWatch(workshop.Folder, workshop.Ledger, workshop.Alerter, health, workshop.Time, workshop.Log),
            workshop.Time,
            workshop.Log,
            services.GetRequiredService<IHostApplicationLifetime>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<Worker>());
        using IHost host = builder.Build();
        Worker worker = host.Services.GetRequiredService<Worker>();
        using CancellationTokenRegistration stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(report.Stopping);
        await host.RunAsync(ct);
        if (worker.Ended is { } ended)
        {
            await workshop.TellAsync();
            throw ended;
        }

        return ExitCode.Done;
    }

    /// <summary>
    /// The signals are those of <see cref="StopRequest"/> alone: the host's own way would take the second for another first.
    /// </summary>
    private sealed class SignalledElsewhere : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Opens the ledger; while it cannot be reached the worker lives, and is not ready.</summary>
    private static async Task<Workshop> OpenAsync(
        CommandContext context, TimeProvider time, HealthState health, SystemdReport report, CancellationToken ct)
    {
        using var beating = new PeriodicTimer(Worker.Interval, time);
        Task<Workshop> opening = Workshop.OpenPatientlyAsync(context.Folder, time, health.Became, ct);
        while (await Task.WhenAny(opening, beating.WaitForNextTickAsync(ct).AsTask()) != opening)
        {
            health.Looked();
            report.Starting(LongestOpening);
        }

        return await opening;
    }
}
