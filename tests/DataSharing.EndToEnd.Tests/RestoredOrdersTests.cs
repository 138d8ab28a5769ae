using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Witness;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A restored ledger does not forget what people ordered since its backup.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RestoredOrdersTests
{
    [TestCase(ServerKind.Sqlite)]
    [TestCase(ServerKind.PostgreSql)]
    public async Task What_was_withdrawn_after_the_backup_goes_to_nobody_after_its_restore(ServerKind server)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        await GiveAsync(rig, OrderKind.Withdraw, 2);
        await GiveAsync(rig, OrderKind.Hold, 1);
        copy.Restore();

        // Nothing was sent since: the witness of no force says that the ledger is older.
        foreach (string force in (string[])[Rig.Met, Rig.Gmp])
        {
            ExportResult refused = await rig.ExportAsync(force);
            Assert.That((refused.Outcome, refused.Reason), Is.EqualTo((RunOutcome.Refused, Reason.LedgerOlder)), refused.Message);
            Assert.That(refused.Message, Does.Contain("2 that it lacks, 1 of them withdrawals").And.Contain($"accept-restored {force} --next"));
        }

        Ended wrong = await AcceptAsync(rig, 2, withdrawals: 3);
        Assert.That((wrong.Code, wrong.Output.Contains("Leave --withdrawals out", StringComparison.Ordinal)), Is.EqualTo((1, true)), wrong.Output);
        Ended accepted = await AcceptAsync(rig, 2);
        Assert.That((accepted.Code, accepted.Output.Contains("\"ordersBack\": 2", StringComparison.Ordinal)), Is.EqualTo((0, true)), accepted.ToString());
        Ended again = await AcceptAsync(rig, 2);
        Assert.That((again.Code, again.Json().GetProperty("error").GetProperty("code").GetString()), Is.EqualTo((1, "nothingWaiting")), again.Output);
        Assert.That((await OrdersAsync(rig)).Select(order => (order.Kind, order.Number)), Is.EqualTo(new[] { (OrderKind.Withdraw, 1), (OrderKind.Hold, 1) }));

        rig.Source.Add(3, Rig.Met);
        rig.Time.Now = rig.Time.Now.AddDays(1);
        ExportResult night = await rig.ExportAsync(Rig.Met);
        Assert.That((night.Outcome, night.Withdrawal, night.Sequence), Is.EqualTo((RunOutcome.Delivered, (int?)2, (int?)3)), night.Message);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2), "The first and the third.");
        ExportResult full = await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "restored" });
        Assert.That(Table.Replay(rig.Inbox(Rig.Met), emptiedBefore: full.Sequence!.Value).Count, Is.LessThan(3));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Reason, Is.Not.EqualTo(Reason.LedgerOlder), "One acceptance took back the orders for all.");
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
    }

    [TestCase("missing")]
    [TestCase("damaged")]
    [TestCase("older")]
    public async Task Where_the_file_cannot_say_it_a_person_says_how_many_withdrawals_there_were(string file)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        string path = Outside(rig).FilePath;
        string before = File.ReadAllText(path);
        await GiveAsync(rig, OrderKind.Withdraw, 1);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        await GiveAsync(rig, OrderKind.Withdraw, 2);
        rig.Source.Add(3, Rig.Met);
        Assert.That((await rig.ExportAsync(Rig.Met)).Sequence, Is.EqualTo(3), "The file of withdrawals has the number before it.");
        copy.Restore();
        switch (file)
        {
            case "missing":
                File.Delete(path);
                break;
            case "damaged":
                File.WriteAllText(path, File.ReadAllText(path).Replace("\"line\":3", "\"line\":4", StringComparison.Ordinal));
                break;
            default:
                File.WriteAllText(path, before);
                break;
        }

        // Whoever runs meanwhile makes no file that looks whole.
        string? was = File.Exists(path) ? File.ReadAllText(path) : null;
        ExportResult other = await rig.ExportAsync(Rig.Gmp);
        Assert.That(other.Reason == Reason.WitnessUnavailable, Is.EqualTo(file == "damaged"), other.Message);
        Assert.That(File.Exists(path) ? File.ReadAllText(path) : null, Is.EqualTo(was));

        Ended refused = await AcceptAsync(rig, 4);
        Assert.That((refused.Code, refused.Json().GetProperty("error").GetProperty("code").GetString()), Is.EqualTo((1, "ledgerOlder")), refused.Output);
        Assert.That(refused.Output, Does.Contain("--withdrawals N").And.Contain(path));
        Assert.That((await rig.ExportAsync(Rig.Met)).Outcome, Is.EqualTo(RunOutcome.Refused).Or.EqualTo(RunOutcome.Failed));

        Ended accepted = await AcceptAsync(rig, 4, withdrawals: 1);
        Assert.That(accepted.Code, Is.Zero, accepted.ToString());
        OrdersRead read = await Outside(rig).ReadAsync(default);
        Assert.That((read.Fault, read.Orders.Count), Is.EqualTo(((string?)null, 1)), "It is whole again, with what the ledger has.");
        Assert.That(Directory.GetFiles(rig.WitnessPath, "*.damaged"), Has.Length.EqualTo(file == "damaged" ? 1 : 0));
        await GiveAsync(rig, OrderKind.Withdraw, 2);
        rig.Time.Now = rig.Time.Now.AddDays(1);
        ExportResult full = await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "restored" });
        Assert.That((full.Outcome, full.Sequence), Is.EqualTo((RunOutcome.Delivered, 5)), full.Message);
        // The restored ledger does not know that the force was told already: it is told again, and a WITHDRAW of what is not held deletes nothing.
        Assert.That(full.Withdrawal, Is.EqualTo(4));
        Assert.That(rig.Inbox(Rig.Met).Single(one => one.Sequence == 5).Records.Count(record => record["action"] != "WITHDRAW"), Is.EqualTo(1));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
    }

    [Test]
    public async Task A_damaged_file_stops_every_force_until_it_is_moved_away_or_accepted()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await GiveAsync(rig, OrderKind.Withdraw, 1);
        string path = Outside(rig).FilePath;
        File.AppendAllText(path, "{}\n");
        ExportResult stopped = await rig.ExportAsync(Rig.Met);
        Assert.That((stopped.Reason, stopped.Message!.Contains(path, StringComparison.Ordinal)), Is.EqualTo((Reason.WitnessUnavailable, true)), stopped.Message);
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Output, Does.Contain("Not compared with what was sent: witnessUnavailable. "));
        Assert.That((await AcceptAsync(rig, 1)).Code, Is.EqualTo(1));

        File.Move(path, path + ".moved");
        await rig.ExportAsync(Rig.Met);
        Assert.That((await Outside(rig).ReadAsync(default)).Orders, Has.Count.EqualTo(1), "Made anew from the ledger.");
    }

    [Test]
    public async Task An_order_of_a_process_that_was_killed_before_it_wrote_outside_is_copied_by_the_next_run([Values] bool torn)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        // What the killed process leaves: the ledger has it, the file has nothing or half a line.
        await rig.LedgerAsync(ledger => ledger.Orders.GiveAsync(OrderKind.Stop, "test", "a test"));
        await rig.LedgerAsync(ledger => ledger.Orders.GiveAsync(OrderKind.Resume, "test", "a test"));
        if (torn)
        {
            File.AppendAllText(Outside(rig).FilePath, "{\"line\":2,\"id\":\"0123");
        }

        ExportResult night = await rig.ExportAsync(Rig.Met);
        Assert.That(night.Reason, Is.Not.EqualTo(Reason.LedgerOlder), night.Message);
        OrdersRead read = await Outside(rig).ReadAsync(default);
        Assert.That((read.IsTorn, string.Join(' ', read.Orders.Select(order => order.Kind))), Is.EqualTo((false, "Stop Resume")));
    }

    [Test]
    public async Task A_torn_line_of_an_order_that_the_ledger_lacks_is_not_passed_over()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        File.AppendAllText(Outside(rig).FilePath, "{\"line\":2,\"id\":\"0123");
        Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.EqualTo(Reason.LedgerOlder));
        Assert.That((await AcceptAsync(rig, 2)).Code, Is.EqualTo(1));
        Assert.That((await AcceptAsync(rig, 2, withdrawals: 0)).Code, Is.Zero);
        rig.Source.Add(2, Rig.Met);
        Assert.That((await rig.ExportAsync(Rig.Met)).Outcome, Is.EqualTo(RunOutcome.Delivered));
    }

    [Test]
    public async Task A_snapshot_with_ledger_and_witness_together_forgets_as_the_documents_say()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        string file = File.ReadAllText(Outside(rig).FilePath);
        await GiveAsync(rig, OrderKind.Withdraw, 1);
        copy.Restore();
        File.WriteAllText(Outside(rig).FilePath, file);
        Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.Not.EqualTo(Reason.LedgerOlder));
        string runbook = File.ReadAllText(RepositoryFolder.At("deploy/RUNBOOK.md"));
        Assert.That(runbook, Does.Contain("A snapshot of the whole machine takes the ledger and the witness back together"));
    }

    [Test]
    public async Task An_order_that_cannot_be_written_outside_stands_in_the_ledger_and_says_so([Values("a file in its place", "no settings")] string fault)
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        if (fault == "a file in its place")
        {
            File.WriteAllText(rig.WitnessPath, "");
        }

        GatewaySettings? settings = fault == "no settings" ? null : new ConfigurationFolder(rig.Config).ReadSettings();
        WitnessException? said = await Assert.ThrowsAsync<WitnessException>(() => rig.LedgerAsync(async ledger =>
        {
            var orders = new GivenOrders(settings, ledger);
            return await orders.KeepAsync(await orders.GiveAsync(OrderKind.Resume, "test", "a test", default), default);
        }));
        Assert.That(said!.Message, Does.StartWith("The order is recorded in the ledger and stands. It is not recorded outside the ledger"));
        Assert.That(await OrdersAsync(rig), Has.Count.EqualTo(1));
        File.Delete(rig.WitnessPath);
        await rig.ExportAsync(Rig.Met);
        Assert.That((await Outside(rig).ReadAsync(default)).Orders, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_is_ordered_on_a_restored_ledger_comes_after_what_it_forgot()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        await GiveAsync(rig, OrderKind.Withdraw, 1);
        await GiveAsync(rig, OrderKind.Restore, 1);
        copy.Restore();
        Assert.That((await GiveAsync(rig, OrderKind.Withdraw, 1)).Number, Is.EqualTo(3));
        Assert.That((await AcceptAsync(rig, 2)).Code, Is.Zero);
        Assert.That((await rig.LedgerAsync(ledger => Task.FromResult(ledger.Orders.Standing()))).Incidents.Single().Number, Is.EqualTo(3));
    }

    [Test]
    public async Task A_restoration_that_is_taken_back_does_not_hide_why_it_was_withdrawn_after_it()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        await GiveAsync(rig, OrderKind.Withdraw, 1);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        await GiveAsync(rig, OrderKind.Restore, 1);
        copy.Restore();
        // It comes into the ledger before the restoration that the ledger forgot, and counts after it.
        await GiveAsync(rig, OrderKind.Withdraw, 1);
        Assert.That((await AcceptAsync(rig, 2)).Code, Is.Zero);
        Ended alone = await rig.ProgramAsync("--json", "restore", "1", "--reason", "asked");
        Assert.That((alone.Code, alone.Json().GetProperty("error").GetProperty("code").GetString()), Is.EqualTo((1, "secondPerson")), alone.ToString());
    }

    [Test]
    public async Task A_machine_that_did_not_see_the_order_stops_too_and_cannot_accept_without_it()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        rig.Edit("gateway.json", gateway => gateway["witnessFolder"] = "../other-machine");
        await rig.ExportAsync(Rig.Met);
        rig.Edit("gateway.json", gateway => gateway.AsObject().Remove("witnessFolder"));
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        await GiveAsync(rig, OrderKind.Withdraw, 1);
        copy.Restore();
        Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.EqualTo(Reason.LedgerOlder));
        rig.Edit("gateway.json", gateway => gateway["witnessFolder"] = "../other-machine");
        Assert.That((await rig.ExportAsync(Rig.Met)).Message, Does.Contain("its own journal entry"));
        int next = await rig.LedgerAsync(async ledger => (await ledger.Exports.NextSequenceAsync(Rig.Met)).Sequence);
        Ended refused = await AcceptAsync(rig, next);
        Assert.That((refused.Code, refused.Output.Contains("of another machine", StringComparison.Ordinal)), Is.EqualTo((1, true)), refused.Output);

        rig.Edit("gateway.json", gateway => gateway.AsObject().Remove("witnessFolder"));
        Assert.That((await AcceptAsync(rig, next)).Code, Is.Zero);
        rig.Edit("gateway.json", gateway => gateway["witnessFolder"] = "../other-machine");
        ExportResult night = await rig.ExportAsync(Rig.Met);
        Assert.That(night.Reason, Is.Not.EqualTo(Reason.LedgerOlder), night.Message);
        Assert.That((await new OrdersOutside(Path.Combine(rig.Folder, "other-machine"), new ConfigurationFolder(rig.Config).ReadSettings().Controller).ReadAsync(default)).Orders, Has.Count.EqualTo(1));
    }

    private static OrdersOutside Outside(Rig rig) => new(rig.WitnessPath, new ConfigurationFolder(rig.Config).ReadSettings().Controller);

    private static Task<StandingOrder> GiveAsync(Rig rig, OrderKind kind, long incident)
    {
        GatewaySettings settings = new ConfigurationFolder(rig.Config).ReadSettings();
        var key = IncidentKey.FromNumber(incident);
        IncidentMarks marks = new ForceKeys(KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description), settings.Controller, Rig.Met).Marks();
        return rig.LedgerAsync(ledger => new GivenOrders(settings, ledger).GiveAsync(
            kind, key, (marks.Of(key, marks.KeyId), marks.KeyId), null, null, "test", "objection", null, default));
    }

    private static Task<IReadOnlyList<StandingOrder>> OrdersAsync(Rig rig) => rig.LedgerAsync(ledger => Task.FromResult(ledger.Orders.All()));

    private static Task<Ended> AcceptAsync(Rig rig, int next, int? withdrawals = null) => rig.ProgramAsync(
        ["--json", "ledger", "accept-restored", Rig.Met, "--next", next.ToString(CultureInfo.InvariantCulture), "--reason", "restored CST-2026-001234",
        .. withdrawals is { } said ? new[] { "--withdrawals", said.ToString(CultureInfo.InvariantCulture) } : []]);
}
