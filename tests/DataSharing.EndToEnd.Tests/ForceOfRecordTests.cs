using System.Text.Json;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Guards;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A source that says wrongly whose a record is, or when it was: nothing is withdrawn in silence, and nothing goes to another force.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ForceOfRecordTests
{
    [Test]
    public async Task Records_with_an_unknown_slug_or_an_impossible_date_stay_as_they_are_and_are_counted()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 20);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        rig.Source.Execute("""
            UPDATE location SET force_slug = 'Metropolitan' WHERE incident_id IN (SELECT incident_id FROM sharing_incident WHERE force_slug = 'metropolitan'
                AND status = 'Verified' AND do_not_share = 0 AND COALESCE(source_force, '') = '' AND embargo_until IS NULL ORDER BY 1 LIMIT 15);
            UPDATE incident SET occurred_from = '0001-01-01 00:00', date_precision = 'Day' WHERE incident_id = 16;
            UPDATE incident SET occurred_from = '1900-01-01 00:00', date_precision = 'Day' WHERE incident_id = 17;
            UPDATE incident SET occurred_from = '9999-12-31 23:59', date_precision = 'Day' WHERE incident_id = 18;
            UPDATE incident SET occurred_from = '2062-03-01 10:00', date_precision = 'Day' WHERE incident_id = 19;
            """);
        rig.Source.Add(21, Rig.Met, ("force_slug", "met"));
        rig.Source.Add(22, Rig.Met, ("force_slug", null));

        JsonElement plan = (await rig.ProgramAsync("--json", "plan", Rig.Met, "--rows")).Json();
        Assert.That((plan.GetProperty("unknownForce").GetInt32(), plan.GetProperty("noForce").GetInt32()), Is.EqualTo((16, 1)));
        Assert.That(plan.GetProperty("heldBackRecords").EnumerateArray().Select(record => $"{record.GetProperty("incident")} {record.GetProperty("caseReference")} {record.GetProperty("reason")} {record.GetProperty("field")}").Order(StringComparer.Ordinal),
            Is.EqualTo(Enumerable.Range(1, 19).Select(id => $"{id} CST-2026-{id:000000} {(id <= 15 ? "notInList force_slug" : "outOfRange occurred_from")}").Order(StringComparer.Ordinal)));
        Ended check = await rig.ProgramAsync("--json", "check", "--connect");
        Assert.That(check.Json().GetProperty("problems").EnumerateArray().Single(problem => problem.GetProperty("code").GetString() == "unknownForce").GetProperty("message").GetString(),
            Does.StartWith("16 record(s) of the source have a force slug that no profile and no list knows, and 1 have none"));

        ExportResult night = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((night.Rows.Total, night.HeldBack[("notInList", "force_slug")], night.HeldBack[("outOfRange", "occurred_from")]), Is.EqualTo((0, 15, 4)), night.Message);
        Assert.That(night.Excluded, Is.Empty);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(20));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_query_that_gives_one_slug_to_all_records_sends_none_of_another_force_and_withdraws_those_it_has_under_the_guard()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 20);
        Add(rig, 21, 45);
        string sql = Path.Combine(rig.Config, "source/incidents.sql");
        File.WriteAllText(sql, File.ReadAllText(sql).Replace("\n  force_slug,", "\n  'metropolitan' AS force_slug,", StringComparison.Ordinal));
        // As a dictionary from before has it.
        rig.Edit("source/fields.json", fields => fields["roles"]!.AsObject().Remove("localAuthority"));
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Rows.New, Is.EqualTo(45));

        rig.Edit("source/fields.json", fields => fields["roles"]!["localAuthority"] = "local_authority");
        Add(rig, 46, 48);
        JsonElement plan = (await rig.ProgramAsync("--json", "plan", Rig.Met, "--rows")).Json();
        Assert.That(plan.Said(), Is.EqualTo("held massWithdrawal"));
        Assert.That(plan.GetProperty("records").EnumerateArray().Select(record => $"{record.GetProperty("action")} {record.GetProperty("cause").GetProperty("reason")} {record.GetProperty("cause").GetProperty("why")} {record.GetProperty("cause").GetProperty("field")}"),
            Is.EqualTo(Enumerable.Repeat("WITHDRAW alreadySent areaOfOtherForce local_authority", 25)));
        ExportResult held = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((held.Reason, held.Excluded["alreadySent"], held.HeldBack[("areaOfOtherForce", "local_authority")]), Is.EqualTo((Reason.MassWithdrawal, 25, 3)));

        ExportResult let = await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Export, "test") { Accepted = new Dictionary<Guard, int> { [Guard.MassWithdrawal] = 25 }, Why = "CST-2026-000014" }, connector: rig.Bare);
        Assert.That((let.Outcome, let.Rows), Is.EqualTo((RunOutcome.Delivered, new RowCounts(0, 0, 25, 0))), let.Message);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(20));
        await rig.VerifyLedgerAsync();
    }

    private static void Add(Rig rig, long first, long last)
    {
        for (long id = first; id <= last; id++)
        {
            rig.Source.Add(id, Rig.Gmp);
        }
    }
}
