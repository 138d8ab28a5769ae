using System.Text.Json.Nodes;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// SIGTERM ends the worker, whatever it waits for, within 15 seconds; and what did not end by then is brought to its end by the next run: at the drop once.
/// </summary>
[Parallelizable(ParallelScope.All)]
[Early]
internal sealed class StopTests
{
    private const string EveryFiveSeconds = "0/5 * * * * ?";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    [Test]
    public async Task A_worker_that_waits_for_the_night_stops_at_once()
    {
        await using Rig rig = Rig.Make();
        Nightly(rig);
        await using Watched worker = Watched.Start(rig);
        await worker.SaysAsync("WorkerStarted");
        Ended ended = await worker.StopAsync();
        Assert.That((ended.Code, ended.Error.Contains("WorkerStopped", StringComparison.Ordinal)), Is.EqualTo((0, true)), ended.Error);
    }

    [Test]
    public async Task A_second_signal_ends_the_worker_at_once()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        Nightly(rig);
        await using SwallowingProxy proxy = rig.SwallowingBeforeLedger(30);
        Task asked = proxy.SwallowAt("ledger", all: true);
        await using Watched worker = Watched.Start(rig);
        // The start of a session names the application.
        await asked.WaitAsync(Patience);
        await worker.TermAsync();
        await worker.TermAsync();
        Assert.That((await worker.EndsAsync(Watched.Busy)).Code, Is.Not.Zero);
    }

    [Test]
    public async Task A_worker_that_waits_for_a_ledger_that_swallows_its_first_connection_stops()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        Nightly(rig);
        await using SwallowingProxy proxy = rig.SwallowingBeforeLedger(30);
        Task asked = proxy.SwallowAt("ledger", all: true);
        await using Watched worker = Watched.Start(rig);
        // The start of a session names the application.
        await asked.WaitAsync(Patience);
        await worker.StopAsync();
    }

    [TestCase("memory")]
    [TestCase("database")]
    public async Task A_worker_whose_ledger_swallows_everything_in_the_middle_of_runs_stops(string store)
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Met, 2);
        rig.Edit("gateway.json", gateway => gateway["scheduler"] = new JsonObject { ["store"] = store });
        Often(rig);
        await using SwallowingProxy proxy = rig.SwallowingBeforeLedger(30);
        // A force's lease is inserted once, by its first run, which may be at work before the worker says that it has started.
        Task sprung = proxy.SwallowAt("insert into lease", all: true);
        await using (Watched worker = Watched.Start(rig))
        {
            await sprung.WaitAsync(Patience);
            await worker.StopAsync();
        }

        proxy.Pass();
        proxy.Close();
        await DeliversOnceAsync(rig);
    }

    [Test]
    public async Task A_worker_whose_source_swallows_what_it_is_asked_stops()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Met, 2);
        Often(rig);
        await using SwallowingProxy proxy = rig.SwallowingBeforeSource(30);
        Task sprung = proxy.SwallowAt("COPY (", all: true);
        await using (Watched worker = Watched.Start(rig))
        {
            await sprung.WaitAsync(Patience);
            await worker.StopAsync();
        }

        proxy.Pass();
        await DeliversOnceAsync(rig);
    }

    [TestCase(SftpEngine.SshNet, "connect")]
    [TestCase(SftpEngine.OpenSsh, "connect")]
    [TestCase(SftpEngine.SshNet, "silent-at-write")]
    [TestCase(SftpEngine.OpenSsh, "silent-at-write")]
    [TestCase(SftpEngine.SshNet, "silent-at-rename")]
    [TestCase(SftpEngine.OpenSsh, "silent-at-rename")]
    [TestCase(SftpEngine.SshNet, "silent-after-rename")]
    [TestCase(SftpEngine.OpenSsh, "silent-after-rename")]
    public async Task A_worker_whose_drop_does_not_answer_stops_and_the_next_run_finishes(SftpEngine engine, string when)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        rig.SetEngine(Rig.Met, engine);
        string straight = File.ReadAllText(Path.Combine(rig.Config, "forces/metropolitan.json"));
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using StagedServer server = StagedServer.Silent(() => silent.TrySetResult());
        if (when == "connect")
        {
            rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["port"] = server.Port);
        }
        else
        {
            rig.SetDropCommand(Rig.Met, FaultySftp.Command(rig.InboxOf(Rig.Met), when, atWrite: () => Reached(when == "silent-at-write"), atRename: () => Reached(true)));
        }

        Often(rig);
        await using (Watched worker = Watched.Start(rig))
        {
            await silent.Task.WaitAsync(Patience);
            Ended ended = await worker.StopAsync();
            Assert.That(ended.Code, Is.Zero, ended.Error);
        }

        File.WriteAllText(Path.Combine(rig.Config, "forces/metropolitan.json"), straight);
        await DeliversOnceAsync(rig);

        void Reached(bool here)
        {
            if (here)
            {
                silent.TrySetResult();
            }
        }
    }

    [Test]
    public async Task A_worker_that_waits_for_a_slot_and_for_a_stagger_stops()
    {
        await using Rig rig = Rig.Make();
        await using StagedServer server = StagedServer.Silent();
        rig.Edit("gateway.json", gateway => gateway["deliveriesAtOnce"] = 1);
        Often(rig);
        long next = 1;
        foreach (string force in Rig.Forces)
        {
            rig.Source.Add(next++, force);
            rig.Edit($"forces/{force}.json", profile =>
            {
                profile["drop"]!["port"] = server.Port;
                profile["schedule"]!["cron"] = EveryFiveSeconds;
                profile["enabled"] = true;
            });
        }

        rig.Edit("forces/nottinghamshire.json", profile => profile["schedule"]!["staggerMinutes"] = 60);
        await using Watched worker = Watched.Start(rig);
        await worker.SaysAsync("RunStarted");
        Assert.That((await worker.StopAsync()).Code, Is.Zero);
    }

    [Test]
    public async Task A_worker_whose_alert_command_hangs_stops()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        string told = Path.Combine(rig.Folder, "told");
        string command = Path.Combine(rig.Folder, "alert.sh");
        File.WriteAllText(command, $"#!/bin/sh\necho $$ > {told}.new; mv {told}.new {told}; exec sleep 60\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        rig.Edit("gateway.json", gateway => gateway["alerts"] = new JsonObject { ["command"] = new JsonArray(command) });
        // A name that is taken is told at once.
        rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["folder"] = "nowhere");
        Often(rig);
        using var written = new FileSystemWatcher(rig.Folder, "told");
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        written.Renamed += (_, _) => hangs.TrySetResult();
        written.Created += (_, _) => hangs.TrySetResult();
        written.EnableRaisingEvents = true;
        await using Watched worker = Watched.Start(rig);
        await hangs.Task.WaitAsync(Patience);
        await worker.StopAsync();
    }

    [Test]
    public async Task An_export_by_hand_stops_too()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Met, 2);
        await using SwallowingProxy proxy = rig.SwallowingBeforeSource(30);
        Task sprung = proxy.SwallowAt("COPY (", all: true);
        await using (Watched export = Watched.Start(rig, "export", Rig.Met))
        {
            await sprung.WaitAsync(Patience);
            Assert.That((await export.StopAsync("-INT")).Code, Is.EqualTo(130));
        }

        proxy.Pass();
        await DeliversOnceAsync(rig);
    }

    /// <summary>The force gets its file once, whatever the stopped worker left.</summary>
    private static async Task DeliversOnceAsync(Rig rig)
    {
        rig.Time.Now = TimeProvider.System.GetUtcNow();
        ExportResult next = await rig.ExportAsync(Rig.Met);
        Assert.That(next.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), $"{next.Reason} {next.Message}");
        // The night after may have told that nothing is new.
        Assert.That(rig.Inbox(Rig.Met).Count(one => one.Records.Count > 0), Is.EqualTo(1));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    /// <summary>One force, which is due all the time.</summary>
    private static void Often(Rig rig) => Only(rig, EveryFiveSeconds);

    /// <summary>One force, which is not due.</summary>
    private static void Nightly(Rig rig) => Only(rig, "0 0 0 1 1 ?");

    private static void Only(Rig rig, string cron)
    {
        foreach (string force in Rig.Forces)
        {
            rig.Edit($"forces/{force}.json", profile =>
            {
                profile["schedule"]!["cron"] = cron;
                profile["enabled"] = force == Rig.Met;
            });
        }
    }
}
