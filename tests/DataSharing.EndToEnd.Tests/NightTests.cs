using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Npgsql;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What keeps the real worker from a night, and is over again: the night goes by itself, once.</summary>
[Parallelizable(ParallelScope.All)]
[Early]
internal sealed class NightTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    [Test]
    public async Task A_ledger_that_is_down_over_the_due_second_costs_no_night_and_nothing_is_thrown_into_the_scheduler()
    {
        await using Rig rig = MetAlone(DatabaseServer.PostgreSql);
        var address = new NpgsqlConnectionStringBuilder(rig.LedgerConnection);
        await using var door = new TcpDoor(address.Port);
        // The rig itself goes on by the straight way.
        File.WriteAllText(Path.Combine(rig.Folder, "by-the-door.connection"), new NpgsqlConnectionStringBuilder(rig.LedgerConnection) { Port = door.Port, Host = "127.0.0.1", Timeout = 5 }.ConnectionString);
        rig.Edit("gateway.json", gateway => gateway["ledger"]!["connection"]!["file"] = "../by-the-door.connection");
        await using Watched worker = await Watched.StartAsync(rig);
        DateTimeOffset due = await worker.DueInAsync(TimeSpan.FromSeconds(60));
        await worker.UntilAsync(due.AddSeconds(-4));
        await door.ShutAsync();
        await worker.SaysAsync("RunNotBegun metropolitan ledgerUnavailable");
        await worker.UntilAsync(due.AddSeconds(20));
        door.Open();

        RecordedRun[] runs = await worker.DeliveredAsync();
        Assert.That(worker.Log, Does.Not.Contain("unhandled").IgnoreCase);
        Assert.That(runs.Select(run => (run.Outcome, run.Reason, run.DueAt)), Is.EqualTo(new[] { (RunOutcome.Failed, "ledgerUnavailable", due), ((RunOutcome?)RunOutcome.Delivered, (string?)null, (DateTimeOffset?)due) }), worker.Log);
        Assert.That(rig.Inbox(Rig.Met), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_night_that_stopAll_refused_goes_when_it_is_false_again()
    {
        await using Rig rig = MetAlone();
        await using Watched worker = await Watched.StartAsync(rig);
        rig.Edit("gateway.json", gateway => gateway["stopAll"] = true);
        await worker.DueInAsync(TimeSpan.FromSeconds(60));
        await worker.SaysAsync("RunEnded metropolitan Refused");
        // Two looks, seen by what they do for another profile.
        File.Copy(Path.Combine(rig.Config, "forces/metropolitan.json"), Path.Combine(rig.Config, "forces/kent.json"));
        await worker.SaysAsync("ForceSuspended kent");
        File.Delete(Path.Combine(rig.Config, "forces/kent.json"));
        rig.Edit("forces/metropolitan.json", profile => profile["schedule"]!["lateMinutes"] = 400);
        File.Copy(Path.Combine(rig.Config, "forces/metropolitan.json"), Path.Combine(rig.Config, "forces/surrey.json"));
        await worker.SaysAsync("ForceSuspended surrey");
        Assert.That(await worker.RunsAsync(), Has.Length.EqualTo(1), "One line for as long as it stands.");
        rig.Edit("gateway.json", gateway => gateway["stopAll"] = false);
        RecordedRun[] runs = await worker.DeliveredAsync();
        Assert.That(runs.Select(run => (run.Outcome, run.Reason)), Is.EqualTo(new[] { (RunOutcome.Refused, "stopAll"), ((RunOutcome?)RunOutcome.Delivered, (string?)null) }));
        Assert.That(worker.Log, Does.Contain("CatchUp metropolitan due="));
    }

    [Test]
    public async Task A_worker_started_late_has_its_whole_window_although_the_first_try_fails()
    {
        await using Rig rig = MetAlone();
        await SeenAsync(rig);
        await using var door = new TcpDoor(OneServer.Running.Port);
        await door.ShutAsync();
        rig.Edit("forces/metropolitan.json", profile =>
        {
            profile["drop"]!["port"] = door.Port;
            profile["schedule"]!["cron"] = HoursAgo(9);
        });
        await using Watched worker = await Watched.StartAsync(rig);
        await worker.SaysAsync("CatchUp metropolitan due=");
        await worker.SaysAsync("RetryPlanned metropolitan attempt=1");
        door.Open();
        RecordedRun[] runs = await worker.DeliveredAsync();
        Assert.That(runs[0].Reason, Is.EqualTo("dropUnreachable"));
        Assert.That(runs.Count(run => run.Outcome == RunOutcome.Delivered), Is.EqualTo(1));
        Assert.That(runs.Select(run => run.DueAt).Distinct().Count(), Is.EqualTo(1), "All of it for one due time.");
        Assert.That(worker.Log, Does.Not.Contain("RetriesEnded"));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_lease_that_another_machine_left_is_waited_for_and_costs_no_try()
    {
        await using Rig rig = MetAlone();
        await SeenAsync(rig);
        rig.Edit("forces/metropolitan.json", profile =>
        {
            profile["schedule"]!["cron"] = HoursAgo(9);
            profile["schedule"]!["retryMinutes"] = 0;
        });
        using (ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, TimeProvider.System))
        await using (Lease lease = (await ledger.Leases.TryAcquireAsync(Rig.Met))!)
        {
            using DbConnection connection = rig.OpenLedger();
            using DbCommand command = connection.CreateCommand();
            command.CommandText = "update lease set boot_id = 'another machine', expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+50 seconds')";
            command.ExecuteNonQuery();
        }

        await using Watched worker = await Watched.StartAsync(rig);
        await worker.SaysAsync("LeaseAwaited metropolitan until=");
        RecordedRun[] runs = await worker.DeliveredAsync();
        Assert.That(runs, Has.Length.EqualTo(1), "Nothing was tried before it could be.");
        Assert.That(worker.Log, Does.Not.Contain("RetriesEnded").And.Not.Contain("RunEnded metropolitan Busy"));
    }

    private static Rig MetAlone(DatabaseServer server = DatabaseServer.Sqlite)
    {
        Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 1);
        foreach (string other in (string[])[Rig.Gmp, Rig.Notts])
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{other}.json"));
        }

        return rig;
    }

    /// <summary>The profile was first read enabled days ago, so that the last due time counts.</summary>
    private static async Task SeenAsync(Rig rig)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, TimeProvider.System);
        await ledger.Profiles.FirstSeenEnabledAsync(Rig.Met, TimeProvider.System.GetUtcNow().AddDays(-3));
    }

    private static string HoursAgo(int hours)
    {
        DateTimeOffset at = Local(TimeProvider.System.GetUtcNow().AddHours(-hours));
        return string.Create(CultureInfo.InvariantCulture, $"0 {at.Minute} {at.Hour} * * ?");
    }

    private static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/London"));

    /// <summary>A real worker whose log is read as it is written.</summary>
    private sealed class Watched : IAsyncDisposable
    {
        private readonly Rig _rig;
        private readonly Process _process;
        private readonly StringBuilder _log = new();
        private readonly List<(string Text, TaskCompletionSource Said)> _awaited = [];

        private Watched(Rig rig, Process process)
        {
            _rig = rig;
            _process = process;
        }

        public string Log
        {
            get
            {
                lock (_log)
                {
                    return _log.ToString();
                }
            }
        }

        public static async Task<Watched> StartAsync(Rig rig)
        {
            Process process = rig.StartProgram(new Dictionary<string, string>(), "run");
            var watched = new Watched(rig, process);
            process.ErrorDataReceived += (_, line) => watched.Read(line.Data);
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            await watched.SaysAsync("WorkerStarted");
            return watched;
        }

        /// <summary>Waits until the log has a text.</summary>
        public async Task SaysAsync(string text)
        {
            var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_log)
            {
                if (_log.ToString().Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                _awaited.Add((text, said));
            }

            Task first = await Task.WhenAny(said.Task, _process.WaitForExitAsync(), Task.Delay(Patience));
            Assert.That(first, Is.SameAs(said.Task), $"The log never said \"{text}\":\n{Log}");
        }

        /// <summary>Gives the force a schedule that is due after a time, and waits until the worker has it.</summary>
        public async Task<DateTimeOffset> DueInAsync(TimeSpan after)
        {
            DateTimeOffset at = TimeProvider.System.GetUtcNow() + after;
            var due = new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, at.Minute, at.Second, TimeSpan.Zero);
            DateTimeOffset local = Local(due);
            _rig.Edit("forces/metropolitan.json", profile => profile["schedule"]!["cron"] = string.Create(CultureInfo.InvariantCulture, $"{local.Second} {local.Minute} {local.Hour} * * ?"));
            await SaysAsync(string.Create(CultureInfo.InvariantCulture, $"ForceScheduled metropolitan next={due:u}"));
            return due;
        }

        /// <summary>Waits for a moment: what a clock does nothing else can.</summary>
        public async Task UntilAsync(DateTimeOffset moment)
        {
            TimeSpan left = moment - TimeProvider.System.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left);
            }

            Assert.That(_process.HasExited, Is.False, Log);
        }

        /// <summary>Waits until a run has delivered; gives all runs, oldest first.</summary>
        public async Task<RecordedRun[]> DeliveredAsync()
        {
            await SaysAsync("RunEnded metropolitan Delivered");
            return await RunsAsync();
        }

        public async Task<RecordedRun[]> RunsAsync() => [.. (await _rig.LedgerAsync(ledger => ledger.Runs.HistoryAsync(Rig.Met, 100))).Reverse()];

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private void Read(string? line)
        {
            lock (_log)
            {
                _log.AppendLine(line);
                foreach ((string text, TaskCompletionSource said) in _awaited)
                {
                    if (line?.Contains(text, StringComparison.Ordinal) == true)
                    {
                        said.TrySetResult();
                    }
                }
            }
        }
    }
}
