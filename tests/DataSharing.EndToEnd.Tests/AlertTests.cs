using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Health;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Schedule;
using DataSharing.Gateway.Servers.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Somebody is told what has to be known, once, and never a value of an incident.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class AlertTests
{
    [Test]
    public async Task A_held_export_is_told_at_once()
    {
        await using Rig rig = Make();
        rig.Fill(Rig.Met, 30);
        await rig.ExportAsync(Rig.Met);
        rig.Source.Execute("DELETE FROM location; DELETE FROM incident");
        Ended ended = await rig.ProgramAsync("export", Rig.Met);
        Assert.That(ended.Code, Is.EqualTo(3), ended.Error);
        JsonNode told = Told(rig).Single();
        Assert.That(((string?)told["kind"], (string?)told["force"], (string?)told["reason"]), Is.EqualTo(("heldExport", Rig.Met, "massWithdrawal")));
    }

    [Test]
    public async Task Another_host_key_is_told_at_once()
    {
        await using Rig rig = Make();
        rig.Fill(Rig.Met, 1);
        rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["hostKeys"] = new JsonArray("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        await rig.ProgramAsync("export", Rig.Met);
        Assert.That(Told(rig).Select(told => (string?)told["kind"]), Is.EqualTo(new[] { "hostKeyChanged" }));
    }

    [Test]
    public async Task A_drop_that_refuses_what_no_repetition_mends_is_told_at_once_and_once_a_day()
    {
        await using Rig rig = Make();
        rig.Fill(Rig.Met, 1);
        rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["folder"] = "no-such-folder");
        await rig.ProgramAsync("export", Rig.Met);
        await rig.ProgramAsync("export", Rig.Met);
        JsonNode told = Told(rig).Single();
        Assert.That(((string?)told["kind"], (string?)told["force"], (string?)told["reason"]), Is.EqualTo(("deliveryStopped", Rig.Met, "dropFolderMissing")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_default_engine_that_is_another_than_the_last_one_is_told_once_before_the_first_night(bool recorded)
    {
        await using Rig rig = Make();
        rig.Edit("gateway.json", gateway => gateway["alerts"]!["summaryAt"] = "07:30");
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Gmp);
        rig.SetEngine(Rig.Met, SftpEngine.OpenSsh);
        await rig.ExportAsync(Rig.Met);
        if (!recorded)
        {
            // As a version wrote it that knew of no engines.
            Execute(rig, "update export set evidence = replace(replace(evidence, '\"engine\":\"openssh\",', ''), ',\"mode\":\"set\"', '') where force = 'metropolitan'");
        }

        Assert.That(Changes(await rig.ProgramAsync("--json", "check")), Is.Empty, "The profile names its engine.");
        rig.SetEngine(Rig.Met, null);
        Ended check = await rig.ProgramAsync("--json", "check");
        Assert.That((check.Code, (bool?)JsonNode.Parse(check.Output)!["ok"]), Is.EqualTo((0, (bool?)true)), check.Output);
        JsonNode note = Changes(check).Single();
        Assert.That(((string?)note["severity"], (string?)note["force"]), Is.EqualTo(("warning", Rig.Met)));
        Assert.That((string?)note["message"], Does.Contain("engine openssh").And.Contain("\"engine\": \"openssh\" in the drop of forces/metropolitan.json").And.Contain("datasharing force test metropolitan"));

        // Twice before the night, and twice after it.
        await LookAsync(rig, new DateTimeOffset(2026, 11, 20, 20, 0, 0, TimeSpan.Zero));
        await LookAsync(rig, new DateTimeOffset(2026, 11, 20, 21, 0, 0, TimeSpan.Zero));
        rig.Source.Add(3, Rig.Met);
        await rig.ExportAsync(Rig.Met);
        await LookAsync(rig, new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
        await LookAsync(rig, new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));
        Assert.That(Told(rig).Where(told => (string?)told["kind"] == "engineChanged").Select(told => (string?)told["force"]), Is.EqualTo(new[] { Rig.Met }));
        string[][] summaries = [.. Told(rig).Where(told => (string?)told["kind"] == "nightSummary").Select(told => told["lines"]!.AsArray().Select(line => (string)line!).ToArray())];
        Assert.That(summaries.Select(lines => lines.Count(line => line.Contains("engineChanged", StringComparison.Ordinal))), Is.EqualTo(new[] { 1, 0, 0 }));
        Assert.That(Changes(await rig.ProgramAsync("--json", "check")), Is.Empty, "The last delivery went by the default.");
    }

    [Test]
    public async Task A_night_without_a_delivery_is_told_when_it_is_late_and_once()
    {
        await using Rig rig = Make();
        rig.Fill(Rig.Met, 1);
        foreach (string other in (string[])[Rig.Gmp, Rig.Notts])
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{other}.json"));
        }

        await using Office office = await Office.OpenAsync(rig, new DateTimeOffset(2026, 11, 16, 20, 0, 0, TimeSpan.Zero));
        await office.LookUntilAsync(new DateTimeOffset(2026, 11, 17, 8, 29, 0, TimeSpan.Zero));
        Assert.That(Told(rig), Is.Empty, "Six hours have not passed.");
        await office.LookUntilAsync(new DateTimeOffset(2026, 11, 17, 9, 31, 0, TimeSpan.Zero));
        JsonNode late = Told(rig).Single();
        Assert.That(((string?)late["kind"], (string?)late["force"], (string?)late["message"]), Is.EqualTo(("lateDelivery", Rig.Met, "Nothing was delivered for the due time 2026-11-17T02:30:00Z (02:30 GMT). No run was seen. See: datasharing history metropolitan.")));
        Assert.That((string?)late["at"], Is.EqualTo("2026-11-17T08:30:00Z"), "At the next look.");

        rig.Time.Now = new DateTimeOffset(2026, 11, 18, 3, 0, 0, TimeSpan.Zero);
        await rig.ExportAsync(Rig.Met);
        await office.LookUntilAsync(new DateTimeOffset(2026, 11, 18, 9, 0, 0, TimeSpan.Zero));
        Assert.That(Told(rig), Has.Count.EqualTo(1), "The next night was delivered.");
    }

    [Test]
    public async Task What_ends_soon_is_told_thirty_and_seven_days_before()
    {
        await using Rig rig = Make();
        foreach (string force in (string[])[Rig.Gmp, Rig.Notts])
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{force}.json"));
        }

        rig.Edit("forces/metropolitan.json", profile =>
        {
            profile["agreement"]!["inForceFrom"] = "2026-01-01";
            profile["agreement"]!["lastDay"] = "2027-03-31";
            profile["drop"]!["loginExpires"] = "2027-03-10";
            profile["schedule"]!["lateMinutes"] = 2880;
        });
        var days = new List<string>();
        int before = 0;
        for (var day = new DateTimeOffset(2027, 1, 20, 12, 0, 0, TimeSpan.Zero); day.Month < 4; day = day.AddDays(1))
        {
            rig.Time.Now = day;
            await rig.ExportAsync(Rig.Met, connector: rig.Bare);
            await LookAsync(rig, day);
            IReadOnlyList<JsonNode> told = Told(rig);
            days.AddRange(told.Skip(before).Where(one => (string?)one["kind"] != "lateDelivery").Select(one => string.Create(CultureInfo.InvariantCulture, $"{day:MM-dd} {(string?)one["kind"]}")));
            before = told.Count;
        }

        Assert.That(days, Is.EqualTo(new[] { "02-08 keyExpiring", "03-01 agreementExpiring", "03-03 keyExpiring", "03-24 agreementExpiring" }));
    }

    [Test]
    public async Task The_night_is_told_in_one_line_a_force()
    {
        await using Rig rig = Make();
        rig.Edit("gateway.json", gateway => gateway["alerts"]!["summaryAt"] = "07:30");
        rig.Fill(Rig.Met, 2);
        rig.Edit("forces/nottinghamshire.json", profile => profile["enabled"] = false);
        await rig.ExportAsync(Rig.Met);
        rig.Source.Set(2, ("force_slug", "met"));
        await LookAsync(rig, new DateTimeOffset(2026, 11, 20, 7, 29, 0, TimeSpan.Zero));
        Assert.That(Told(rig), Is.Empty);
        await LookAsync(rig, new DateTimeOffset(2026, 11, 20, 7, 31, 0, TimeSpan.Zero));
        await LookAsync(rig, new DateTimeOffset(2026, 11, 20, 8, 31, 0, TimeSpan.Zero));
        JsonNode summary = Told(rig).Single(told => (string?)told["kind"] == "nightSummary");
        Assert.That(summary["lines"]!.AsArray().Select(line => (string?)line), Is.EqualTo(new[]
        {
            "greater-manchester: no run yet", "metropolitan: delivered, 2026-11-20T03:00:00Z (03:00 GMT), sequence 1", "nottinghamshire: disabled",
            "source: 1 record(s) of the source have a force slug that no profile and no list knows, and 0 have none: no force gets them.",
        }));
    }

    [Test]
    public async Task A_heart_beats_after_each_delivery_and_not_otherwise()
    {
        using var page = new HttpListener();
        int port = FreePort();
        page.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        page.Start();
        await using Rig rig = Make();
        rig.Edit("gateway.json", gateway => gateway["alerts"]!["heartbeat"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/ping"));
        rig.Fill(Rig.Met, 1);
        Task<HttpListenerContext> asked = page.GetContextAsync();
        Task<Ended> export = rig.ProgramAsync("export", Rig.Met);
        HttpListenerContext beat = await asked.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.That(beat.Request.Url!.AbsolutePath, Is.EqualTo("/ping"));
        beat.Response.Close();
        Assert.That((await export).Code, Is.Zero);

        Task<HttpListenerContext> second = page.GetContextAsync();
        rig.Edit("forces/metropolitan.json", profile => profile["enabled"] = false);
        await rig.ProgramAsync("export", Rig.Met);
        Assert.That(second.IsCompleted, Is.False, "A refused run delivers nothing.");
    }

    [TestCase("/no/such/program", "there is no such program")]
    [TestCase("/bin/false", "ended with exit code 1")]
    public async Task That_nobody_can_be_told_changes_no_export(string command, string fault)
    {
        await using Rig rig = Make();
        rig.Edit("gateway.json", gateway => gateway["alerts"] = new JsonObject { ["command"] = new JsonArray(command), ["heartbeat"] = "http://127.0.0.1:9/" });
        rig.Fill(Rig.Met, 1);
        Ended ended = await rig.ProgramAsync("export", Rig.Met);
        Assert.That((ended.Code, ended.Error), Is.EqualTo((0, ended.Error)));
        Assert.That(ended.Error, Does.Contain("AlertFailed metropolitan"));
        rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["folder"] = "no-such-folder");
        Ended stopped = await rig.ProgramAsync("export", Rig.Met);
        Assert.That(stopped.Error, Does.Match($"AlertFailed metropolitan: .*{fault}"));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_ledger_that_somebody_altered_stops_the_worker_from_sending_and_is_told_once()
    {
        await using Rig rig = Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        var health = new HealthState(rig.Time);
        using ExportLedger ledger = await ExportLedger.OpenAsync(SqliteServer.File(rig.LedgerPath), applySchema: false, rig.Time);
        var folder = new ConfigurationFolder(rig.Config);
        await using var desk = new AlertDesk(folder, rig.Time, NullLogger.Instance, isPatient: true);
        var watch = new WorkerWatch(folder, ledger, new Alerter(folder, ledger, desk, rig.Time, NullLogger.Instance), health, rig.Time, NullLogger.Instance);
        Assert.That((await watch.MaySendAsync(default), health.Missing), Is.EqualTo((false, "ledgerVerifying")), "Nothing is sent before the first verification has ended.");
        await watch.Changed.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That((await watch.MaySendAsync(default), health.Missing), Is.EqualTo((true, "ledgerVerifying")), "It becomes ready when it has looked at its profiles.");
        await watch.LookedAsync(default);
        Assert.That(health.Missing, Is.Null);

        rig.DropLedgerTriggers();
        Execute(rig, "update journal set actor = 'nobody' where entry = 1");
        Assert.That(await watch.MaySendAsync(default), Is.True, "It is verified once a day.");
        rig.Time.Now = rig.Time.Now.AddDays(1);
        Assert.That(await watch.MaySendAsync(default), Is.True, "It goes on while it is verified again.");
        await watch.Changed.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That((await watch.MaySendAsync(default), health.Missing), Is.EqualTo((false, "ledgerDamaged")));
        rig.Time.Now = rig.Time.Now.AddMinutes(1);
        Assert.That(await watch.MaySendAsync(default), Is.False);
        await watch.Changed.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(await watch.MaySendAsync(default), Is.False, "It is verified again, and told once.");
        Assert.That(await desk.DrainedAsync(), Is.True);
        Assert.That(Told(rig).Select(told => (string?)told["kind"]), Is.EqualTo(new[] { "ledgerBroken" }));
    }

    [Test]
    public async Task A_worker_whose_ledger_cannot_be_reached_waits_for_it_alive_and_not_ready()
    {
        await using Rig rig = Make();
        rig.Fill(Rig.Met, 1);
        int port = FreePort();
        string moved = Path.Combine(rig.Folder, "there");
        rig.Edit("gateway.json", gateway =>
        {
            gateway["ledger"]!["database"] = "../there/ledger.db";
            gateway["healthPort"] = port;
            gateway["log"] = "json";
        });
        using System.Diagnostics.Process worker = rig.StartProgram(new Dictionary<string, string>(), "run");
        var waited = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        var lines = new List<string>();
        worker.ErrorDataReceived += (_, line) =>
        {
            lock (lines)
            {
                lines.Add(line.Data ?? "");
            }

            if (line.Data?.Contains("LedgerAwaited", StringComparison.Ordinal) == true)
            {
                waited.TrySetResult();
            }
            else if (line.Data?.Contains("WorkerStarted", StringComparison.Ordinal) == true)
            {
                started.TrySetResult();
            }
        };
        worker.BeginErrorReadLine();
        await waited.Task.WaitAsync(TimeSpan.FromMinutes(1));
        using var web = new HttpClient();
        Uri At(string path) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/{path}"));
        Assert.That((await web.GetAsync(At("live"))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using (HttpResponseMessage ready = await web.GetAsync(At("ready")))
        {
            Assert.That(((int)ready.StatusCode, await ready.Content.ReadAsStringAsync()), Is.EqualTo((503, """{"ready":false,"reason":"ledgerUnavailable","suspended":null}""")));
        }

        Directory.CreateDirectory(moved);
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.That((await web.GetAsync(At("ready"))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await web.GetAsync(At("other"))).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        worker.Kill();
        await worker.WaitForExitAsync();
        Assert.That(lines.Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!["Category"]!.ToString()), Has.All.Not.Empty, "Every line of the log is JSON.");
    }

    [Test]
    public async Task A_backup_is_whole_is_the_owners_and_overwrites_nothing()
    {
        await using Rig rig = Make();
        rig.Fill(Rig.Met, 3);
        await rig.ExportAsync(Rig.Met);
        string file = Path.Combine(rig.Folder, "backup.db");
        Ended first = await rig.ProgramAsync("--json", "ledger", "backup", file);
        Assert.That(first.Code, Is.Zero, first.Error);
        JsonNode verified = JsonNode.Parse((await rig.ProgramAsync("--json", "ledger", "verify")).Output)!;
        Assert.That((string?)JsonNode.Parse(first.Output)!["head"], Is.EqualTo((string?)verified["head"]));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Ended second = await rig.ProgramAsync("ledger", "backup", file);
        Assert.That((second.Code, second.Error.Contains("a backup overwrites nothing", StringComparison.Ordinal)), Is.EqualTo((1, true)), second.Error);

        // What is restored goes on where the copy was taken.
        SqliteConnection.ClearAllPools();
        foreach (string old in Directory.GetFiles(rig.Folder, "ledger.db*"))
        {
            File.Delete(old);
        }

        File.Move(file, rig.LedgerPath);
        rig.Time.Now = rig.Time.Now.AddDays(1);
        rig.Source.Add(4, Rig.Met);
        ExportResult next = await rig.ExportAsync(Rig.Met);
        Assert.That((next.Sequence, next.Rows.New), Is.EqualTo(((int?)2, 1)));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task The_alert_command_gets_nothing_of_the_environment_that_was_not_meant_for_it()
    {
        await using Rig rig = Make();
        rig.Fill(Rig.Met, 30);
        await rig.ExportAsync(Rig.Met);
        rig.Source.Execute("DELETE FROM location; DELETE FROM incident");
        File.WriteAllText(Path.Combine(rig.Folder, "tell.sh"), $"#!/bin/sh\ncat > /dev/null\nexec env > {rig.Folder}/environment\n");
        var environment = new Dictionary<string, string> { ["LANG"] = "en_GB.UTF-8", ["DATASHARING_ALERT_ROOM"] = "office", ["CST_KEYS_FILE"] = "a path", ["CREDENTIALS_DIRECTORY"] = "a folder", ["SSH_AUTH_SOCK"] = "a socket", ["DATASHARING_OTHER"] = "no" };
        Assert.That((await rig.ProgramAsync(environment, "export", Rig.Met)).Code, Is.EqualTo(3));
        // A shell adds PWD, and some others SHLVL and _.
        string[] names = [.. File.ReadAllLines(Path.Combine(rig.Folder, "environment")).Select(line => line.Split('=')[0]).Except(["PWD", "OLDPWD", "SHLVL", "_"])];
        Assert.That(names, Is.EquivalentTo(new[] { "PATH", "HOME", "LANG", "DATASHARING_ALERT_ROOM" }));
    }

    private static Rig Make() => Office.Rig();

    private static List<JsonNode> Changes(Ended check) => [.. JsonNode.Parse(check.Output)!["problems"]!.AsArray().Select(problem => problem!).Where(problem => (string?)problem["code"] == "engineChanged")];

    private static IReadOnlyList<JsonNode> Told(Rig rig) => Office.Told(rig);

    private static async Task LookAsync(Rig rig, DateTimeOffset now)
    {
        rig.Time.Now = now;
        await using Office office = await Office.OpenAsync(rig, now);
        await office.LookAsync();
    }

    private static void Execute(Rig rig, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
