using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Servers.Sqlite;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DataSharing.Gateway.Commands;

/// <summary>What a command does with the ledger.</summary>
internal enum LedgerUse
{
    /// <summary>Writes: where there is no ledger, one is made.</summary>
    Write,

    /// <summary>Reads it: an older one is brought up to date, and where there is none, none is made.</summary>
    Read,

    /// <summary>
    /// As <see cref="Write"/>, where a person accepts that the ledger is older, or lost: one is made also where something was sent.
    /// </summary>
    Accept,

    /// <summary>Leaves it as it is, but for the entry that says that values were shown.</summary>
    Look,
}

/// <summary>The ledger and the flow of one process, put together once.</summary>
internal sealed class Workshop : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    // A command tells each thing once, and an alert command has 30 seconds. A worker tells at its next start what it did not tell before it
    // ended.
    private static readonly TimeSpan CommandTells = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan WorkerTells = TimeSpan.FromSeconds(2);

    private readonly AlertDesk _desk;
    private readonly TimeSpan _tells;

    private Workshop(
        ConfigurationFolder folder, GatewaySettings settings, ExportLedger ledger, ILoggerFactory logs, TimeProvider time,
        AlertDesk? desk = null)
    {
        _desk = desk ?? new AlertDesk(folder, time, logs.CreateLogger("DataSharing"), isPatient: false);
        _tells = desk is null ? CommandTells : WorkerTells;
        Folder = folder;
        Settings = settings;
        Ledger = ledger;
        Logs = logs;
        Time = time;
        Log = logs.CreateLogger("DataSharing");
        Alerter = new Alerter(folder, ledger, _desk, time, Log);
    }

    public ConfigurationFolder Folder { get; }

    public GatewaySettings Settings { get; }

    public ExportLedger Ledger { get; }

    public ILoggerFactory Logs { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public Alerter Alerter { get; }

    /// <summary>
    /// Waits as long as a command does for what is to be told: for a worker that ends itself, and whose end nobody else knows.
    /// </summary>
    public Task TellAsync() => _desk.DrainAsync(CommandTells);

    /// <summary>
    /// Reads gateway.json and opens the ledger, before anything of the source is read; what killed dry runs left is removed.
    /// </summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="time">The clock.</param>
    /// <param name="use">What the ledger is opened for.</param>
    /// <param name="upgrade">Told how far it is, when an older ledger is brought up to date.</param>
    /// <param name="ct">Stops the opening.</param>
    /// <exception cref="ConfigurationException">gateway.json has problems.</exception>
    /// <exception cref="LedgerException">The ledger is locked, damaged or does not fit.</exception>
    public static async Task<Workshop> OpenAsync(
        ConfigurationFolder folder, TimeProvider time, LedgerUse use, IProgress<LedgerUpgrade> upgrade, CancellationToken ct)
    {
        GatewaySettings settings = folder.ReadSettings();
        if (use != LedgerUse.Accept)
        {
            await LedgerAge.RequireLedgerAsync(settings, ct);
        }

        ExportLedger ledger = use is LedgerUse.Write or LedgerUse.Accept
            ? await ExportLedger.OpenAsync(settings.Ledger, applySchema: true, time, upgrade, ct)
            : await ExportLedger.OpenToLookAsync(
                settings.Ledger, SqliteServer.StandIn, applySchema: use == LedgerUse.Read, time, upgrade, ct);
        if (use != LedgerUse.Look)
        {
            DryRunFolder.RemoveStale(settings.OutboxFolder);
        }

        return new Workshop(folder, settings, ledger, LogsOf(settings), time);
    }

    /// <summary>
    /// As <see cref="OpenAsync"/>, for a worker: a ledger that is locked, cannot be reached or is gone is waited for, longer each time, up
    /// to a minute.
    /// </summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waiting">Told the reason code each time the ledger cannot be opened.</param>
    /// <param name="ct">Stops the waiting.</param>
    /// <exception cref="ConfigurationException">gateway.json has problems.</exception>
    /// <exception cref="LedgerException">The ledger is damaged or does not fit: waiting mends neither.</exception>
    public static async Task<Workshop> OpenPatientlyAsync(
        ConfigurationFolder folder, TimeProvider time, Action<string> waiting, CancellationToken ct)
    {
        GatewaySettings settings = folder.ReadSettings();
        ReducedLogs logs = LogsOf(settings);
        ILogger log = logs.CreateLogger(ReducedLogs.Own);
        var desk = new AlertDesk(folder, time, log, isPatient: true);
        try
        {
            for (TimeSpan delay = TimeSpan.FromSeconds(1); ; delay = delay * 2 < LongestWait ? delay * 2 : LongestWait)
            {
                try
                {
                    var upgrade = new UpgradeReport(
                        step => log.LedgerUpgrading(step.From, step.To, step.Statement, step.Statements, step.Rows, step.Elapsed));
                    await LedgerAge.RequireLedgerAsync(settings, ct);
                    ExportLedger ledger = await ExportLedger.OpenAsync(settings.Ledger, applySchema: true, time, upgrade, ct);
                    DryRunFolder.RemoveStale(settings.OutboxFolder);
                    return new Workshop(folder, settings, ledger, logs, time, desk);
                }
                catch (LedgerException error) when (error.Kind is LedgerFault.Locked or LedgerFault.Unavailable or LedgerFault.Missing)
                {
                    Reason reason = Failures.ReasonOf(error)!;
                    waiting(reason.Code);
                    desk.Unready(reason);
                    log.LedgerAwaited(reason, delay);
                    await Task.Delay(delay, time, ct);
                }
            }
        }
        catch
        {
            // That the worker does not start is told by its exit code, and by whoever starts it: it would be told again at each restart.
            await desk.DrainAsync(WorkerTells);
            await desk.DisposeAsync();
            logs.Dispose();
            throw;
        }
    }

    public ExportRun Flow(RunWatch watch) => new(Folder, Ledger, Drops.Connector(Time), Time, Log, watch, Alerter);

    public ExportPlan Plan(RunWatch watch) => new(Folder, Ledger, Time, Log, watch);

    /// <summary>A command that met a changed file of people tells it itself: no worker may run.</summary>
    private async Task TellPeopleAsync()
    {
        if (!Ledger.People.Noted || _desk.IsWorkers)
        {
            return;
        }

        try
        {
            await Alerter.People.LookAsync(CancellationToken.None);
        }
        catch (LedgerException error)
        {
            Log.PeopleNotTold(FailureNote.Of(error));
        }
    }

    private static ReducedLogs LogsOf(GatewaySettings settings) => new(LoggerFactory.Create(builder => builder
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("DataSharing", Console.IsErrorRedirected ? LogLevel.Information : LogLevel.Error)
        .AddJsonConsole(options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        })
        .AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z' ";
            options.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        })
        .Services.Configure<ConsoleLoggerOptions>(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            options.FormatterName = settings.LogsJson ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
        })));

    public async ValueTask DisposeAsync()
    {
        await TellPeopleAsync();
        await _desk.DrainAsync(_tells);
        await _desk.DisposeAsync();
        Ledger.Dispose();
        Logs.Dispose();
    }
}
