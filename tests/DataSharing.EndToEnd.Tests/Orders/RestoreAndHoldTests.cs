using System.Text.Json;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Orders;

/// <summary>An incident is shared again, which may need two persons, or is kept on hold.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[Parallelizable(ParallelScope.All)]
internal sealed class RestoreAndHoldTests(ServerKind server)
{
    [Test]
    public async Task What_one_person_may_lift_is_restored_at_once_and_goes_again()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.MakeLedgerAsync();
        await rig.AskAsync(0, "withdraw", "1", "--reason", "recordedInError", "--yes-forces", "0");
        JsonElement answer = await rig.AskAsync(0, "restore", "1", "--reason", "asked");
        Assert.That((answer.GetProperty("restored").GetBoolean(), answer.GetProperty("request").ValueKind), Is.EqualTo((true, JsonValueKind.Null)));
        Assert.That(await rig.RefusedAsync("restore", "1", "--reason", "asked"), Is.EqualTo("notOrdered"));
        await rig.ExportAsync(Rig.Met);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(3));
        Assert.That((await rig.AskAsync(0, "withdrawals")).GetProperty("orders").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task What_needs_two_persons_waits_for_another_id()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.MakeLedgerAsync();
        int asked = 0;
        foreach (WithdrawalReason reason in WithdrawalReason.All.Where(reason => reason.NeedsSecond))
        {
            rig.Be("priya", "caseworker", "approver");
            JsonElement withdrawn = await rig.AskAsync(0, "withdraw", "1", "--reason", reason.Code, "--yes-forces", "0");
            JsonElement answer = await rig.AskAsync(0, "restore", "1", "--reason", "asked");
            JsonElement request = answer.GetProperty("request");
            Assert.That((answer.GetProperty("restored").GetBoolean(), request.GetProperty("state").GetString(), request.GetProperty("incident").GetString()),
                Is.EqualTo((false, "waitsForSecond", withdrawn.GetProperty("incident").GetString())));
            string id = $"{request.GetProperty("id").GetInt64()}";
            Assert.That((await rig.AskAsync(0, "restore", "1", "--reason", "again")).GetProperty("request").GetProperty("id").GetInt64(), Is.EqualTo(request.GetProperty("id").GetInt64()), "It is the same request.");
            Assert.That(await rig.RefusedAsync("requests", "confirm", id), Is.EqualTo("secondPerson"));
            Assert.That((await rig.AskAsync(0, "withdrawals")).GetProperty("orders").GetArrayLength(), Is.EqualTo(1), "It stays withdrawn.");
            rig.Be("sam", "approver");
            JsonElement done = (await rig.AskAsync(0, "requests", "confirm", id)).GetProperty("request");
            Assert.That((done.GetProperty("state").GetString(), Id(done, "person"), Id(done, "second")), Is.EqualTo(("done", "priya", "sam")));
            Assert.That(await rig.RefusedAsync("requests", "confirm", id), Is.EqualTo("noSuchRequest"));
            Assert.That((await rig.AskAsync(0, "requests")).GetProperty("requests").GetArrayLength(), Is.Zero);
            Assert.That((await rig.AskAsync(0, "requests", "--all")).GetProperty("requests").GetArrayLength(), Is.EqualTo(++asked));
        }

        Assert.That((await rig.ProgramAsync("requests", "--all")).Output, Does.Match(@"done  asked by priya \(.*: asked \(second person: sam \("));

        Assert.That(asked, Is.EqualTo(4));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
        await rig.ExportAsync(Rig.Met);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Without_the_file_of_people_what_needs_two_says_that_it_is_missing()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.MakeLedgerAsync();
        await rig.AskAsync(0, "withdraw", "1", "--reason", "objection", "--yes-forces", "0");
        JsonElement refused = (await rig.AskAsync(1, "restore", "1", "--reason", "asked")).GetProperty("error");
        Assert.That(refused.GetProperty("code").GetString(), Is.EqualTo("secondPerson"));
        Assert.That(refused.GetProperty("message").GetString(), Does.Contain("there is no people.json"));
        Assert.That(rig.Look("select count(*) from request"), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_milder_reason_later_does_not_make_the_second_person_needless()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.MakeLedgerAsync();
        await rig.AskAsync(0, "withdraw", "1", "--reason", "safety", "--yes-forces", "0");
        await rig.AskAsync(0, "withdraw", "1", "--reason", "other", "--yes-forces", "0");
        Assert.That(await rig.RefusedAsync("restore", "1", "--reason", "asked"), Is.EqualTo("secondPerson"));
    }

    [Test]
    public async Task A_request_does_not_lift_a_withdrawal_that_was_given_after_it()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.MakeLedgerAsync();
        rig.Be("priya", "caseworker", "approver");
        await rig.AskAsync(0, "withdraw", "1", "--reason", "objection", "--yes-forces", "0");
        await rig.AskAsync(0, "restore", "1", "--reason", "asked");
        await rig.AskAsync(0, "withdraw", "1", "--reason", "courtOrder", "--yes-forces", "0");
        rig.Be("sam", "approver");
        Assert.That(await rig.RefusedAsync("requests", "confirm", "1"), Is.EqualTo("notOrdered"));
        Assert.That((await rig.AskAsync(0, "requests", "--all")).GetProperty("requests")[0].GetProperty("state").GetString(), Is.EqualTo("failed"));
        Assert.That((await rig.AskAsync(0, "withdrawals")).GetProperty("orders").GetArrayLength(), Is.EqualTo(1));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
    }

    [TestCase(true, TestName = "Who ended in between had restored it")]
    [TestCase(false, TestName = "Who ended in between had restored nothing, and it was withdrawn anew")]
    public async Task A_request_whose_second_person_ended_in_between_is_done_only_if_it_was_restored(bool restored)
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.MakeLedgerAsync();
        rig.Be("priya", "caseworker", "approver");
        await rig.AskAsync(0, "withdraw", "1", "--reason", "other", "--yes-forces", "0");
        await rig.AskAsync(0, "withdraw", "1", "--reason", "objection", "--yes-forces", "0");
        await rig.AskAsync(0, "restore", "1", "--reason", "asked");
        rig.Execute("update request set state = 'running', second = 'kim (root)'");
        if (restored)
        {
            await rig.OrderAsync(OrderKind.Restore, 1);
        }

        await rig.AskAsync(0, "withdraw", "1", "--reason", "courtOrder", "--yes-forces", "0");
        rig.Be("sam", "approver");
        if (restored)
        {
            await rig.AskAsync(0, "requests", "confirm", "1");
        }
        else
        {
            Assert.That(await rig.RefusedAsync("requests", "confirm", "1"), Is.EqualTo("notOrdered"));
        }

        Assert.That((await rig.AskAsync(0, "requests", "--all")).GetProperty("requests")[0].GetProperty("state").GetString(), Is.EqualTo(restored ? "done" : "failed"));
        Assert.That((await rig.AskAsync(0, "withdrawals")).GetProperty("orders").GetArrayLength(), Is.EqualTo(1), "It stays withdrawn.");
    }

    [Test]
    public async Task Nothing_new_goes_while_it_is_on_hold_and_all_of_it_after()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        Dictionary<string, Dictionary<string, string>> before = rig.Replay(Rig.Met);
        rig.Source.Add(4, Rig.Met);
        rig.Source.Set(1, ("occurred_from", "2026-04-02 09:15"));
        JsonElement held = await rig.AskAsync(0, "hold", "1", "--reason", "asked");
        Assert.That((held.GetProperty("onHold").GetBoolean(), held.GetProperty("isNew").GetBoolean(), held.GetProperty("until").ValueKind), Is.EqualTo((true, true, JsonValueKind.Null)));
        await rig.AskAsync(0, "hold", "4", "--until", "2099-12-18", "--reason", "asked");
        Assert.That((await rig.AskAsync(0, "hold", "4", "--until", "2099-12-18", "--reason", "asked")).GetProperty("isNew").GetBoolean(), Is.False);
        rig.Time.Now = DateTimeOffset.UtcNow;
        ExportResult night = await rig.ExportAsync(Rig.Met);
        Assert.That((night.Rows.Total, night.HeldBack.Where(pair => pair.Key.Reason == "onHold").Sum(pair => pair.Value)), Is.EqualTo((0, 2)), night.Message);
        Assert.That(rig.Replay(Rig.Met), Is.EqualTo(before), "The force keeps what it has.");
        foreach (string id in (string[])["1", "4"])
        {
            Assert.That((await rig.AskAsync(0, "hold", id, "--lift", "--reason", "asked")).GetProperty("onHold").GetBoolean(), Is.False);
            Assert.That(await rig.RefusedAsync("hold", id, "--lift", "--reason", "asked"), Is.EqualTo("notOrdered"));
        }

        Assert.That((await rig.ExportAsync(Rig.Met)).Rows, Is.EqualTo(new RowCounts(1, 1, 0, 0)));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(4));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
    }

    [TestCase("2026-11-01")]
    [TestCase("2026-02-30")]
    [TestCase("tomorrow")]
    public async Task A_hold_until_a_day_that_is_past_or_none_is_refused(string until)
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.MakeLedgerAsync();
        string? before = rig.Recorded();
        Ended ended = await rig.ProgramAsync("hold", "1", "--until", until, "--reason", "asked");
        Assert.That((ended.Code, ended.Error.Contains("--until", StringComparison.Ordinal)), Is.EqualTo((2, true)), ended.ToString());
        Assert.That(rig.Recorded(), Is.EqualTo(before));
    }

    private static string Id(JsonElement request, string member) => request.GetProperty(member).GetString()!.Split(' ')[0];
}
