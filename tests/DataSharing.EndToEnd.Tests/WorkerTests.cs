using System.Diagnostics;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using DataSharing.Gateway.Servers.Sqlite;
using DataSharing.Gateway.Standing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The worker: fires by itself, takes profiles up while it runs, catches up once, and stops when asked.</summary>
[Parallelizable(ParallelScope.All)]
[Early]
internal sealed class WorkerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    [Test]
    public async Task Fires_when_it_is_due_takes_up_a_new_profile_suspends_a_broken_one_and_stops_cleanly()
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met);
        rig.Source.Add(2, Rig.Gmp);
        foreach (string force in Rig.Forces)
        {
            rig.Edit($"forces/{force}.json", profile => profile["schedule"]!["cron"] = "0/10 * * * * ?");
        }

        string late = Path.Combine(rig.Config, "forces/greater-manchester.json");
        string profile = File.ReadAllText(late);
        File.Delete(late);
        rig.Edit("forces/nottinghamshire.json", broken => broken["emptyNight"] = "never");

        using Process worker = rig.StartProgram(new Dictionary<string, string>(), "run");
        Task<Ended> ended = Rig.EndAsync(worker);
        await ArrivesAsync(rig, Rig.Met, ended);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty, "A force without a profile gets nothing.");
        File.WriteAllText(late, profile);
        await ArrivesAsync(rig, Rig.Gmp, ended);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Notts)), Is.Empty, "A broken profile suspends its force, and only that.");

        using (Process kill = Process.Start("kill", ["-TERM", worker.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        Ended stopped = await ended.WaitAsync(Patience);
        Assert.That(stopped.Code, Is.Zero, stopped.Error);
        Assert.That(stopped.Error, Does.Contain("ForceSuspended nottinghamshire").And.Contain("WorkerStopped"));
        Assert.That(stopped.Output, Is.Empty);

        // Stopped between a manifest's arrival and the ledger's last entry, the export is finished by the next run.
        await rig.ExportAsync(Rig.Met);
        await rig.ExportAsync(Rig.Gmp);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(1));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(1));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_night_that_fails_for_a_passing_reason_is_tried_again_within_its_window()
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met);
        // Due once today: what comes after that is a retry.
        TimeZoneInfo london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        DateTimeOffset due = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow().AddSeconds(70), london);
        int port = 0;
        rig.Edit("forces/metropolitan.json", profile =>
        {
            profile["schedule"]!["cron"] = System.FormattableString.Invariant($"0 {due.Minute} {due.Hour} * * ?");
            port = profile["drop"]!["port"]!.GetValue<int>();
            profile["drop"]!["port"] = 1;
        });
        foreach (string other in (string[])[Rig.Gmp, Rig.Notts])
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{other}.json"));
        }

        using Process worker = rig.StartProgram(new Dictionary<string, string>(), "run");
        var planned = new TaskCompletionSource();
        var log = new System.Text.StringBuilder();
        worker.ErrorDataReceived += (_, line) =>
        {
            lock (log)
            {
                log.AppendLine(line.Data);
            }

            if (line.Data?.Contains("RetryPlanned metropolitan attempt=1", StringComparison.Ordinal) == true)
            {
                planned.TrySetResult();
            }
        };
        worker.BeginErrorReadLine();
        await planned.Task.WaitAsync(Patience);
        rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["port"] = port);
        await ArrivesAsync(rig, Rig.Met, new TaskCompletionSource<Ended>().Task);
        worker.Kill();
        await worker.WaitForExitAsync();
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(1), log.ToString());
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_force_that_is_switched_off_or_gone_is_told_what_was_withdrawn(bool gone)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["enabled"] = false);
        if (gone)
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{Rig.Gmp}.json"));
        }

        using Process worker = rig.StartProgram(new Dictionary<string, string>(), "run");
        var told = new TaskCompletionSource();
        var log = new System.Text.StringBuilder();
        worker.ErrorDataReceived += (_, line) =>
        {
            lock (log)
            {
                log.AppendLine(line.Data);
            }

            if (line.Data?.Contains($"RunEnded {Rig.Gmp}", StringComparison.Ordinal) == true)
            {
                told.TrySetResult();
            }
        };
        worker.BeginErrorReadLine();
        await told.Task.WaitAsync(Patience);
        worker.Kill();
        await worker.WaitForExitAsync();
        Assert.That(rig.Inbox(Rig.Gmp)[^1].Records.Select(row => row["action"]), Is.EqualTo((string[])["WITHDRAW"]), log.ToString());
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_three_night_outage_is_caught_up_once()
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met);
        ScheduleSettings nightly = new ConfigurationFolder(rig.Config).ReadForce(Rig.Met).Schedule;
        var first = new DateTimeOffset(2026, 11, 16, 20, 0, 0, TimeSpan.Zero);
        Assert.That(await ServeAsync(rig, nightly, first), Is.Null, "Due times before the profile was first read enabled do not count.");

        DateTimeOffset morning = first.AddDays(1);
        DateTimeOffset? served = await ServeAsync(rig, nightly, morning);
        Assert.That(served, Is.EqualTo(new DateTimeOffset(2026, 11, 17, 2, 30, 0, TimeSpan.Zero)));
        Assert.That(await ServeAsync(rig, nightly, morning.AddMinutes(1)), Is.Null, "A due time served is not served again.");

        // Down for three nights: one run covers them all, and serves the last due time.
        rig.Source.Add(2, Rig.Met);
        DateTimeOffset back = first.AddDays(4);
        Assert.That(await ServeAsync(rig, nightly, back), Is.EqualTo(new DateTimeOffset(2026, 11, 20, 2, 30, 0, TimeSpan.Zero)));
        Assert.That(await ServeAsync(rig, nightly, back.AddMinutes(1)), Is.Null);
        Assert.That(rig.Inbox(Rig.Met), Has.Count.EqualTo(2));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_night_that_failed_is_not_served()
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met);
        ScheduleSettings nightly = new ConfigurationFolder(rig.Config).ReadForce(Rig.Met).Schedule;
        var first = new DateTimeOffset(2026, 11, 16, 20, 0, 0, TimeSpan.Zero);
        await ServeAsync(rig, nightly, first);
        int port = 0;
        rig.Edit("forces/metropolitan.json", profile =>
        {
            port = profile["drop"]!["port"]!.GetValue<int>();
            profile["drop"]!["port"] = 1;
        });
        DateTimeOffset? due = await ServeAsync(rig, nightly, first.AddDays(1));
        Assert.That(due, Is.Not.Null);
        rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["port"] = port);
        Assert.That(await ServeAsync(rig, nightly, first.AddDays(1).AddHours(1)), Is.EqualTo(due), "It is tried again for the same due time.");
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(1));
    }

    [TestCase("2026-10-25", 1, Description = "The hour from 01:00 comes twice.")]
    [TestCase("2027-03-28", 1, Description = "The hour from 01:00 does not come.")]
    public async Task A_job_at_half_past_one_is_due_once_on_the_nights_when_the_clocks_change(string night, int times)
    {
        await using Rig rig = Rig.Make();
        rig.Edit("forces/metropolitan.json", profile => profile["schedule"]!["cron"] = "0 30 1 * * ?");
        ScheduleSettings schedule = new ConfigurationFolder(rig.Config).ReadForce(Rig.Met).Schedule;
        var evening = new DateTimeOffset(DateOnly.Parse(night, System.Globalization.CultureInfo.InvariantCulture).AddDays(-1), new TimeOnly(20, 0), TimeSpan.Zero);
        Assert.That(schedule.Next(evening, 5).Count(due => due < evening.AddHours(20)), Is.EqualTo(times));
    }

    /// <summary>Does what the worker's job does when it fires at a moment; gives the due time it served.</summary>
    private static async Task<DateTimeOffset?> ServeAsync(Rig rig, ScheduleSettings schedule, DateTimeOffset now)
    {
        rig.Time.Now = now;
        using ExportLedger ledger = await ExportLedger.OpenAsync(SqliteServer.File(rig.LedgerPath), applySchema: true, rig.Time);
        DateTimeOffset? due = await DueTimes.UnservedDueAsync(ledger, Rig.Met, schedule, now, CancellationToken.None);
        if (due is not null)
        {
            var flow = new ExportRun(new ConfigurationFolder(rig.Config), ledger, Drops.Connector(TimeProvider.System), rig.Time, NullLogger.Instance, RunWatch.None) { LooksAtClock = false };
            await flow.RunAsync(new ExportRequest(Rig.Met, ExportTask.Export, "schedule") { DueAt = due }, CancellationToken.None);
        }

        return due;
    }

    private static async Task ArrivesAsync(Rig rig, string force, Task<Ended> ended)
    {
        using var inbox = new FileSystemWatcher(rig.InboxOf(force), "*.json");
        var arrived = new TaskCompletionSource();
        inbox.Renamed += (_, _) => arrived.TrySetResult();
        inbox.Created += (_, _) => arrived.TrySetResult();
        inbox.EnableRaisingEvents = true;
        if (Directory.GetFiles(rig.InboxOf(force), "*.json").Length == 0)
        {
            Task first = await Task.WhenAny(arrived.Task, ended).WaitAsync(Patience);
            Assert.That(first, Is.SameAs(arrived.Task), ended.IsCompleted ? (await ended).Error : "");
        }
    }
}
