using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// Everything is stopped by a person: nothing more goes, wherever a run is by then, and after resuming one run brings what was held up, once.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class StopAllTests
{
    private const string Who = "priya (priya)";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [TestCase(ServerKind.Sqlite)]
    [TestCase(ServerKind.PostgreSql)]
    public async Task A_run_that_begins_while_everything_is_stopped_reads_and_sends_nothing_and_says_who_stopped_it(ServerKind server)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 3);
        await GiveAsync(rig, OrderKind.Stop);
        var drop = new Counting(rig.Bare);
        ExportResult result = await rig.ExportAsync(Rig.Met, connector: drop);
        Assert.That((result.Outcome, result.Reason, result.IsTransient), Is.EqualTo((RunOutcome.Refused, Reason.StopAll, false)));
        Assert.That(result.Message, Is.EqualTo($"Everything is stopped by {Who} on {await SinceAsync(rig)}."));
        Assert.That(drop.Connections, Is.Zero);
        Assert.That(await rig.LedgerAsync(ledger => ledger.Exports.PendingAsync(Rig.Met)), Is.Empty);
        await GiveAsync(rig, OrderKind.Resume);
        await FinishesAsync(rig);
    }

    /// <summary>A step, whether the data file stands at the drop when everything was stopped at its end, and how many connections were made.</summary>
    private static IEnumerable<TestCaseData> Steps()
    {
        foreach (ServerKind server in (ServerKind[])[ServerKind.Sqlite, ServerKind.PostgreSql])
        {
            yield return new TestCaseData(server, ExportStep.ProfileRead, 0, 0);
            yield return new TestCaseData(server, ExportStep.Built, 0, 0);
            yield return new TestCaseData(server, ExportStep.Sending, 0, 1);
            yield return new TestCaseData(server, ExportStep.Uploaded, 0, 1);
            yield return new TestCaseData(server, ExportStep.LookedAgain, 0, 1);
            // The ledger has said by then that the rename is asked for.
            yield return new TestCaseData(server, ExportStep.Publishing, 1, 1);
            yield return new TestCaseData(server, ExportStep.Renamed, 1, 1);
            yield return new TestCaseData(server, ExportStep.Published, 1, 1);
        }
    }

    [TestCaseSource(nameof(Steps))]
    public async Task A_run_that_is_stopped_at_a_step_goes_no_further_and_one_run_after_resuming_finishes(ServerKind server, ExportStep step, int files, int connections)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 3);
        var drop = new Counting(rig.Bare);
        ExportResult result = await rig.ExportAsync(Rig.Met, Rig.Watching(step, () => Stop(rig)), drop);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Refused, Reason.StopAll)), result.Message);
        Assert.That(drop.Connections, Is.EqualTo(connections));
        Assert.That(Data(rig), Has.Length.EqualTo(files));
        Assert.That(Manifests(rig), Is.Empty);
        string[] left = [.. Directory.GetFiles(rig.InboxOf(Rig.Met)).Order()];

        Assert.That((await rig.ExportAsync(Rig.Met, connector: drop)).Reason, Is.EqualTo(Reason.StopAll));
        Assert.That((drop.Connections, Directory.GetFiles(rig.InboxOf(Rig.Met)).Order()), Is.EqualTo((connections, left)), "While it stands nothing moves.");
        if (files == 1)
        {
            Ended status = await rig.ProgramAsync("status", Rig.Met);
            Assert.That(status.Output, Does.Contain($"{Rig.Met}: sequence 1: file there, manifest not.").And.Contain($"Everything is stopped by {Who} on {await SinceAsync(rig)}: asked"));
        }

        await GiveAsync(rig, OrderKind.Resume);
        await FinishesAsync(rig);
    }

    [TestCase("rename", SftpEngine.OpenSsh)]
    [TestCase("rename", SftpEngine.SshNet)]
    [TestCase("direct", SftpEngine.OpenSsh)]
    [TestCase("direct", SftpEngine.SshNet)]
    public async Task An_upload_that_is_under_way_is_broken_off(string publish, SftpEngine engine)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 3);
        rig.SetEngine(Rig.Met, engine);
        rig.Edit($"forces/{Rig.Met}.json", profile => profile["drop"]!["publish"] = publish);
        // The server takes the first bytes and never answers: without the stop the run would wait for as long as the profile says.
        await rig.WithDropCommandAsync(Rig.Met, FaultySftp.Command(rig.InboxOf(Rig.Met), "silent-at-write", atWrite: () => Stop(rig)), async () =>
        {
            ExportResult result = await rig.ExportAsync(Rig.Met).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Refused, Reason.StopAll)), result.Message);
            Assert.That(result.Message, Does.Contain(Who));
        });
        Assert.That(Manifests(rig), Is.Empty);
        await GiveAsync(rig, OrderKind.Resume);
        await FinishesAsync(rig);
    }

    [Test]
    public async Task A_long_upload_over_a_slow_line_is_broken_off_in_its_middle()
    {
        await using Rig rig = Rig.Make();
        FillMany(rig, 40000);
        ExportStep? last = null;
        await rig.WithDropCommandAsync(Rig.Met, FaultySftp.Command(rig.InboxOf(Rig.Met), "slow", atWrite: () => Stop(rig)), async () =>
        {
            ExportResult result = await rig.ExportAsync(Rig.Met, new RunWatch { Stepped = (_, step) => last = step });
            Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Refused, Reason.StopAll)), result.Message);
        });
        RecordedExport export = (await rig.LedgerAsync(ledger => ledger.Exports.PendingAsync(Rig.Met))).Single();
        Assert.That(last, Is.EqualTo(ExportStep.Sending), "The server has not acknowledged all of it.");
        Assert.That(export.State, Is.EqualTo(ExportState.Sending));
        await GiveAsync(rig, OrderKind.Resume);
        await FinishesAsync(rig, 40000);
    }

    [Test]
    public async Task A_file_of_gateway_json_stops_in_the_middle_of_an_upload_too()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 3);
        void StopByFile() => rig.Edit("gateway.json", gateway => gateway["stopAll"] = true);
        await rig.WithDropCommandAsync(Rig.Met, FaultySftp.Command(rig.InboxOf(Rig.Met), "silent-at-write", atWrite: StopByFile), async () =>
        {
            ExportResult result = await rig.ExportAsync(Rig.Met).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.That((result.Outcome, result.Reason, result.Message), Is.EqualTo((RunOutcome.Refused, Reason.StopAll, "Everything is stopped by stopAll in gateway.json.")));
        });
        rig.Edit("gateway.json", gateway => gateway["stopAll"] = false);
        await FinishesAsync(rig);
    }

    [TestCase(ExportStep.Sending)]
    [TestCase(ExportStep.Uploaded)]
    [TestCase(ExportStep.Publishing)]
    [TestCase(ExportStep.Renamed)]
    [TestCase(ExportStep.Published)]
    [TestCase(ExportStep.ManifestPut)]
    public async Task A_run_that_was_killed_is_not_gone_on_with_while_everything_is_stopped(ExportStep step)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 3);
        await rig.KilledAsync(Rig.Met, step);
        string[] left = [.. Directory.GetFiles(rig.InboxOf(Rig.Met)).Order()];
        await GiveAsync(rig, OrderKind.Stop, TimeProvider.System);
        Assert.That((await rig.ProgramAsync("export", Rig.Met)).Code, Is.EqualTo(1));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)).Order(), Is.EqualTo(left));
        Ended resumed = await rig.ProgramAsync("resume-all", "--reason", "asked");
        Assert.That(resumed.Code, Is.Zero, resumed.ToString());
        Assert.That((await rig.ProgramAsync("export", Rig.Met)).Code, Is.Zero);
        Assert.That(rig.Inbox(Rig.Met).Count(one => one.Records.Count > 0), Is.EqualTo(1));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Despite_a_stop_no_export_goes_but_one_of_withdrawals_alone()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 3);
        var despite = new ExportRequest(Rig.Met, ExportTask.Export, "test") { WithdrawalsAlone = true, DespiteStop = true };
        // What an earlier run left is no export of withdrawals, whoever asks.
        ExportResult stopped = await rig.ExportAsync(Rig.Met, ExportStep.Uploaded, () => Stop(rig));
        Assert.That(stopped.Reason, Is.EqualTo(Reason.StopAll));
        var drop = new Counting(rig.Bare);
        ExportResult asked = await rig.RunAsync(despite, connector: drop);
        Assert.That((asked.Outcome, asked.Reason, drop.Connections), Is.EqualTo((RunOutcome.NothingToSend, (Reason?)null, 0)), asked.Message);
        Assert.That(Data(rig), Is.Empty);
        await GiveAsync(rig, OrderKind.Resume);
        await FinishesAsync(rig);

        await GiveAsync(rig, OrderKind.Stop);
        rig.Source.Delete(2);
        ExportResult ordinary = await rig.RunAsync(despite with { WithdrawalsAlone = false });
        Assert.That((ordinary.Outcome, ordinary.Reason), Is.EqualTo((RunOutcome.Refused, Reason.StopAll)), "Only together with withdrawals alone.");
    }

    [Test]
    public async Task Two_workers_send_nothing_while_everything_is_stopped_and_each_force_gets_its_night_once_after_it()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        foreach ((int number, string force) in Rig.Forces.Index())
        {
            rig.Source.Add((10 * number) + 1, force);
            rig.Source.Add((10 * number) + 2, force);
            rig.Edit($"forces/{force}.json", profile => profile["schedule"]!["cron"] = "0/5 * * * * ?");
        }

        await rig.MakeLedgerAsync();
        Ended stop = await rig.ProgramAsync("stop-all", "--reason", "asked");
        Assert.That(stop.Code, Is.Zero, stop.ToString());
        await using Watched one = Watched.Start(rig);
        await using Watched other = Watched.Start(rig);
        foreach (string force in Rig.Forces)
        {
            await Task.WhenAny(one.HeardAsync($"RunEnded {force} Refused"), other.HeardAsync($"RunEnded {force} Refused")).WaitAsync(Patience);
        }

        Assert.That(Rig.Forces.SelectMany(force => Directory.GetFiles(rig.InboxOf(force))), Is.Empty);
        Ended resume = await rig.ProgramAsync("resume-all", "--reason", "asked");
        Assert.That(resume.Code, Is.Zero, resume.ToString());
        foreach (string force in Rig.Forces)
        {
            await Task.WhenAny(one.HeardAsync($"RunEnded {force} Delivered"), other.HeardAsync($"RunEnded {force} Delivered")).WaitAsync(Patience);
        }

        await one.StopAsync();
        await other.StopAsync();
        foreach (string force in Rig.Forces)
        {
            Assert.That(rig.Replay(force), Has.Count.EqualTo(2), force);
            RecordedRun[] runs = [.. await rig.LedgerAsync(ledger => ledger.Runs.HistoryAsync(force, 1000))];
            Assert.That(runs.Count(run => run.Outcome == RunOutcome.Refused), Is.LessThanOrEqualTo(8), "No storm of lines.");
            Assert.That(rig.Inbox(force).SelectMany(one => one.Records).Count(), Is.EqualTo(2), "Each record once.");
        }
    }

    [Test]
    public async Task A_worker_whose_upload_was_broken_off_finishes_it_after_resuming()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        foreach (string other in (string[])[Rig.Gmp, Rig.Notts])
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{other}.json"));
        }

        string straight = rig.KeyRunning($"/usr/lib/openssh/sftp-server -d {rig.InboxOf(Rig.Met)}");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.SetDropCommand(Rig.Met, FaultySftp.Command(rig.InboxOf(Rig.Met), "silent-at-write", atWrite: () => begun.TrySetResult()));
        rig.Edit($"forces/{Rig.Met}.json", profile => profile["schedule"]!["cron"] = "0/20 * * * * ?");
        await using Watched worker = Watched.Start(rig);
        await begun.Task.WaitAsync(Patience);
        Ended stop = await rig.ProgramAsync("stop-all", "--reason", "asked");
        Assert.That(stop.Code, Is.Zero, stop.ToString());
        await worker.SaysAsync("RunEnded metropolitan Refused");
        Assert.That(Manifests(rig).Concat(Data(rig)), Is.Empty);
        rig.Edit($"forces/{Rig.Met}.json", profile => profile["drop"]!["login"]!["key"]!["file"] = straight);
        Assert.That((await rig.ProgramAsync("resume-all", "--reason", "asked")).Code, Is.Zero);
        await worker.SaysAsync("RunEnded metropolitan Delivered");
        await worker.StopAsync();
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    private static async Task FinishesAsync(Rig rig, int records = 3)
    {
        ExportResult result = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered).Or.EqualTo(RunOutcome.NothingToSend), result.Message);
        Assert.That(rig.Inbox(Rig.Met).Select(one => one.Records.Count).Where(count => count > 0), Is.EqualTo(new[] { records }), "One run, and the file once.");
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(records));
        await rig.VerifyLedgerAsync();
    }

    /// <summary>When everything was stopped: by the server's clock where the rig's contradicts it.</summary>
    private static async Task<string> SinceAsync(Rig rig) => London.Clock((await rig.LedgerAsync(ledger => ledger.Stop.StandingAsync()))[0].At);

    private static string[] Data(Rig rig) => Directory.GetFiles(rig.InboxOf(Rig.Met), "*.csv");

    private static string[] Manifests(Rig rig) => Directory.GetFiles(rig.InboxOf(Rig.Met), "*.json");

    private static async Task GiveAsync(Rig rig, OrderKind kind, TimeProvider? time = null)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, time ?? rig.Time);
        await ledger.Orders.GiveAsync(kind, Who, "asked");
    }

    /// <summary>For the steps of a run, which wait for what is done.</summary>
    private static void Stop(Rig rig) => Task.Run(() => GiveAsync(rig, OrderKind.Stop)).GetAwaiter().GetResult();

    private static void FillMany(Rig rig, int incidents)
    {
        rig.Fill(Rig.Met, 1);
        rig.Source.Execute($"""
            WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {incidents})
            INSERT INTO incident (incident_id, case_ref, row_version, created_at, updated_at, status, strand, category_code, is_online, is_crime, date_precision, reported_at, do_not_share, legal_hold, occurred_from, medium)
            SELECT n.i, 'CST-' || n.i, row_version, created_at, updated_at, status, strand, category_code, is_online, is_crime, date_precision, reported_at, do_not_share, legal_hold, occurred_from, medium
            FROM incident, n WHERE incident_id = 1;
            WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {incidents})
            INSERT INTO location (incident_id, force_slug, postcode, town, lad_code, local_authority, location_type, is_railway)
            SELECT n.i, force_slug, postcode, town, lad_code, local_authority, location_type, is_railway FROM location, n WHERE incident_id = 1;
            """);
    }

    /// <summary>Counts the connections to a drop.</summary>
    private sealed class Counting(ISftpConnector to) : ISftpConnector
    {
        public int Connections { get; private set; }

        public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct)
        {
            Connections++;
            return to.ConnectAsync(endpoint, ct);
        }
    }
}
