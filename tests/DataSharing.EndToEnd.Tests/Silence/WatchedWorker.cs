using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Health;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using DataSharing.Gateway.Schedule;
using DataSharing.Gateway.Standing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DataSharing.EndToEnd.Tests.Silence;

/// <summary>
/// What a worker does at each of its looks, at times that a test sets: the ledger is looked at, every force whose due time is unserved runs once, and the notices look. Its
/// alert command is a real program.
/// </summary>
internal sealed class WatchedWorker : IAsyncDisposable
{
    private readonly HashSet<string> _tried = new(StringComparer.Ordinal);
    private readonly EventLog _log = new();
    private readonly List<IAsyncDisposable> _kept = [];
    private ExportLedger _ledger = null!;
    private AlertDesk _desk = null!;
    private WorkerWatch _watch = null!;
    private ExportRun _flow = null!;

    private WatchedWorker(Rig rig)
    {
        Rig = rig;
        Connector = rig.Bare;
    }

    public Rig Rig { get; }

    /// <summary>The way to the drops.</summary>
    public ISftpConnector Connector { get; set; }

    /// <summary>Told each step of a run.</summary>
    public Action<string, ExportStep>? Stepped { get; set; }

    public HealthState Health { get; private set; } = null!;

    /// <summary>The names of the log's lines so far.</summary>
    public IReadOnlyCollection<string> Logged => _log.Names;

    /// <summary>Whether looks wait until everything was told.</summary>
    public bool Drains { get; set; } = true;

    /// <summary>The worker starts.</summary>
    public static async Task<WatchedWorker> StartAsync(Rig rig, DateTimeOffset now)
    {
        rig.Time.Now = now;
        var worker = new WatchedWorker(rig);
        await worker.ComposeAsync(new LedgerOptions { BusyTimeout = TimeSpan.FromSeconds(1) });
        return worker;
    }

    /// <summary>Ends its process and starts another one.</summary>
    /// <param name="options">Of the next one's ledger.</param>
    /// <param name="meanwhile">What happens while no process has the ledger open.</param>
    public async Task RestartAsync(LedgerOptions? options = null, Action? meanwhile = null)
    {
        await EndAsync();
        meanwhile?.Invoke();
        await ComposeAsync(options ?? new LedgerOptions { BusyTimeout = TimeSpan.FromSeconds(1) });
    }

    /// <summary>One look.</summary>
    public async Task LookAsync()
    {
        try
        {
            if (await MaySendAsync())
            {
                await RunDueAsync();
                await _watch.LookedAsync(default);
            }
        }
        catch (Exception error) when (error is not AssertionException)
        {
            // As the worker's loop does.
            _watch.Failed(error);
        }

        Assert.That(!Drains || await _desk.DrainedAsync(), Is.True, "Everything is told within a minute.");
    }

    /// <summary>Looks now, and then at every interval up to a moment, which is included.</summary>
    public async Task LookUntilAsync(DateTimeOffset last, TimeSpan interval, Func<bool>? enough = null)
    {
        while (Rig.Time.Now < last && enough?.Invoke() != true)
        {
            Rig.Time.Now = Rig.Time.Now + interval < last ? Rig.Time.Now + interval : last;
            await LookAsync();
        }
    }

    public IReadOnlyList<JsonNode> Told() => Office.Told(Rig);

    /// <summary>Ends something with this worker.</summary>
    public T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _kept.Add(part);
        return part;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (IAsyncDisposable part in _kept)
        {
            await part.DisposeAsync();
        }
    }

    /// <summary>A worker's first look begins the verification of the ledger, and the loop turns again as soon as that has ended.</summary>
    private async Task<bool> MaySendAsync()
    {
        bool may = await _watch.MaySendAsync(default);
        if (may || Health.Missing != Reason.LedgerVerifying.Code)
        {
            return may;
        }

        await _watch.Changed.WaitAsync(TimeSpan.FromSeconds(60));
        return await _watch.MaySendAsync(default);
    }

    private async Task EndAsync()
    {
        await _desk.DisposeAsync();
        _ledger.Dispose();
    }

    private async Task ComposeAsync(LedgerOptions options)
    {
        var folder = new ConfigurationFolder(Rig.Config, Rig.Time);
        // The options are a file's.
        _ledger = Rig.Ledger.Server == DatabaseServer.Sqlite
            ? await ExportLedger.OpenAsync(Rig.LedgerPath, applySchema: true, Rig.Time, options)
            : await ExportLedger.OpenAsync(Rig.Ledger, applySchema: true, Rig.Time);
        _desk = new AlertDesk(folder, Rig.Time, _log, isPatient: true, firstDelay: TimeSpan.FromMilliseconds(20));
        var alerter = new Alerter(folder, _ledger, _desk, Rig.Time, _log);
        Health = new HealthState(Rig.Time);
        _watch = new WorkerWatch(folder, _ledger, alerter, Health, Rig.Time, _log);
        _flow = new ExportRun(folder, _ledger, new Way(this), Rig.Time, _log, new RunWatch { Stepped = (force, step) => Stepped?.Invoke(force, step) }, alerter);
    }

    private async Task RunDueAsync()
    {
        var folder = new ConfigurationFolder(Rig.Config, Rig.Time);
        foreach (string force in folder.Forces())
        {
            try
            {
                ForceConfiguration configuration = folder.ReadForce(force);
                if (configuration.Profile.Enabled && await DueTimes.UnservedDueAsync(_ledger, force, configuration.Schedule, Rig.Time.Now, default) is { } due && _tried.Add($"{force} {due:u}"))
                {
                    await _flow.RunAsync(new ExportRequest(force, ExportTask.Export, "schedule") { DueAt = due }, default);
                }
            }
            catch (ConfigurationException)
            {
                // Its job is taken away.
            }
        }
    }

    /// <summary>The way that is set when it is asked for.</summary>
    private sealed class Way(WatchedWorker worker) : ISftpConnector
    {
        public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct) => worker.Connector.ConnectAsync(endpoint, ct);
    }

    private sealed class EventLog : ILogger
    {
        private readonly ConcurrentQueue<string> _names = new();

        public IReadOnlyCollection<string> Names => _names;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _names.Enqueue(eventId.Name ?? "");
    }
}
