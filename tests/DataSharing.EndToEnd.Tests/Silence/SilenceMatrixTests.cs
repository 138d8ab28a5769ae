using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;
using static DataSharing.EndToEnd.Tests.Silence.SilenceCauses;

namespace DataSharing.EndToEnd.Tests.Silence;

/// <summary>
/// What stops a force, what is told of it, and within how long: every cause is made, a night passes, and what the alert command got, how the worker's health and the
/// force's last run stand is compared with the row; the rows are compared with the table in docs/operations.md. The run prints it.
/// <para>
/// A row is added with a line in <see cref="Rows"/> and the same line in the table. Its cause is made at noon, after a good night; the next night is due at 02:30, and late when the configured minutes have passed.
/// </para>
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
internal sealed class SilenceMatrixTests
{
    private const string NextLook = "look";
    private const string Night = "when the run ends";
    private const string Late = "`lateMinutes` after the due time";
    private const string Quarter = "15 min";
    private const string Nothing = "none";
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 2, 29, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Made = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = new(2026, 11, 21, 2, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(4);
    private static readonly string[] Heading = ["cause", "alert", "`/health/ready`", "run in `history`", "told within"];

    private readonly ConcurrentDictionary<string, string> _table = new(StringComparer.Ordinal);

    [OneTimeTearDown]
    public void Print()
    {
        string[] lines = [Line(Heading), .. Rows().Select(data => (Row)data.Arguments[0]!).Where(row => _table.ContainsKey(row.Cause)).Select(row => _table[row.Cause])];
        foreach (string line in lines)
        {
            TestContext.Progress.WriteLine(line);
        }

        // The test command prints it at the end of the run, where the runner's own output is brief.
        if (Environment.GetEnvironmentVariable("DATASHARING_SILENCE_MATRIX") is { Length: > 0 } file)
        {
            File.AppendAllLines(file, lines);
        }
    }

    [Test]
    public void The_table_in_the_documentation_is_that_of_the_tests()
    {
        string document = File.ReadAllText(RepositoryFolder.At("docs/operations.md"));
        string table = document[(document.IndexOf("<!-- silence:begin -->", StringComparison.Ordinal) + 22)..document.IndexOf("<!-- silence:end -->", StringComparison.Ordinal)];
        Row[] rows = [.. Rows().Select(data => (Row)data.Arguments[0]!)];
        Assert.That(rows.SelectMany(row => row.Cells), Has.None.Empty, "No cell is empty.");
        Assert.That(rows.Select(row => row.Cause), Is.Unique);
        Assert.That(table.Trim().Split('\n'), Is.EqualTo((string[])[Line(Heading), "|---|---|---|---|---|", .. rows.Select(row => Line(row.Cells))]));
    }

    [TestCaseSource(nameof(Rows))]
    public async Task Is_told_as_the_table_says(Row row)
    {
        string[] cells = [row.Cause, .. await row.Measure()];
        _table[row.Cause] = Line(cells);
        Assert.That(cells, Is.EqualTo(row.Cells));
    }

    /// <summary>A worker with a ledger in a file has had its good night, and it is noon.</summary>
    private static async Task<string[]> AfterGoodNightAsync(Func<WatchedWorker, Task<string[]>> measure)
    {
        await using Rig rig = Office.Rig();
        File.Delete(Path.Combine(rig.Config, $"forces/{Rig.Notts}.json"));
        foreach (string force in (string[])[Rig.Met, Rig.Gmp])
        {
            rig.Edit($"forces/{force}.json", profile => profile["schedule"]!["lateMinutes"] = LateAfter.TotalMinutes);
        }

        rig.Fill(Rig.Met, 25);
        rig.Source.Add(100, Rig.Gmp);
        await using WatchedWorker worker = await WatchedWorker.StartAsync(rig, Start);
        await worker.LookUntilAsync(Start.AddMinutes(3), Half);
        Assert.That((rig.Inbox(Rig.Met).Count, worker.Told().Count, worker.Health.Missing), Is.EqualTo((1, 0, (string?)null)), "The night before was good.");
        rig.Time.Now = Made;
        return await measure(worker);
    }

    /// <summary>A worker with a ledger on PostgreSQL has looked, and is ready.</summary>
    private static async Task<string[]> OnServerAsync(Rig rig, Func<WatchedWorker, DateTimeOffset, Task<string[]>> measure)
    {
        DateTimeOffset made = TimeProvider.System.GetUtcNow();
        await using WatchedWorker worker = await WatchedWorker.StartAsync(rig, made);
        await worker.LookAsync();
        Assert.That((worker.Told().Count, Ready(worker)), Is.EqualTo((0, "200")));
        return await measure(worker, made);
    }

    /// <summary>The cause is made; a night passes, until something is told of it.</summary>
    private static async Task<string[]> PassNightAsync(WatchedWorker worker, Func<WatchedWorker, Task> make)
    {
        Rig rig = worker.Rig;
        // The other force's night: what stops both would else be told of that first.
        await worker.LookAsync();
        await make(worker);
        bool Told() => worker.Told().Count > 0;
        await worker.LookUntilAsync(Made + Half, Half);
        await worker.LookUntilAsync(Made.AddMinutes(20), TimeSpan.FromMinutes(1), Told);
        if (!Told())
        {
            if (File.Exists(rig.SourcePath))
            {
                rig.Source.Add(101, Rig.Met);
            }

            rig.Time.Now = Due - Half;
            await worker.LookUntilAsync(Due.AddMinutes(2), Half, Told);
            await worker.LookUntilAsync(Due + LateAfter + Coarse, Coarse, Told);
        }

        IReadOnlyList<JsonNode> told = worker.Told();
        Assert.That(told, Is.Not.Empty, "Somebody is told.");
        Assert.That(told.Where(one => (string?)one["force"] is { } force && force != Rig.Met), Is.Empty, "The other force's night is good, or everything is told in one.");
        Assert.That(worker.Logged, Does.Contain("Alerted"), "Each alert has its line in the log.");
        JsonNode first = told[0];
        return [Of(first), Ready(worker), await RunAsync(rig, Made), Within(first, Made)];
    }

    private static IEnumerable<TestCaseData> Rows()
    {
        // By configuration.
        yield return Case("broken profile", "`forceSuspended` (profileInvalid)", "200, suspended 1", Nothing, NextLook, worker => worker.Rig.Edit("forces/metropolitan.json", profile => profile["enabledd"] = true));
        yield return Case("removed profile with records", "`forceSuspended` (profileMissing)", "200, suspended 1", Nothing, NextLook, worker => File.Delete(Path.Combine(worker.Rig.Config, "forces/metropolitan.json")));
        yield return Case("lapsed agreement", "`forceSuspended` (agreementLapsed)", "200, suspended 1", Nothing, NextLook, worker => worker.Rig.Edit("forces/metropolitan.json", profile => profile["agreement"]!["lastDay"] = "2026-11-19"));
        yield return Case("broken gateway.json", "`forceSuspended` (profileInvalid)", "200, suspended 2", Nothing, NextLook, worker => worker.Rig.Edit("gateway.json", gateway => gateway["stopal"] = true));
        yield return Case("stopAll", "`forceSuspended` (stopAll)", "200", Nothing, NextLook, worker => worker.Rig.Edit("gateway.json", gateway => gateway["stopAll"] = true));

        yield return Case("profile older than the last export's", "`deliveryStopped` (profileOlder)", "200", "refused (profileOlder)", Night, PutOldProfileBackAsync);
        yield return Case("profile version reused", "`deliveryStopped` (profileVersionReused)", "200", "refused (profileVersionReused)", Night, worker => worker.Rig.NarrowProfile(Rig.Met));

        // The ledger, keys and outbox.
        yield return Measured("ledger locked", "`workerNotReady` (ledgerLocked)", "503 ledgerLocked", Nothing, Quarter, LockedAsync);
        yield return Apart("ledger server down", "`workerNotReady` (ledgerUnavailable)", "503 ledgerUnavailable", Nothing, Quarter, ServerDownAsync);
        yield return Apart("ledger server hangs", "`workerNotReady` (ledgerUnavailable)", "503 ledgerUnavailable", Nothing, Quarter, ServerHangsAsync);
        yield return Case("ledger older than its witness", "`deliveryStopped` (ledgerOlder)", "503 ledgerOlder", Nothing, NextLook, RestoreAsync);
        yield return Case("ledger full", "`deliveryStopped` (ledgerFull)", "200", "failed (ledgerFull)", Night, FullAsync);
        yield return Case("key ring missing", "`deliveryStopped` (keysMissing)", "200", "failed (keysMissing)", Night, worker => File.Delete(Path.Combine(worker.Rig.Folder, "keys/master.keys")));
        yield return Case("outbox full", "`deliveryStopped` (outboxFull)", "200", "failed (outboxFull)", Night, worker => Throw(worker, () => new OutboxFullException(worker.Rig.OutboxPath)));
        yield return Case("outbox damaged", "`deliveryStopped` (outboxDamaged)", "200", "failed (outboxDamaged)", Night, DamageAsync);
        yield return Case("program error", "`deliveryStopped` (programError)", "200", "failed (programError)", Night, worker => Throw(worker, () => new InvalidOperationException("planted")));

        // The source.
        yield return Case("source down", "`lateDelivery` (sourceUnavailable)", "200", "failed (sourceUnavailable)", Late, worker => worker.Rig.LoseSource());
        yield return Case("source server hangs", "`lateDelivery` (sourceUnavailable)", "200", "failed (sourceUnavailable)", Late, worker => worker.Keep(worker.Rig.HangSource(1)));
        yield return Case("source order wrong", "`deliveryStopped` (sourceOrder)", "200", "failed (sourceOrder)", Night, worker =>
        {
            string sql = Path.Combine(worker.Rig.Config, "source/incidents.sql");
            File.WriteAllText(sql, File.ReadAllText(sql) + " JOIN (SELECT 1 AS one UNION ALL SELECT 2) AS twice ON 1 = 1");
        });
        yield return Case("mass withdrawal held", "`heldExport` (massWithdrawal)", "200", "held (massWithdrawal)", Night, worker => worker.Rig.Source.Execute("DELETE FROM location WHERE incident_id < 100; DELETE FROM incident WHERE incident_id < 100"));

        yield return Case("profile that nobody accepted", "`heldExport` (profileNotAccepted)", "200", "held (profileNotAccepted)", Night, worker =>
        {
            foreach (string file in Directory.GetFiles(Path.Combine(worker.Rig.Config, "forces")))
            {
                worker.Rig.Edit($"forces/{Path.GetFileName(file)}", profile =>
                {
                    profile["approvers"] = 1;
                    profile["agreement"]!["marking"] = "OFFICIAL";
                });
            }
        });

        // The drop.
        yield return Case("drop down", "`lateDelivery` (dropUnreachable)", "200", "failed (dropUnreachable)", Late, Drop(drop => drop["port"] = 1));
        yield return Case("drop hangs", "`lateDelivery` (dropUnreachable)", "200", "failed (dropUnreachable)", Late, HangDropAsync);
        yield return Case("host key changed", "`hostKeyChanged` (hostKey)", "200", "refused (hostKey)", Night, Drop(drop => drop["hostKeys"] = new JsonArray("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
        yield return Case("login refused", "`deliveryStopped` (dropLogin)", "200", "failed (dropLogin)", Night, worker => Drop(drop => drop["login"] = new JsonObject { ["key"] = new JsonObject { ["file"] = OtherKey(worker.Rig) } })(worker));
        yield return Case("drop full", "`deliveryStopped` (dropFull)", "200", "failed (dropFull)", Night, worker =>
        {
            worker.Connector = Drops.Connector(TimeProvider.System);
            worker.Rig.SetDropCommand(Rig.Met, FaultySftp.Command(worker.Rig.InboxOf(Rig.Met), "full"));
        });
        yield return Case("file of unknown outcome", "`deliveryStopped` (unconfirmed)", "200", "unconfirmed (unconfirmed)", Night, worker => worker.Connector = new AnswerLost(() =>
        {
            foreach (string file in Directory.GetFiles(worker.Rig.InboxOf(Rig.Met), "*000002*"))
            {
                File.Delete(file);
            }
        }));

        // The machine.
        yield return Apart("clock ahead of the ledger server's", "`clockAhead` (clockAhead)", "503 clockAhead", "refused (clockAhead)", NextLook, () => BesideServersClockAsync(14));
        yield return Apart("clock behind the ledger server's", "`clockAhead` (clockBehind)", "503 clockBehind", Nothing, NextLook, () => BesideServersClockAsync(-14));
        yield return Measured("clock ahead, ledger on SQLite", "`clockAhead` (clockAhead)", "503 clockAhead", "refused (clockBehind)", "look, when the clock is right again", ClockAheadAsync);
        yield return Measured("clock behind, ledger on SQLite", "`clockAhead` (clockAhead)", "503 clockAhead", Nothing, NextLook, ClockBehindAsync);
        yield return Measured("alert command dead", "none; the log has `AlertDelayed`", "200, suspended 1", Nothing, "30 min after it works again", DeadCommandAsync);
        yield return Measured("worker or machine dead", "none; the heartbeat's monitor tells", "no answer", Nothing, "as the monitor is set", DeadWorkerAsync);
        yield return Measured("two workers on one ledger", "none; nothing stops", "200", "delivered", "not needed", TwoWorkersAsync);
    }

    private static async Task<string[]> LockedAsync(WatchedWorker worker)
    {
        using var other = new SqliteConnection($"Data Source={worker.Rig.LedgerPath};Pooling=False");
        other.Open();
        return await OutageAsync(worker, Made, () => Done(() => Execute(other, "BEGIN EXCLUSIVE")), () => Done(() => Execute(other, "ROLLBACK")));
    }

    /// <summary>PostgreSQL is stopped, and started again.</summary>
    private static async Task<string[]> ServerDownAsync()
    {
        await using TestPostgres server = await OnePostgres.StartAnotherAsync();
        await using Rig rig = OnServer(server);
        return await OnServerAsync(rig, (worker, made) => OutageAsync(worker, made, server.StopAsync, () => server.StartAgainAsync(default)));
    }

    /// <summary>Every connection to PostgreSQL is acknowledged and never answered.</summary>
    private static async Task<string[]> ServerHangsAsync()
    {
        await using Rig rig = OnServer();
        await using SwallowingProxy proxy = rig.SwallowingBeforeLedger(seconds: 1);
        return await OnServerAsync(rig, (worker, made) => OutageAsync(worker, made, () => Done(proxy.SwallowAll), () => Done(() =>
        {
            proxy.Pass();
            proxy.Close();
        })));
    }

    /// <summary>The ledger cannot be used: not ready at once, told when it lasts, and ready when it is back.</summary>
    private static async Task<string[]> OutageAsync(WatchedWorker worker, DateTimeOffset made, Func<Task> take, Func<Task> giveBack)
    {
        await take();
        await worker.LookUntilAsync(made + Half, Half);
        string ready = Ready(worker);
        Assert.That((ready.Split(' ')[0], worker.Told().Count), Is.EqualTo(("503", 0)), "Not ready at once, and told when it lasts.");
        await worker.LookUntilAsync(made.AddMinutes(15), TimeSpan.FromMinutes(15));
        await worker.LookUntilAsync(made.AddMinutes(17), Half, () => worker.Told().Count > 0);
        JsonNode told = worker.Told().Single();
        Assert.That(Ready(worker), Is.EqualTo(ready));
        await giveBack();
        // A server's clock has not gone on with the test's.
        worker.Rig.Time.Now = made + Half;
        await worker.LookAsync();
        Assert.That((Ready(worker), worker.Told().Count), Is.EqualTo(("200", 1)));
        return [Of(told), ready, await RunAsync(worker.Rig, made), Within(told, made)];
    }

    /// <summary>One look with a clock so many hours from the server's. A due time lies 11 to 12 hours ahead.</summary>
    private static async Task<string[]> BesideServersClockAsync(int hours)
    {
        await using Rig rig = OnServer();
        return await OnServerAsync(rig, async (worker, made) =>
        {
            DateTimeOffset wrong = made.AddHours(hours);
            rig.Time.Now = wrong;
            await worker.LookAsync();
            JsonNode told = worker.Told().Single();
            string[] cells = [Of(told), Ready(worker), await RunAsync(rig, made), Within(told, wrong)];
            rig.Time.Now = made + Half;
            await worker.LookAsync();
            Assert.That((Ready(worker), worker.Told().Count), Is.EqualTo(("200", 1)), "Set right, nothing else is needed.");
            return cells;
        });
    }

    /// <summary>A file has no clock to compare with: an export goes while the clock is 30 days ahead, and the moments that this left are found when it is right again.</summary>
    private static async Task<string[]> ClockAheadAsync(WatchedWorker worker)
    {
        Rig rig = worker.Rig;
        await worker.LookAsync();
        rig.Time.Now = Made.AddDays(30);
        await worker.LookAsync();
        Assert.That((rig.Inbox(Rig.Met).Count, worker.Told().Count), Is.EqualTo((2, 0)), "Nothing notices.");
        rig.Time.Now = Made + Half;
        await worker.LookAsync();
        JsonNode told = worker.Told().Single();
        Assert.That(Within(told, Made), Is.EqualTo(NextLook));
        string ready = Ready(worker);
        rig.Time.Now = Due + Half;
        await worker.LookAsync();
        return [Of(told), ready, await RunAsync(rig, Made), "look, when the clock is right again"];
    }

    /// <summary>The ledger has moments that are yet to come.</summary>
    private static async Task<string[]> ClockBehindAsync(WatchedWorker worker)
    {
        await worker.LookAsync();
        DateTimeOffset wrong = Made.AddDays(-2);
        worker.Rig.Time.Now = wrong;
        await worker.LookAsync();
        JsonNode told = worker.Told().Single();
        string[] cells = [Of(told), Ready(worker), await RunAsync(worker.Rig, Made), Within(told, wrong)];
        worker.Rig.Time.Now = Made + Half;
        await worker.LookAsync();
        Assert.That((Ready(worker), worker.Told().Count), Is.EqualTo(("200", 1)), "Set right, nothing else is needed.");
        return cells;
    }

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    /// <summary>What could not be told is told when the command works again, and nothing else waits for it.</summary>
    private static async Task<string[]> DeadCommandAsync(WatchedWorker worker)
    {
        worker.Drains = false;
        Office.SetCommand(worker.Rig, "exit 1");
        worker.Rig.Edit("forces/metropolitan.json", profile => profile["enabledd"] = true);
        await worker.LookAsync();
        Assert.That(() => worker.Logged, Does.Contain("AlertDelayed").After(15_000, 20));
        Assert.That(worker.Told(), Is.Empty);
        string ready = Ready(worker);
        Office.SetCommand(worker.Rig, $"cat >> {worker.Rig.Folder}/told");
        worker.Drains = true;
        await worker.LookAsync();
        Assert.That(worker.Told().Select(Of), Is.EqualTo(new[] { "`forceSuspended` (profileInvalid)" }), "Once.");
        return ["none; the log has `AlertDelayed`", ready, await RunAsync(worker.Rig, Made), "30 min after it works again"];
    }

    /// <summary>The real worker beats for each force and night, and is killed.</summary>
    private static async Task<string[]> DeadWorkerAsync(WatchedWorker worker)
    {
        Rig rig = worker.Rig;
        await using var page = BeatenPage.Start();
        rig.Edit("gateway.json", gateway =>
        {
            gateway["alerts"]!["heartbeat"] = page.Address + "ping/{force}";
            gateway["healthPort"] = page.FreePort;
        });
        foreach (string force in (string[])[Rig.Met, Rig.Gmp])
        {
            rig.Edit($"forces/{force}.json", profile => profile["schedule"]!["cron"] = "0/10 * * * * ?");
        }

        using Process process = rig.StartProgram(new Dictionary<string, string>(), "run");
        Task<Ended> ended = Rig.EndAsync(process);
        await page.BeatenAsync("/ping/metropolitan", 2);
        await page.BeatenAsync("/ping/greater-manchester", 2);
        Assert.That(await page.ReadyAsync(), Is.EqualTo("""200 {"ready":true,"reason":null,"suspended":0}"""));
        process.Kill();
        await ended.WaitAsync(TimeSpan.FromMinutes(1));
        int beats = page.Beats;
        Assert.That(async () => await page.ReadyAsync(), Throws.InstanceOf<HttpRequestException>());
        Assert.That((page.Beats, worker.Told().Count), Is.EqualTo((beats, 0)));
        return ["none; the heartbeat's monitor tells", "no answer", Nothing, "as the monitor is set"];
    }

    /// <summary>Both look at the same moment: the night goes once.</summary>
    private static async Task<string[]> TwoWorkersAsync(WatchedWorker worker)
    {
        worker.Rig.Source.Add(101, Rig.Met);
        await using WatchedWorker other = await WatchedWorker.StartAsync(worker.Rig, Due - Half);
        worker.Rig.Time.Now = Due + Half;
        await Task.WhenAll(worker.LookAsync(), other.LookAsync());
        await worker.LookUntilAsync(Due + LateAfter + Coarse, Coarse);
        Assert.That(worker.Rig.Inbox(Rig.Met).Select(one => one.Sequence), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(worker.Told(), Is.Empty);
        return ["none; nothing stops", Ready(worker), await RunAsync(worker.Rig, Made), "not needed"];
    }

    private static string Of(JsonNode told) => $"`{(string?)told["kind"]}`{((string?)told["reason"] is { } reason ? $" ({reason})" : "")}";

    private static string Ready(WatchedWorker worker) => worker.Health.Missing is { } missing ? $"503 {missing}"
        : worker.Health.Suspended > 0 ? string.Create(CultureInfo.InvariantCulture, $"200, suspended {worker.Health.Suspended}") : "200";

    /// <summary>How the force's last run after the cause ended.</summary>
    private static async Task<string> RunAsync(Rig rig, DateTimeOffset made)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: false, rig.Time);
        // Whoever met the other one at work has a line too.
        RecordedRun? run = (await ledger.Runs.HistoryAsync(Rig.Met, 5)).FirstOrDefault(one => one.Outcome != RunOutcome.Busy);
        return run is null || run.StartedAt < made ? Nothing : $"{run.Outcome?.Word() ?? "under way"}{(run.Reason is { } why ? $" ({why})" : "")}";
    }

    private static string Within(JsonNode told, DateTimeOffset made)
    {
        DateTimeOffset at = DateTimeOffset.Parse((string)told["at"]!, CultureInfo.InvariantCulture);
        TimeSpan afterMade = at - made;
        TimeSpan afterDue = at - Due;
        return afterMade <= Half ? NextLook
            : afterDue >= TimeSpan.Zero && afterDue <= Half ? Night
            : afterMade >= TimeSpan.FromMinutes(15) && afterMade <= TimeSpan.FromMinutes(16) ? Quarter
            : afterDue >= LateAfter && afterDue <= LateAfter + Coarse ? Late
            : string.Create(CultureInfo.InvariantCulture, $"{afterMade} after the cause");
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static TestCaseData Case(string cause, string alert, string ready, string run, string within, Func<WatchedWorker, Task> make) =>
        Measured(cause, alert, ready, run, within, worker => PassNightAsync(worker, make));

    private static TestCaseData Case(string cause, string alert, string ready, string run, string within, Action<WatchedWorker> make) => Case(cause, alert, ready, run, within, worker =>
    {
        make(worker);
        return Task.CompletedTask;
    });

    private static TestCaseData Measured(string cause, string alert, string ready, string run, string within, Func<WatchedWorker, Task<string[]>> measure) =>
        Apart(cause, alert, ready, run, within, () => AfterGoodNightAsync(measure));

    private static TestCaseData Apart(string cause, string alert, string ready, string run, string within, Func<Task<string[]>> measure) =>
        new TestCaseData(new Row(cause, [cause, alert, ready, run, within], measure)).SetArgDisplayNames(cause);

    /// <summary>One row of the table.</summary>
    /// <param name="Cause">What stops the force.</param>
    /// <param name="Cells">The row, the cause first.</param>
    /// <param name="Measure">Makes the cause, and finds what the other cells have to say.</param>
    public sealed record Row(string Cause, string[] Cells, Func<Task<string[]>> Measure);
}
