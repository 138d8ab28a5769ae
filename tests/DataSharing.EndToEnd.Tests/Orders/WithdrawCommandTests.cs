using System.Text;
using System.Text.Json;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Orders;

/// <summary>One person takes an incident back from every force.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[Parallelizable(ParallelScope.All)]
internal sealed class WithdrawCommandTests(ServerKind server)
{
    private const string Note = "Qzxw7 wrote to us";

    [Test]
    public async Task Each_reason_withdraws_an_incident_and_no_force_gets_it_or_keeps_it()
    {
        await using Rig rig = Rig.Make(server);
        long id = 0;
        foreach (WithdrawalReason _ in WithdrawalReason.All)
        {
            rig.Source.Add(++id, Rig.Met);
        }

        rig.Source.Add(++id, Rig.Met);
        await rig.ExportAsync(Rig.Met);
        id = 0;
        foreach (WithdrawalReason reason in WithdrawalReason.All)
        {
            JsonElement answer = await rig.AskAsync(0, "withdraw", $"{++id}", "--reason", reason.Code, "--yes-forces", "1");
            Assert.That((answer.GetProperty("reason").GetString(), answer.GetProperty("isNew").GetBoolean(), answer.GetProperty("held").GetInt32()), Is.EqualTo((reason.Code, true, 1)));
            Assert.That(answer.GetProperty("source").GetString(), Is.EqualTo("found"));
            JsonElement force = AtMet(answer);
            Assert.That((force.GetProperty("force").GetString(), force.GetProperty("state").GetString()), Is.EqualTo((Rig.Met, "sent")));
            Assert.That(force.GetProperty("nextDue").GetDateTimeOffset(), Is.GreaterThan(DateTimeOffset.UtcNow.AddMinutes(-5)));
        }

        Assert.That((await rig.AskAsync(0, "withdrawals", "--open")).GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("reason").GetString()),
            Is.EqualTo(WithdrawalReason.All.Select(reason => reason.Code)));
        rig.Time.Now = DateTimeOffset.UtcNow;
        // However many they are: the guard against many withdrawals is passed.
        ExportResult night = await rig.ExportAsync(Rig.Met);
        Assert.That((night.Outcome, night.Withdrawal), Is.EqualTo((RunOutcome.Delivered, (int?)2)), night.Message);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(1));
        Assert.That((await rig.AskAsync(0, "withdrawals", "--open")).GetProperty("orders").GetArrayLength(), Is.Zero, "Every force was told.");
        Assert.That((await rig.AskAsync(0, "withdrawals")).GetProperty("orders").GetArrayLength(), Is.EqualTo(WithdrawalReason.All.Count));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
    }

    [Test]
    public async Task While_everything_is_stopped_the_answer_says_that_no_force_is_told()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        await rig.AskAsync(0, "stop-all", "--reason", "asked");
        Ended ended = await rig.ProgramAsync("withdraw", "1", "--reason", "other", "--yes-forces", "1");
        Assert.That(ended.Code, Is.Zero, ended.ToString());
        Assert.That(ended.Output, Does.Contain("\nEverything is stopped by ").And.Contain("No force is told before resume-all"));
        Assert.That((await rig.AskAsync(0, "withdraw", "2", "--reason", "other", "--yes-forces", "1")).GetProperty("stopped").GetBoolean(), Is.True);
        await rig.AskAsync(0, "resume-all", "--reason", "asked");
        Assert.That((await rig.AskAsync(0, "withdraw", "3", "--reason", "other", "--yes-forces", "1")).GetProperty("stopped").GetBoolean(), Is.False);
    }

    [Test]
    public async Task An_incident_that_nobody_knows_is_refused_and_nothing_is_recorded()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        string? before = rig.Recorded();
        foreach (string[] named in (string[][])[["4711"], ["CST-2026-004711"], ["abc'def"], ["--token", Rig.Met, "0000000000000000"], ["--token", "nowhere", "0000000000000000"]])
        {
            Assert.That(await rig.RefusedAsync(["withdraw", .. named, "--reason", "other", "--yes-forces", "0"]), Is.EqualTo("noSuchIncident"));
            Assert.That(await rig.RefusedAsync(["hold", .. named, "--reason", "asked"]), Is.EqualTo("noSuchIncident"));
            Assert.That(await rig.RefusedAsync(["restore", .. named, "--reason", "asked"]), Is.EqualTo("noSuchIncident"));
        }

        Assert.That(rig.Recorded(), Is.EqualTo(before));
    }

    [Test]
    public async Task It_is_found_by_key_case_reference_and_record_id_while_the_source_answers()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        string token = rig.Look("select min(token) from exported_row where incident_key = (select max(incident_key) from exported_row)")!;
        string[][] names = [["1"], ["CST-2026-000002"], ["--token", Rig.Met, token.ToLowerInvariant()]];
        foreach (string[] named in names)
        {
            JsonElement answer = await rig.AskAsync(0, ["withdraw", .. named, "--reason", "other", "--yes-forces", "1"]);
            Assert.That((answer.GetProperty("isNew").GetBoolean(), answer.GetProperty("source").GetString()), Is.EqualTo((true, "found")));
        }

        Assert.That(rig.Look("select count(distinct mark) from standing_order"), Is.EqualTo("3"));
        foreach (string[] named in (string[][])[["CST-2026-000001"], ["2"], ["3"]])
        {
            Assert.That((await rig.AskAsync(0, ["withdraw", .. named, "--reason", "other", "--yes-forces", "1"])).GetProperty("isNew").GetBoolean(), Is.False);
        }
    }

    [Test]
    public async Task With_the_source_down_a_key_that_the_ledger_knows_and_a_record_id_are_enough()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        string token = rig.Look("select min(token) from exported_row where incident_key = (select max(incident_key) from exported_row)")!;
        rig.Source.Add(4, Rig.Met);
        rig.LoseSource();
        Assert.That((await rig.AskAsync(0, "withdraw", "1", "--reason", "safety", "--yes-forces", "1")).GetProperty("source").GetString(), Is.EqualTo("sourceUnavailable"));
        JsonElement answer = await rig.AskAsync(0, "withdraw", "--token", Rig.Met, token, "--reason", "safety", "--yes-forces", "1");
        Assert.That((answer.GetProperty("source").GetString(), answer.GetProperty("linkedShared").ValueKind), Is.EqualTo(("sourceUnavailable", JsonValueKind.Null)));
        string? before = rig.Recorded();
        foreach (string unknown in (string[])["4", "CST-2026-000001"])
        {
            JsonElement refused = (await rig.AskAsync(1, "withdraw", unknown, "--reason", "safety", "--yes-forces", "0")).GetProperty("error");
            Assert.That(refused.GetProperty("code").GetString(), Is.EqualTo("noSuchIncident"));
            Assert.That(refused.GetProperty("message").GetString(), Does.Contain("the source could not be asked (sourceUnavailable)").And.Not.Contain(unknown));
        }

        Assert.That(rig.Recorded(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_broken_dictionary_does_not_keep_anybody_from_withdrawing()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        File.WriteAllText(Path.Combine(rig.Config, "source/fields.json"), "{");
        JsonElement answer = await rig.AskAsync(0, "withdraw", "1", "--reason", "safety", "--yes-forces", "1");
        Assert.That((answer.GetProperty("source").GetString(), AtMet(answer).GetProperty("nextDue").ValueKind), Is.EqualTo(("profileInvalid", JsonValueKind.Null)));
    }

    [Test]
    public async Task An_incident_that_is_gone_from_the_source_is_withdrawn_and_does_not_come_back()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        rig.Source.Delete(2);
        Assert.That((await rig.AskAsync(0, "withdraw", "2", "--reason", "erasure", "--yes-forces", "1")).GetProperty("source").GetString(), Is.EqualTo("gone"));
        rig.Source.Add(2, Rig.Met);
        rig.Time.Now = DateTimeOffset.UtcNow;
        await rig.ExportAsync(Rig.Met);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task An_incident_that_no_force_has_is_withdrawn_before_it_ever_goes()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.MakeLedgerAsync();
        JsonElement answer = await rig.AskAsync(0, "withdraw", "2", "--reason", "objection", "--yes-forces", "0");
        Assert.That((answer.GetProperty("held").GetInt32(), answer.GetProperty("forces").EnumerateArray().Count(force => force.GetProperty("state").GetString() != "notSent")), Is.EqualTo((0, 0)));
        await rig.ExportAsync(Rig.Met);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
        Assert.That((await rig.AskAsync(0, "withdrawals", "--open")).GetProperty("orders").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Another_number_than_that_of_the_forces_is_refused_and_so_is_a_command_without_a_terminal()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        string? before = rig.Recorded();
        Assert.That(await rig.RefusedAsync("withdraw", "1", "--reason", "other", "--yes-forces", "0"), Is.EqualTo("forcesDiffer"));
        Assert.That(await rig.RefusedAsync("withdraw", "1", "--reason", "other", "--yes-forces", "2"), Is.EqualTo("forcesDiffer"));
        Ended ended = await rig.ShellAsync("{0} < /dev/null", "withdraw 1 --reason other");
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Error, Does.Contain("there is none. Nothing was recorded. 1 force holds the incident; if that is what you expect, ask again with --yes-forces 1."));
        Assert.That(rig.Recorded(), Is.EqualTo(before));
    }

    [Test]
    public async Task At_a_terminal_the_number_is_typed_after_the_case_reference_and_the_linked_incidents_were_shown()
    {
        await using Rig rig = OrderRig.Make(server);
        rig.Source.Execute("INSERT INTO incident_link (link_id, incident_id, link_type, series_id) VALUES (1, 1, 'Series', 'S-77'), (2, 2, 'Series', 'S-77')");
        await rig.ExportAsync(Rig.Met);
        string? before = rig.Recorded();
        Ended ended = await rig.ShellAsync("(sleep 1; echo 7) | script -qefc '{0}' /dev/null", "withdraw 1 --reason other");
        Assert.That(ended.Code, Is.EqualTo(1), ended.ToString());
        Assert.That(ended.Output, Does.Contain("The incident (case CST-2026-000001) is held by 1 force.").And.Contain("Linked incidents that are still shared: 1: CST-2026-000002. They stay shared."));
        Assert.That(rig.Recorded(), Is.EqualTo(before));
        ended = await rig.ShellAsync("(sleep 1; echo 1) | script -qefc '{0}' /dev/null", "withdraw 1 --reason other");
        Assert.That(ended.Code, Is.Zero, ended.ToString());
        Assert.That(ended.Output, Does.Contain("(case CST-2026-000001), other."));
        Assert.That(rig.Look("select count(*) from journal where body like '%CST-2026-000001%'"), Is.EqualTo("0"));
    }

    [Test]
    public async Task Cancelled_at_the_question_it_ends_at_once_and_nothing_is_recorded()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        string? before = rig.Recorded();
        // The terminal makes the signal of what is typed, once the program asks.
        Ended ended = await rig.ShellAsync("(sleep 1; printf '\\003'; sleep 1; printf '\\003') | script -qefc '{0}' /dev/null", "withdraw 1 --reason other");
        Assert.That(ended.Code, Is.EqualTo(130), ended.ToString());
        Assert.That(ended.Output, Does.Not.Contain("did not end"));
        Assert.That(rig.Recorded(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_second_time_nothing_is_recorded_and_another_reason_is()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        JsonElement first = await rig.AskAsync(0, "withdraw", "1", "--reason", "other", "--yes-forces", "1");
        string? before = rig.Recorded();
        JsonElement second = await rig.AskAsync(0, "withdraw", "1", "--reason", "other");
        Assert.That(second.GetProperty("isNew").GetBoolean(), Is.False);
        Assert.That(second.GetProperty("order").GetString(), Is.EqualTo(first.GetProperty("order").GetString()));
        Assert.That(rig.Recorded(), Is.EqualTo(before));
        JsonElement third = await rig.AskAsync(0, "withdraw", "1", "--reason", "courtOrder", "--yes-forces", "1");
        Assert.That((third.GetProperty("isNew").GetBoolean(), third.GetProperty("incident").GetString()), Is.EqualTo((true, first.GetProperty("incident").GetString())));
    }

    [Test]
    public async Task Now_it_goes_at_once_and_the_answer_says_what_that_tells()
    {
        await using Rig rig = OrderRig.Make(server);
        rig.Time.Now = DateTimeOffset.UtcNow;
        await rig.ExportAsync(Rig.Met);
        JsonElement answer = await rig.AskAsync(0, "withdraw", "1", "--reason", "safety", "--yes-forces", "1", "--now");
        Assert.That((AtMet(answer).GetProperty("state").GetString(), answer.GetProperty("notSent").ValueKind), Is.EqualTo(("told", JsonValueKind.Null)));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
        rig.Edit($"forces/{Rig.Met}.json", profile => profile["drop"]!["port"] = 1);
        answer = await rig.AskAsync(5, "withdraw", "2", "--reason", "safety", "--yes-forces", "1", "--now");
        Assert.That(answer.GetProperty("notSent").GetString(), Does.StartWith($"{Rig.Met} ("));
        Assert.That(answer.GetProperty("isNew").GetBoolean(), Is.True, "It is withdrawn all the same.");
    }

    [Test]
    public async Task The_note_is_sealed_and_comes_out_nowhere()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        string file = Path.Combine(rig.Folder, "note.txt");
        await File.WriteAllTextAsync(file, Note);
        Ended ended = await rig.ProgramAsync("withdraw", "1", "--reason", "other", "--yes-forces", "1", "--note-file", file);
        Assert.That(ended.Code, Is.Zero, ended.ToString());
        Assert.That(ended.Output + ended.Error + (await rig.ProgramAsync("withdrawals")).Output, Does.Not.Contain("Qzxw7"));
        GatewaySettings settings = new ConfigurationFolder(rig.Config).ReadSettings();
        var marks = new IncidentMarks(KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description), settings.Controller);
        (string keyId, string mark, byte[] whole) = Sealed(rig);
        Assert.That(SealedText.Open(marks.NoteKey(keyId), whole, mark), Is.EqualTo(Note));
        Assert.That(Encoding.UTF8.GetString(whole), Does.Not.Contain("Qzxw7"));
        foreach (byte[] wrong in (byte[][])[[], [0xFF, 0xFE], new byte[17 * 1024]])
        {
            await File.WriteAllBytesAsync(file, wrong);
            Assert.That((await rig.ProgramAsync("withdraw", "2", "--reason", "other", "--yes-forces", "1", "--note-file", file)).Code, Is.EqualTo(2));
        }

        Assert.That(rig.Look("select count(*) from standing_order"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_wrong_reason_is_not_repeated()
    {
        await using Rig rig = OrderRig.Make(server);
        Ended ended = await rig.ProgramAsync("withdraw", "1", "--reason", "Qzxw7 asked us", "--yes-forces", "0");
        Assert.That((ended.Code, (ended.Output + ended.Error).Contains("Qzxw7", StringComparison.Ordinal)), Is.EqualTo((2, false)), ended.ToString());
        Assert.That(ended.Error, Does.Contain("objection, erasure"));
    }

    private static JsonElement AtMet(JsonElement answer) => answer.GetProperty("forces").EnumerateArray().Single(force => force.GetProperty("force").GetString() == Rig.Met);

    private static (string KeyId, string Mark, byte[] Whole) Sealed(Rig rig)
    {
        using System.Data.Common.DbConnection connection = rig.OpenLedger();
        using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = "select n.key_id, o.mark, n.sealed from order_note n join standing_order o on o.id = n.order_id";
        using System.Data.Common.DbDataReader reader = command.ExecuteReader();
        Assert.That(reader.Read(), Is.True);
        return (reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2));
    }
}
