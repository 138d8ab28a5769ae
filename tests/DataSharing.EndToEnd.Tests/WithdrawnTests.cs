using System.Text;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Schedule;
using DataSharing.Gateway.Standing;
using DataSharing.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What a person withdrew is told to every force that has it, from the ledger, in a file of its own, whatever keeps the force's nights from going.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class WithdrawnTests
{
    private const string Agreement = "agreement";

    /// <summary>What keeps a force's nights from going.</summary>
    private static readonly Dictionary<string, Action<Rig>> Hindrances = new(StringComparer.Ordinal)
    {
        ["agreement ended"] = rig => rig.Edit($"forces/{Rig.Gmp}.json", profile => profile[Agreement]!["lastDay"] = "2026-11-01"),
        ["agreement suspended"] = rig => rig.Edit($"forces/{Rig.Gmp}.json", profile => profile[Agreement]!["suspended"] = true),
        ["disabled"] = rig => rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["enabled"] = false),
        ["broken"] = rig => File.WriteAllText(ProfileOf(rig), "{ \"version\": 3, "),
        ["removed"] = rig => File.Delete(ProfileOf(rig)),
        ["older"] = rig => rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["version"] = 0 + profile["version"]!.GetValue<int>() - 1),
        ["source off"] = rig => rig.LoseSource(),
        ["nothing"] = _ => { },
    };

    private static IEnumerable<TestCaseData> HindrancesAndServers() =>
        from hindrance in Hindrances.Keys
        from server in (ServerKind[])[ServerKind.Sqlite, ServerKind.PostgreSql]
        where LongRun.IsAsked || server == ServerKind.Sqlite || hindrance is "removed" or "nothing"
        select new TestCaseData(hindrance, server);

    [TestCaseSource(nameof(HindrancesAndServers))]
    public async Task A_run_for_withdrawals_alone_tells_the_force_whatever(string hindrance, ServerKind server)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Gmp, 3);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["version"] = 7);
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        Hindrances[hindrance](rig);
        Assert.That((await rig.ToldAsync(Rig.Gmp, 2)).State, Is.EqualTo(ToldState.Sent));

        ExportResult result = await rig.RunAsync(Alone());
        Assert.That((result.Outcome, result.Sequence, result.Withdrawal), Is.EqualTo((RunOutcome.Delivered, 2, 2)), result.Message);
        Delivered told = rig.Inbox(Rig.Gmp)[^1];
        Assert.That(told.Records.Select(row => (row["action"], row["version"])), Is.EqualTo((ValueTuple<string, string>[])[("WITHDRAW", "2")]));
        Assert.That(told.IsFull, Is.False);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
        Assert.That((await rig.ToldAsync(Rig.Gmp, 2)).State, Is.EqualTo(ToldState.Told));
        Assert.That((await rig.RunAsync(Alone())).Outcome, Is.EqualTo(RunOutcome.NothingToSend), "Once.");
        await rig.VerifyLedgerAsync();
    }

    [TestCase(ServerKind.Sqlite)]
    [TestCase(ServerKind.PostgreSql)]
    public async Task It_goes_before_the_nights_own_export_which_takes_the_number_after_it(ServerKind server)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Gmp, 30);
        await rig.ExportAsync(Rig.Gmp);
        // More than the guard lets pass by itself.
        for (int id = 1; id <= 25; id++)
        {
            await rig.WithdrawAsync(id);
        }

        rig.Source.Add(90, Rig.Gmp);
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Sequence, result.Withdrawal), Is.EqualTo((RunOutcome.Delivered, 3, 2)), result.Message);
        IReadOnlyList<Delivered> inbox = rig.Inbox(Rig.Gmp);
        Assert.That(inbox[1].Records.Select(row => row["action"]), Is.EqualTo(Enumerable.Repeat("WITHDRAW", 25)));
        Assert.That(inbox[2].Records.Select(row => row["action"]), Is.EqualTo((string[])["NEW"]));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(6));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task In_a_full_reexport_it_goes_before_as_a_difference()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        ExportResult result = await rig.RunAsync(new ExportRequest(Rig.Gmp, ExportTask.ReexportFull, "test") { Why = "test" });
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Assert.That(rig.Inbox(Rig.Gmp).Select(one => (one.IsFull, one.Records.Count)), Is.EqualTo((ValueTuple<bool, int>[])[(false, 3), (false, 1), (true, 2)]));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task While_the_source_is_off_the_night_tells_it_and_then_fails()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(4, Rig.Gmp);
        // Left on its way by a process that died; it cannot be looked at again without the source.
        await rig.KilledAsync(Rig.Gmp, ExportStep.Uploaded);
        await rig.WithdrawAsync(2);
        Action back = rig.LoseSource();
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Reason, Is.EqualTo(Reason.SourceUnavailable), result.Message);
        Assert.That(rig.Inbox(Rig.Gmp)[^1].Records.Select(row => row["action"]), Is.EqualTo((string[])["WITHDRAW"]));
        back();
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Sequence, Is.EqualTo(3));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task While_everything_is_stopped_it_goes_only_on_request(bool byFile)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        if (byFile)
        {
            rig.Edit("gateway.json", gateway => gateway["stopAll"] = true);
        }
        else
        {
            await rig.OrderAsync(OrderKind.Stop);
        }

        ExportResult result = await rig.RunAsync(Alone());
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Refused, Reason.StopAll)), result.Message);
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(1));
        result = await rig.RunAsync(Alone() with { DespiteStop = true });
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Despite_a_stop_it_goes_past_what_an_earlier_run_left_at_the_drop()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(4, Rig.Gmp);
        await rig.KilledAsync(Rig.Gmp, ExportStep.Uploaded);
        await rig.WithdrawAsync(2);
        await rig.OrderAsync(OrderKind.Stop);
        ExportResult result = await rig.RunAsync(Alone() with { DespiteStop = true });
        Assert.That((result.Outcome, result.Sequence), Is.EqualTo((RunOutcome.Delivered, 2)), result.Message);
        Assert.That(rig.Inbox(Rig.Gmp)[^1].Records.Select(row => row["action"]), Is.EqualTo((string[])["WITHDRAW"]), "Nothing else goes, and no part is left.");
        await rig.OrderAsync(OrderKind.Resume);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Sequence, Is.EqualTo(3));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task What_was_taken_unfinished_is_withdrawn_though_it_never_arrived()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(12, Rig.Gmp);
        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () =>
        {
            foreach (string part in Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.part"))
            {
                File.Delete(part);
            }
        });
        Assert.That(result.Reason, Is.EqualTo(Reason.PartTaken), result.Message);
        await rig.WithdrawAsync(12);
        Assert.That((await rig.ToldAsync(Rig.Gmp, 12)).State, Is.EqualTo(ToldState.Sent));
        result = await rig.ExportAsync(Rig.Gmp);
        Delivered told = rig.Inbox(Rig.Gmp)[^1];
        Assert.That((told.Sequence, told.Records.Single()["action"]), Is.EqualTo((2, "WITHDRAW")), result.Message);
        Assert.That((await rig.ToldAsync(Rig.Gmp, 12)).State, Is.EqualTo(ToldState.Told));
        await rig.OrderAsync(OrderKind.Restore, 12);
        await rig.ExportAsync(Rig.Gmp);
        Assert.That(rig.Inbox(Rig.Gmp)[^1].Records.Select(row => (row["action"], row["version"])), Is.EqualTo((ValueTuple<string, string>[])[("NEW", "3")]));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task What_no_force_has_yet_goes_to_nobody_and_tells_nobody()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.WithdrawAsync(2);
        Assert.That((await rig.ToldAsync(Rig.Gmp, 2)).State, Is.EqualTo(ToldState.NotSent));
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Sequence, result.Withdrawal), Is.EqualTo((RunOutcome.Delivered, 1, (int?)null)), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
    }

    [TestCase("rename")]
    [TestCase("direct")]
    public async Task Withdrawn_between_the_last_look_and_the_publication_it_is_in_no_file(string publish)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = publish);
        int bytes = -1;
        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.LookedAgain, () =>
        {
            bytes = Directory.GetFiles(rig.InboxOf(Rig.Gmp)).Length;
            Task.Run(() => rig.WithdrawAsync(2)).GetAwaiter().GetResult();
        });
        Assert.That(bytes, Is.EqualTo(publish == "direct" ? 0 : 1), "With direct no byte is sent before the last check.");
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Delivered only = rig.Inbox(Rig.Gmp).Single();
        Assert.That((only.Sequence, only.Records.Count), Is.EqualTo((1, 2)));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_export_of_unknown_outcome_counts_as_read_and_its_confirmation_brings_nothing_back()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        string kept = "";
        ExportResult result = await rig.ExportAsync(Rig.Gmp, connector: new AnswerLost(() =>
        {
            string file = Directory.GetFiles(rig.InboxOf(Rig.Gmp)).Single();
            File.Move(file, kept = Path.Combine(rig.Folder, Path.GetFileName(file)));
        }));
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Unconfirmed), result.Message);
        await rig.WithdrawAsync(2);
        Assert.That((await rig.ToldAsync(Rig.Gmp, 2)).State, Is.EqualTo(ToldState.UnderWay));

        result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Reason, result.Withdrawal), Is.EqualTo((Reason.Unconfirmed, 2)), result.Message);
        Assert.That((await rig.ToldAsync(Rig.Gmp, 2)).State, Is.EqualTo(ToldState.Told));
        result = await rig.RunAsync(new ExportRequest(Rig.Gmp, ExportTask.Resend, "test") { Sequence = 1, Why = "test" });
        Assert.That(result.Reason, Is.EqualTo(Reason.ContainsWithdrawn), "It is in no file that is sent again.");
        result = await rig.RunAsync(new ExportRequest(Rig.Gmp, ExportTask.Confirm, "test") { Sequence = 1, Why = "test" });
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        File.Move(kept, Path.Combine(rig.InboxOf(Rig.Gmp), Path.GetFileName(kept)));
        rig.Source.Add(4, Rig.Gmp);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Sequence, Is.EqualTo(3));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_record_that_is_put_back_into_the_source_goes_to_nobody_until_it_is_restored()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        rig.Source.Delete(2);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(2, Rig.Gmp);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Rows.Total, Is.Zero);
        await rig.OrderAsync(OrderKind.Restore, 2);
        await rig.ExportAsync(Rig.Gmp);
        Assert.That(rig.Inbox(Rig.Gmp)[^1].Records.Select(row => (row["action"], row["version"])), Is.EqualTo((ValueTuple<string, string>[])[("NEW", "3")]));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [TestCase("delete from incident_name")]
    [TestCase("update standing_order set incident = null")]
    public async Task An_incident_that_nobody_can_name_any_more_is_withdrawn_by_its_mark(string erasure)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        rig.Execute(erasure);
        ExportResult result = await rig.RunAsync(Alone());
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
        Assert.That((await rig.RunAsync(Alone())).Outcome, Is.EqualTo(RunOutcome.NothingToSend));
        rig.Source.Set(2, ("category_code", "Threats"));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Rows.Total, Is.Zero, "The mark still excludes it.");
    }

    [Test]
    public async Task On_hold_the_force_keeps_what_it_has()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        await rig.ExportAsync(Rig.Gmp);
        await rig.OrderAsync(OrderKind.Hold, 2);
        Assert.That((await rig.RunAsync(Alone())).Outcome, Is.EqualTo(RunOutcome.NothingToSend));
        await rig.ExportAsync(Rig.Gmp);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Killed_at_any_step_it_is_told_once(
        [Values(ExportStep.RunOpened, ExportStep.ProfileRead, ExportStep.Written, ExportStep.Built, ExportStep.Sending, ExportStep.Uploaded, ExportStep.LookedAgain,
            ExportStep.Publishing, ExportStep.Witnessed, ExportStep.Renamed, ExportStep.Published, ExportStep.ManifestPut, ExportStep.Closed, ExportStep.WithdrawalsTold)]
        ExportStep step, [Values] bool alone)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        Assert.That((await rig.KilledAsync(Rig.Gmp, step, alone ? "withdrawals" : "export")).Code, Is.EqualTo(137));
        ExportResult result = alone ? await rig.RunAsync(Alone()) : await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), result.Message);
        Assert.That(rig.Inbox(Rig.Gmp).SelectMany(one => one.Records).Count(row => row["action"] == "WITHDRAW"), Is.EqualTo(1));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
        Assert.That((await rig.ToldAsync(Rig.Gmp, 2)).State, Is.EqualTo(ToldState.Told));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(ServerKind.Sqlite)]
    [TestCase(ServerKind.PostgreSql)]
    public async Task Two_workers_tell_it_once(ServerKind server)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Gmp, 3);
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        ExportResult[] results = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => rig.RunAsync(Alone()))));
        Assert.That(results.Count(result => result.Outcome == RunOutcome.Delivered), Is.EqualTo(1));
        Assert.That(results.Select(result => result.Outcome), Is.All.AnyOf(RunOutcome.Delivered, RunOutcome.Busy, RunOutcome.NothingToSend));
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_run_for_withdrawals_alone_serves_no_due_time()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.ExportAsync(Rig.Gmp);
        DateTimeOffset since = rig.Time.GetUtcNow().AddMinutes(1);
        rig.Time.Now += TimeSpan.FromMinutes(2);
        await rig.WithdrawAsync(2);
        Assert.That((await rig.RunAsync(Alone() with { DueAt = since })).Outcome, Is.EqualTo(RunOutcome.Delivered));
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: false, rig.Time);
        Assert.That(await DueTimes.IsServedAsync(ledger, Rig.Gmp, since, rig.Time.GetUtcNow(), default), Is.False);
        Assert.That(await ledger.Runs.LastDeliveryAsync(Rig.Gmp), Is.LessThan(since));
        Assert.That((await ledger.Runs.HistoryAsync(Rig.Gmp, 1))[0].Scope, Is.EqualTo(RunRequest.Withdrawals));
    }

    [TestCase("disabled")]
    [TestCase("removed")]
    [TestCase("broken")]
    [TestCase("agreement ended")]
    public async Task The_worker_tells_a_force_whose_nights_do_not_go_at_its_next_due_time(string hindrance)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        Hindrances[hindrance](rig);
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: false, rig.Time);
        var nights = new WithdrawalNights(new ConfigurationFolder(rig.Config, rig.Time), ledger, rig.Time, NullLogger.Instance);
        Assert.That(await nights.DueAsync(null, default), Is.Empty, "Not before its due time.");
        rig.Time.Now += TimeSpan.FromDays(1);
        Assert.That((await nights.DueAsync(null, default)).Select(due => due.Force), Is.EqualTo((string[])[Rig.Gmp]));
        await rig.OrderAsync(OrderKind.Stop);
        Assert.That(await nights.DueAsync(null, default), Is.Empty, "Not while everything is stopped.");
        await rig.OrderAsync(OrderKind.Resume);
        await rig.RunAsync(Alone());
        Assert.That(await nights.DueAsync(null, default), Is.Empty);
    }

    [Test]
    public async Task A_force_that_no_file_can_tell_is_listed_with_its_mailbox_and_alerted_every_day()
    {
        await using Rig rig = Office.Rig();
        rig.Fill(Rig.Gmp, 3);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile[Agreement]!["contact"] = "data.sharing@gmp.police.example");
        string key = "";
        rig.Edit($"forces/{Rig.Gmp}.json", profile => key = profile["drop"]!["login"]!["key"]!["file"]!.GetValue<string>());
        await rig.ExportAsync(Rig.Gmp);
        await rig.WithdrawAsync(2);
        Hindrances["removed"](rig);
        File.Delete(Path.Combine(rig.Config, key));
        ForceToldState state = await rig.ToldAsync(Rig.Gmp, 2);
        Assert.That((state.State, state.Contact), Is.EqualTo((ToldState.CannotBeTold, "data.sharing@gmp.police.example")));
        ExportResult result = await rig.RunAsync(Alone());
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Refused, Reason.CannotBeTold)), result.Message);
        foreach (int hours in (int[])[0, 1, 24])
        {
            await using Office office = await Office.OpenAsync(rig, new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero).AddHours(hours));
            await office.LookAsync();
        }

        string?[] alerts = [.. Office.Told(rig).Where(told => (string?)told["kind"] == "cannotBeTold").Select(told => (string?)told["message"])];
        Assert.That(alerts, Has.Length.EqualTo(2).And.All.Contains("data.sharing@gmp.police.example"));
    }

    private static ExportRequest Alone() => new(Rig.Gmp, ExportTask.Export, "test") { WithdrawalsAlone = true };

    private static string ProfileOf(Rig rig) => Path.Combine(rig.Config, $"forces/{Rig.Gmp}.json");
}
