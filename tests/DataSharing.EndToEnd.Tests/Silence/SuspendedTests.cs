using System.Globalization;
using System.Text.Json.Nodes;
using DataSharing.Gateway;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.EndToEnd.Tests.Silence;

/// <summary>A careless edit is no silence: what suspends a force is told once a day until it is mended.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SuspendedTests
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 20, 20, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task A_cause_is_told_at_once_then_each_morning_and_no_more_when_it_is_mended()
    {
        await using Rig rig = Office.Rig();
        string profile = Path.Combine(rig.Config, "forces/metropolitan.json");
        string good = File.ReadAllText(profile);
        rig.Edit("forces/metropolitan.json", broken => broken["enabledd"] = true);
        await using Office office = await Office.OpenAsync(rig, Evening);
        Assert.That(await office.LookAsync(), Is.EqualTo(1));
        await office.LookUntilAsync(Evening.AddMinutes(5));
        rig.Time.Now = Evening.AddHours(11);
        await office.LookAsync();
        Assert.That(Suspended(rig), Has.Count.EqualTo(1), "At seven nobody is there.");
        rig.Time.Now = Evening.AddHours(12);
        await office.LookAsync();
        JsonNode[] told = [.. Suspended(rig)];
        Assert.That(told, Has.Length.EqualTo(2));
        File.WriteAllText(profile, good);
        rig.Time.Now = Evening.AddHours(36);
        Assert.That((await office.LookAsync(), Suspended(rig).Count), Is.EqualTo((0, 2)));

        JsonNode first = told[0];
        Assert.That(((string?)first["force"], (string?)first["reason"]), Is.EqualTo((Rig.Met, "profileInvalid")));
        Assert.That(first["lines"]!.AsArray().Select(line => (string?)line).Single(), Does.Match(@"^metropolitan: profileInvalid: forces/metropolitan\.json:\d+ enabledd\. Run: datasharing check$"));
    }

    [Test]
    public async Task What_all_forces_share_is_one_alert_and_the_last_good_settings_tell_it()
    {
        await using Rig rig = Office.Rig();
        await using Office office = await Office.OpenAsync(rig, Evening);
        await office.LookAsync();
        File.WriteAllText(Path.Combine(rig.Config, "gateway.json"), "{ \"controller\": \"cst\", ");
        Assert.That(await office.LookAsync(), Is.EqualTo(3));
        JsonNode told = Office.Told(rig).Single();
        Assert.That(((string?)told["kind"], (string?)told["force"], (string?)told["reason"]), Is.EqualTo(("forceSuspended", null as string, "profileInvalid")));
        Assert.That(told["lines"]!.AsArray().Select(line => (string?)line).Single(), Does.StartWith("3 of 3 forces: profileInvalid: gateway.json:1"));
    }

    [Test]
    public async Task Several_forces_are_one_alert_with_a_line_each()
    {
        await using Rig rig = Office.Rig();
        rig.Fill(Rig.Met, 3);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        File.Delete(Path.Combine(rig.Config, "forces/metropolitan.json"));
        rig.Edit("forces/greater-manchester.json", profile => profile["agreement"]!["lastDay"] = "2026-11-19");
        rig.Edit("forces/nottinghamshire.json", profile => profile["agreement"]!["suspended"] = true);
        await using Office office = await Office.OpenAsync(rig, Evening);
        Assert.That(await office.LookAsync(), Is.EqualTo(2), "A suspended agreement is on purpose.");
        JsonNode told = Office.Told(rig).Single();
        Assert.That(((string?)told["force"], (string?)told["reason"]), Is.EqualTo((null as string, null as string)));
        Assert.That(told["lines"]!.AsArray().Select(line => (string?)line), Is.EqualTo(new[]
        {
            "greater-manchester: agreementLapsed: its last day was 2026-11-19",
            "metropolitan: profileMissing: it still holds 3 record(s), and no withdrawal reaches it. Bring its profile back, or agree with the force that it deletes them.",
        }));
    }

    [Test]
    public async Task One_cause_that_stops_several_runs_is_one_alert_at_the_next_look_and_once_a_day()
    {
        await using Rig rig = Office.Rig();
        rig.Fill(Rig.Met, 1);
        string keys = Path.Combine(rig.Folder, "keys/master.keys");
        File.Move(keys, keys + ".away");
        await using Office office = await Office.OpenAsync(rig, Evening);
        for (int run = 0; run < 2; run++)
        {
            foreach (string force in (string[])[Rig.Met, Rig.Gmp])
            {
                await office.Alerter.RunEndedAsync(await rig.ExportAsync(force, connector: rig.Bare), default);
            }

            await office.LookAsync();
            rig.Time.Now = Evening.AddHours(1);
        }

        JsonNode told = Office.Told(rig).Single();
        Assert.That(((string?)told["kind"], (string?)told["force"], (string?)told["reason"], (string?)told["message"]), Is.EqualTo(
            ("deliveryStopped", null as string, "keysMissing", "Nothing is sent to 2 forces, for the same reason: keysMissing. The lines say what to do.")));
        Assert.That(told["lines"]!.AsArray().Select(line => (string)line!), Is.All.EndWith($" It is here: {keys}"));
        Assert.That(told["lines"]!.AsArray().Select(line => ((string)line!).Split(':')[0]), Is.EqualTo(new[] { Rig.Gmp, Rig.Met }));

        // One force alone has its own, at the next look too; a person's command tells at once.
        await office.Alerter.RunEndedAsync(await rig.ExportAsync(Rig.Notts, connector: rig.Bare), default);
        await office.LookAsync();
        Assert.That(Office.Told(rig).Select(Said), Is.EqualTo(new[] { "deliveryStopped ", "deliveryStopped nottinghamshire" }));
        Assert.That((string?)Office.Told(rig)[1]["message"], Does.Contain("datasharing keys new").And.EndWith($" It is here: {keys}"));
    }

    [Test]
    public async Task On_purpose_is_not_silence()
    {
        await using Rig rig = Office.Rig();
        rig.Edit("forces/metropolitan.json", profile => profile["enabled"] = false);
        rig.Edit("forces/greater-manchester.json", profile => profile["agreement"]!["suspended"] = true);
        File.Delete(Path.Combine(rig.Config, "forces/nottinghamshire.json"));
        await using Office office = await Office.OpenAsync(rig, Evening);
        Assert.That((await office.LookAsync(), Office.Told(rig).Count), Is.EqualTo((0, 0)), "A force that never held anything may go.");
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: false, rig.Time);
        IReadOnlyList<ForceState> states = await ForceState.ReadAsync(new ConfigurationFolder(rig.Config, rig.Time), ledger, rig.Time, default);
        Assert.That(states.Select(state => $"{state.Force} {state.Standing} {state.Reason}"), Is.EqualTo(new[] { "greater-manchester Stopped agreementSuspended", "metropolitan Stopped disabled" }));
    }

    [Test]
    public async Task The_summary_has_a_line_for_those_who_get_nothing_too()
    {
        await using Rig rig = Office.Rig();
        rig.Edit("gateway.json", gateway => gateway["alerts"]!["summaryAt"] = "07:30");
        rig.Fill(Rig.Met, 2);
        rig.Time.Now = new DateTimeOffset(2026, 7, 20, 1, 30, 0, TimeSpan.Zero);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        File.Delete(Path.Combine(rig.Config, "forces/metropolitan.json"));
        rig.Edit("forces/greater-manchester.json", profile => profile["enabledd"] = true);
        rig.Edit("forces/nottinghamshire.json", profile => profile["agreement"]!["suspended"] = true);
        await using Office office = await Office.OpenAsync(rig, new DateTimeOffset(2026, 7, 20, 6, 31, 0, TimeSpan.Zero));
        await office.LookAsync();
        Assert.That(Office.Told(rig).Single(told => (string?)told["kind"] == "nightSummary")["lines"]!.AsArray().Select(line => (string?)line), Is.EqualTo(new[]
        {
            "greater-manchester: suspended (profileInvalid); last run: no run yet",
            "metropolitan: suspended (profileMissing), still holds 2 record(s); last run: delivered, 2026-07-20T01:30:00Z (02:30 BST), sequence 1",
            "nottinghamshire: stopped (agreementSuspended); last run: no run yet",
        }));
    }

    [Test]
    public async Task After_an_outage_late_nights_are_told_when_the_catch_up_has_ended_or_after_half_an_hour_and_in_one()
    {
        // A Wednesday: one of the forces has no nights at the weekend.
        DateTimeOffset evening = Evening.AddDays(-2);
        await using Rig rig = Office.Rig();
        rig.Fill(Rig.Met, 2);
        await (await Office.OpenAsync(rig, evening)).DisposeAsync();
        await using (Office seen = await Office.OpenAsync(rig, evening))
        {
            await seen.LookAsync();
        }

        DateTimeOffset noon = evening.AddHours(16);
        await using (Office office = await Office.OpenAsync(rig, noon))
        {
            await office.LookAsync();
            Assert.That(Office.Told(rig), Is.Empty, "The catch-up is under way.");
            rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["port"] = 1);
            await rig.ExportAsync(Rig.Met);
            await rig.ExportAsync(Rig.Gmp, connector: rig.Bare);
            rig.Time.Now = noon.AddMinutes(1);
            await office.LookAsync();
            Assert.That(Office.Told(rig).Select(Said), Is.EqualTo(new[] { "lateDelivery metropolitan" }), "Its catch-up has ended without a delivery.");
        }

        // A worker that is started again and again does not put it off.
        await using Office again = await Office.OpenAsync(rig, noon.AddMinutes(29));
        await again.LookAsync();
        Assert.That(Office.Told(rig), Has.Count.EqualTo(1));
        rig.Time.Now = noon.AddMinutes(31);
        await again.LookAsync();
        Assert.That(Office.Told(rig).Select(Said), Is.EqualTo(new[] { "lateDelivery metropolitan", "lateDelivery nottinghamshire" }));
        rig.Time.Now = noon.AddDays(1);
        await again.LookAsync();
        await again.LookUntilAsync(noon.AddDays(1).AddMinutes(31));
        JsonNode last = Office.Told(rig)[^1];
        Assert.That(((string?)last["kind"], (string?)last["force"], last["lines"]!.AsArray().Select(line => ((string)line!).Split(':')[0])), Is.EqualTo(("lateDelivery", null as string, new[] { Rig.Gmp, Rig.Met, Rig.Notts })));
        Assert.That(Office.Told(rig), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task What_nobody_could_be_told_when_a_run_ended_is_told_by_the_next_worker_and_once()
    {
        await using Rig rig = Office.Rig();
        rig.Fill(Rig.Met, 30);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        rig.Source.Execute("DELETE FROM location; DELETE FROM incident");
        Office.SetCommand(rig, "exit 1");
        Assert.That((await rig.ProgramAsync("export", Rig.Met)).Error, Does.Contain("AlertFailed metropolitan"));
        Office.SetCommand(rig, $"cat >> {rig.Folder}/told");
        rig.Time.Now = TimeProvider.System.GetUtcNow();
        foreach (int _ in Enumerable.Range(0, 2))
        {
            await using Office office = await Office.OpenAsync(rig, rig.Time.Now);
            await office.LookAsync();
        }

        Assert.That(Office.Told(rig).Where(told => (string?)told["kind"] == "heldExport").Select(Said), Is.EqualTo(new[] { "heldExport metropolitan" }));
    }

    [Test]
    public async Task A_command_that_hangs_holds_up_no_look_and_is_ended_with_the_worker()
    {
        await using Rig rig = Office.Rig();
        Office.SetCommand(rig, $"echo $$ > {rig.Folder}/hangs.new; mv {rig.Folder}/hangs.new {rig.Folder}/hangs; sleep 300");
        foreach (string force in Rig.Forces)
        {
            rig.Edit($"forces/{force}.json", profile => profile["enabledd"] = true);
        }

        Office office = await Office.OpenAsync(rig, Evening);
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int look = 0; look < 20; look++)
        {
            rig.Time.Now += TimeSpan.FromMinutes(1);
            Assert.That(await office.Alerter.LookAsync(default), Is.EqualTo(3));
        }

        Assert.That(System.Diagnostics.Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(25)), "The command alone has 30.");
        Assert.That(() => File.Exists(Path.Combine(rig.Folder, "hangs")), Is.True.After(15_000, 20));
        int process = int.Parse(File.ReadAllText(Path.Combine(rig.Folder, "hangs")), CultureInfo.InvariantCulture);
        await office.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));
        Assert.That(() => Directory.Exists($"/proc/{process}"), Is.False.After(15_000, 20));
    }

    [Test]
    public async Task A_worker_whose_alert_command_hangs_ends_within_fifteen_seconds_of_being_asked()
    {
        await using Rig rig = Office.Rig();
        Office.SetCommand(rig, $"touch {rig.Folder}/hangs; sleep 300");
        rig.Edit("forces/metropolitan.json", profile => profile["enabledd"] = true);
        using System.Diagnostics.Process worker = rig.StartProgram(new Dictionary<string, string>(), "run");
        Task<Ended> ended = Rig.EndAsync(worker);
        Assert.That(() => File.Exists(Path.Combine(rig.Folder, "hangs")) || ended.IsCompleted, Is.True.After(60_000, 50));
        using (System.Diagnostics.Process kill = System.Diagnostics.Process.Start("kill", ["-TERM", worker.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        Ended stopped = await ended.WaitAsync(TimeSpan.FromSeconds(15));
        Assert.That(stopped.Code, Is.Zero, stopped.Error);
        Assert.That(stopped.Error, Does.Contain("Alerted ForceSuspended metropolitan").And.Contain("WorkerStopped"));
    }

    [Test]
    public async Task A_heart_beats_on_the_forces_own_page_also_for_a_night_with_nothing_to_send()
    {
        await using var page = BeatenPage.Start();
        await using Rig rig = Office.Rig();
        rig.Edit("gateway.json", gateway => gateway["alerts"]!["heartbeat"] = page.Address + "ping/{force}");
        rig.Edit("forces/metropolitan.json", profile => profile["emptyNight"] = "none");
        rig.Fill(Rig.Met, 1);
        Assert.That((await rig.ProgramAsync("--json", "export", Rig.Met)).Json().Said(), Is.EqualTo("delivered"));
        Assert.That((await rig.ProgramAsync("--json", "export", Rig.Met)).Json().Said(), Is.EqualTo("nothingToSend"));
        Assert.That((await rig.ProgramAsync("--json", "export", Rig.Gmp)).Code, Is.Zero);
        rig.Edit("forces/metropolitan.json", profile => profile["enabled"] = false);
        await rig.ProgramAsync("export", Rig.Met);
        Assert.That(page.Paths, Is.EqualTo(new[] { "/ping/metropolitan", "/ping/metropolitan", "/ping/greater-manchester" }), "A refused run is no beat.");
    }

    private static List<JsonNode> Suspended(Rig rig) => [.. Office.Told(rig).Where(told => (string?)told["kind"] == "forceSuspended")];

    private static string Said(JsonNode told) => $"{(string?)told["kind"]} {(string?)told["force"]}";
}
