using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Health;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using DataSharing.Gateway.Schedule;
using DataSharing.Gateway.Standing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Quartz;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What systemd hears of the worker, over a real socket.</summary>
[Parallelizable(ParallelScope.All)]
[Early]
internal sealed class SystemdTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    [Test]
    public async Task The_program_says_that_it_is_ready_beats_and_says_that_it_stops()
    {
        await using Rig rig = Rig.Make();
        using var heard = new Heard(rig);
        using Process worker = rig.StartProgram(new Dictionary<string, string> { ["NOTIFY_SOCKET"] = heard.Path }, "run");
        Task<Ended> ended = Rig.EndAsync(worker);
        Assert.That(await heard.NextAsync(), Is.EqualTo("READY=1"), "Nothing is said before the loop has turned.");
        Assert.That(await heard.NextAsync(), Is.EqualTo("WATCHDOG=1"));
        Assert.That(await heard.NextAsync(), Is.EqualTo("WATCHDOG=1"), "With every turn of the loop.");
        using (Process kill = Process.Start("kill", ["-TERM", worker.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        string last = await heard.NextAsync();
        while (last == "WATCHDOG=1")
        {
            last = await heard.NextAsync();
        }

        Assert.That(last, Is.EqualTo("STOPPING=1"));
        Ended stopped = await ended.WaitAsync(Patience);
        Assert.That(stopped.Code, Is.Zero, stopped.Error);
        Assert.That(heard.Waiting, Is.Zero, "Nothing is said after that.");
    }

    [Test]
    public async Task While_the_ledger_is_waited_for_the_start_is_given_more_time_and_the_worker_is_not_ready()
    {
        await using Rig rig = Rig.Make();
        using var heard = new Heard(rig);
        rig.Edit("gateway.json", gateway => gateway["ledger"]!["database"] = "../not-there/ledger.db");
        using Process worker = rig.StartProgram(new Dictionary<string, string> { ["NOTIFY_SOCKET"] = heard.Path }, "run");
        Task<Ended> ended = Rig.EndAsync(worker);
        Assert.That(await heard.NextAsync(), Is.EqualTo("EXTEND_TIMEOUT_USEC=90000000"));
        Directory.CreateDirectory(System.IO.Path.Combine(rig.Folder, "not-there"));
        string next = await heard.NextAsync();
        while (next == "EXTEND_TIMEOUT_USEC=90000000")
        {
            next = await heard.NextAsync();
        }

        Assert.That(next, Is.EqualTo("READY=1"));
        worker.Kill();
        await ended;
    }

    [Test]
    public async Task The_beats_stop_when_the_loop_stands_and_go_on_when_it_does()
    {
        await using Rig rig = Rig.Make();
        using var heard = new Heard(rig);
        await rig.MakeLedgerAsync();
        var log = new StandingLog();
        await using Composed composed = await Composed.OfAsync(rig, heard, log);
        (FakeTimeProvider time, HealthState health, Worker worker) = (composed.Time, composed.Health, composed.Worker);

        await worker.StartAsync(default);
        await log.Started.WaitAsync(Patience);
        heard.Drain();
        time.Advance(Worker.Interval);
        Assert.That(await heard.NextAsync(), Is.EqualTo("WATCHDOG=1"));

        // The next turn has something to log, and whoever reads the log takes nothing more.
        log.Stand();
        rig.Edit($"forces/{Rig.Met}.json", profile => profile["schedule"]!["cron"] = "0 15 4 * * ?");
        time.Advance(Worker.Interval);
        await log.Entered.WaitAsync(Patience);
        for (int i = 0; i < 20; i++)
        {
            time.Advance(Worker.Interval);
        }

        Assert.That((heard.Waiting, health.IsLive), Is.EqualTo((0, false)), "No timer beats for a loop that stands.");
        log.GoOn();
        Assert.That(await heard.NextAsync(), Is.EqualTo("WATCHDOG=1"));
        await worker.StopAsync(default);
    }

    [Test]
    public async Task The_loop_turns_while_the_first_verification_lasts_and_nothing_is_scheduled_before_it_has_ended_well()
    {
        await using Rig rig = Rig.Make(DatabaseServer.PostgreSql);
        using var heard = new Heard(rig);
        await rig.MakeLedgerAsync();
        var log = new StandingLog();
        await using Composed composed = await Composed.OfAsync(rig, heard, log);
        using DbConnection other = rig.OpenLedger();
        using DbTransaction slow = other.BeginTransaction();
        using (DbCommand hold = other.CreateCommand())
        {
            // What makes a verification as slow as a test wants it.
            hold.CommandText = "lock table run in access exclusive mode";
            hold.ExecuteNonQuery();
        }

        await composed.Worker.StartAsync(default);
        Assert.That(await heard.NextAsync(), Is.EqualTo("READY=1"));
        Assert.That(await heard.NextAsync(), Is.EqualTo("WATCHDOG=1"));
        for (int i = 0; i < 12; i++)
        {
            composed.Time.Advance(Worker.Interval);
            Assert.That(await heard.NextAsync(), Is.EqualTo("WATCHDOG=1"));
        }

        Assert.That((composed.Health.IsLive, composed.Health.Missing, log.Started.IsCompleted), Is.EqualTo((true, "ledgerVerifying", false)), "Six minutes later.");
        slow.Rollback();
        await log.Started.WaitAsync(Patience);
        Assert.That(composed.Health.Missing, Is.Null);
        await composed.Worker.StopAsync(default);
    }

    /// <summary>A worker in this process, whose clock a test sets.</summary>
    private sealed class Composed(ServiceProvider services, ExportLedger ledger, AlertDesk desk) : IAsyncDisposable
    {
        public required FakeTimeProvider Time { get; init; }

        public required HealthState Health { get; init; }

        public required Worker Worker { get; init; }

        public static async Task<Composed> OfAsync(Rig rig, Heard heard, ILogger log)
        {
            // A server has a clock of its own to compare with, and a test lets six minutes pass.
            var time = new FakeTimeProvider(rig.Ledger.Server == DatabaseServer.Sqlite ? rig.Time.Now : DateTimeOffset.UtcNow.AddMinutes(-3));
            var folder = new ConfigurationFolder(rig.Config);
            ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: false, time);
            var desk = new AlertDesk(folder, time, NullLogger.Instance, isPatient: true);
            var alerter = new Alerter(folder, ledger, desk, time, NullLogger.Instance);
            var health = new HealthState(time);
            var report = new SystemdReport(heard, _ => Assert.Fail("The socket is there."));
            health.Turned += report.Turned;
            ServiceProvider services = new ServiceCollection().AddLogging().AddQuartz().BuildServiceProvider();
            return new Composed(services, ledger, desk)
            {
                Time = time,
                Health = health,
                Worker = new Worker(
                    services.GetRequiredService<ISchedulerFactory>(), scheduler => new NightlySchedule(folder, new DueTimes(folder, ledger, time), scheduler, time, log),
                    new WorkerWatch(folder, ledger, alerter, health, time, log), time, log, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance)),
            };
        }

        public async ValueTask DisposeAsync()
        {
            Worker.Dispose();
            await desk.DisposeAsync();
            ledger.Dispose();
            await services.DisposeAsync();
        }
    }

    /// <summary>systemd's end of the socket, and ours where the program is this process.</summary>
    private sealed class Heard : ISystemdNotifier, IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        public Heard(Rig rig)
        {
            Path = System.IO.Path.Combine(rig.Folder, "notify");
            _socket.Bind(new UnixDomainSocketEndPoint(Path));
        }

        public string Path { get; }

        public bool IsEnabled => true;

        /// <summary>Bytes that nobody has taken.</summary>
        public int Waiting => _socket.Available;

        public void Notify(ServiceState state)
        {
            using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            sender.Connect(new UnixDomainSocketEndPoint(Path));
            sender.Send(Encoding.UTF8.GetBytes(state.ToString()));
        }

        public async Task<string> NextAsync()
        {
            using var limit = new CancellationTokenSource(Patience);
            byte[] buffer = new byte[256];
            int read = await _socket.ReceiveAsync(buffer, limit.Token);
            return Encoding.UTF8.GetString(buffer, 0, read);
        }

        public void Drain()
        {
            byte[] buffer = new byte[256];
            while (_socket.Available > 0)
            {
                _socket.Receive(buffer);
            }
        }

        public void Dispose() => _socket.Dispose();
    }

    /// <summary>A log that stands, as one does whose reader takes nothing more.</summary>
    private sealed class StandingLog : ILogger
    {
        private const int WorkerStarted = 201;
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile TaskCompletionSource? _standing;

        public Task Started => _started.Task;

        public Task Entered => _entered.Task;

        public void Stand() => _standing = new TaskCompletionSource();

        public void GoOn() => _standing!.SetResult();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == WorkerStarted)
            {
                _started.TrySetResult();
            }

            if (_standing is { } standing)
            {
                _entered.TrySetResult();
                standing.Task.Wait();
            }
        }
    }
}
