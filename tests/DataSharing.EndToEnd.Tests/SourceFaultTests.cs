using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A source that is wrong withdraws nothing in silence, whatever server it is on.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
[Parallelizable(ParallelScope.All)]
internal sealed class SourceFaultTests(ServerKind server)
{
    private const string Key = "incident_id,";

    [Test]
    public async Task A_missing_source_is_told_as_such_and_none_is_made_in_its_place()
    {
        await using Rig rig = Rig.Make(server);
        rig.LoseSource();
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "failed sourceUnavailable")));
        Assert.That(File.Exists(rig.SourcePath), Is.False);
    }

    [Test]
    public async Task A_source_that_is_no_database_is_told_as_such()
    {
        await using Rig rig = Rig.Make(server);
        File.WriteAllText(server == ServerKind.Sqlite ? rig.SourcePath : rig.SourceConnectionPath,
            "This is no database, but it is long enough to have a header of a hundred bytes, which is what is looked at first.");
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Reason, Is.EqualTo(Reason.SourceUnavailable));
    }

    [TestCase("null", "CASE WHEN incident_id = 3 THEN NULL ELSE incident_id END AS incident_id,")]
    [TestCase("no integer", "CAST(incident_id AS {text}) AS incident_id,")]
    public async Task A_key_that_is_no_key_fails_the_run_before_anything_is_built(string fault, string sql)
    {
        await using Rig rig = await DeliveredAsync();
        EditSql(rig, text => text.Replace(Key, sql.Replace("{text}", server == ServerKind.SqlServer ? "nvarchar(20)" : "text", StringComparison.Ordinal), StringComparison.Ordinal));
        await FailsAsync(rig, fault);
    }

    [Test]
    public async Task A_join_that_multiplies_rows_fails_the_run_before_anything_is_built()
    {
        await using Rig rig = await DeliveredAsync();
        EditSql(rig, text => text + " JOIN (SELECT 1 AS one UNION ALL SELECT 2) AS twice ON 1 = 1");
        await FailsAsync(rig, "repeated");
    }

    [Test]
    public async Task Keys_in_another_order_than_that_of_their_bytes_fail_the_run_and_are_found_by_the_check_or_are_put_in_order()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Gmp, 4);
        string key = server switch
        {
            ServerKind.Sqlite => "(CASE incident_id % 2 WHEN 0 THEN 'a' ELSE 'B' END || incident_id) COLLATE NOCASE AS incident_id,",
            ServerKind.PostgreSql => "(CASE incident_id % 2 WHEN 0 THEN 'a' ELSE 'B' END || incident_id) COLLATE \"en-x-icu\" AS incident_id,",
            _ => "CONCAT(CASE incident_id % 2 WHEN 0 THEN 'a' ELSE 'B' END, incident_id) COLLATE Latin1_General_CI_AS AS incident_id,",
        };
        EditSql(rig, text => text.Replace(Key, key, StringComparison.Ordinal));
        rig.Edit("source/fields.json", fields => fields["fields"]!["incident_id"]!["type"] = "text");
        if (server == ServerKind.Sqlite)
        {
            await FailsAsync(rig, "out of order");
            Ended ended = await rig.ProgramAsync("check", "--connect");
            Assert.That(ended.Code, Is.Not.Zero);
            Assert.That(ended.Output + ended.Error, Does.Contain("ordered by bytes"));
            return;
        }

        Assert.That((await rig.ExportAsync(Rig.Gmp)).Rows, Is.EqualTo(new RowCounts(4, 0, 0, 0)));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.NothingToSend), "The order is that of the holding too.");
    }

    [Test]
    public async Task A_column_that_is_gone_from_the_source_fails_the_run()
    {
        await using Rig rig = await DeliveredAsync();
        EditSql(rig, text => text.Replace("\n  category_code,", "", StringComparison.Ordinal));
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Failed, Reason.SourceUnavailable)), result.Message);
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_source_lost_after_the_build_keeps_the_file_from_going()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Gmp, 3);
        Action bringBack = () => { };
        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () => bringBack = rig.LoseSource());
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Failed, Reason.SourceUnavailable)), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.csv"), Is.Empty);
        bringBack();
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Resumed, Is.EqualTo((int[])[1]));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_empty_source_is_held_and_withdraws_nothing()
    {
        await using Rig rig = await DeliveredAsync();
        rig.Source.Execute("DELETE FROM location; DELETE FROM incident");
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((3, "held massWithdrawal")));
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(1));
        Assert.That((await rig.RunAsync(new ExportRequest(Rig.Gmp, ExportTask.ReexportFull, "test") { Why = "test" })).Outcome, Is.EqualTo(RunOutcome.Held), "A full re-export goes through the same guard.");
    }

    [Test]
    public async Task A_mass_withdrawal_goes_through_once_when_its_exact_number_is_accepted()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Gmp, 60);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Execute("UPDATE incident SET status = 'NotHate' WHERE incident_id <= 25");
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((3, "held massWithdrawal")));
        Assert.That(ended.Json().GetProperty("rows").GetProperty("withdraw").GetInt32(), Is.EqualTo(25));
        foreach (string wrong in new[] { "24", "26" })
        {
            ended = await rig.ProgramAsync("--json", "export", Rig.Gmp, "--accept-withdrawals", wrong, "--reason", "a review");
            Assert.That(ended.Code, Is.EqualTo(3), wrong);
        }

        Assert.That((await rig.ProgramAsync("export", Rig.Gmp, "--accept-withdrawals", "0", "--reason", "a review")).Code, Is.EqualTo(2), "No number of withdrawals is a usage error.");
        Assert.That((await rig.ProgramAsync("export", Rig.Gmp, "--accept-withdrawals", "25")).Code, Is.EqualTo(2), "Without a reason it is a usage error.");
        Assert.That(rig.Journalled("guardAccepted"), Is.Zero);
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(1));

        ended = await rig.ProgramAsync("--json", "export", Rig.Gmp, "--accept-withdrawals", "25", "--reason", "a review");
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((0, "delivered")), ended.Error);
        Assert.That(rig.Journalled("guardAccepted"), Is.EqualTo(1));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(35));

        rig.Source.Execute("UPDATE incident SET status = 'NotHate' WHERE incident_id BETWEEN 26 AND 50");
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Held), "What was accepted does not hold for another night.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Twenty_withdrawals_and_a_tenth_of_a_holding_are_not_held()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Gmp, 30);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Execute("UPDATE incident SET status = 'NotHate' WHERE incident_id <= 20");
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(10));
    }

    [Test]
    public async Task Keys_that_differ_in_a_capital_letter_are_two_records_whatever_the_collation_of_their_column()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Gmp, 4);
        const string letters = "CASE incident_id % 2 WHEN 0 THEN 'a' ELSE 'A' END";
        if (server == ServerKind.PostgreSql)
        {
            rig.Source.Execute("CREATE COLLATION one_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        }

        string key = server switch
        {
            ServerKind.Sqlite => $"{letters} || ((incident_id + 1) / 2) AS incident_id,",
            ServerKind.PostgreSql => $"(({letters} || ((incident_id + 1) / 2)) COLLATE one_case) AS incident_id,",
            _ => $"CONCAT({letters}, (incident_id + 1) / 2) COLLATE Latin1_General_CI_AS AS incident_id,",
        };
        EditSql(rig, text => text.Replace(Key, key, StringComparison.Ordinal));
        rig.Edit("source/fields.json", fields => fields["fields"]!["incident_id"]!["type"] = "text");
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Rows, Is.EqualTo(new RowCounts(4, 0, 0, 0)));
        rig.Source.Delete(1);
        ExportResult second = await rig.ExportAsync(Rig.Gmp);
        Assert.That(second.Rows, Is.EqualTo(new RowCounts(0, 0, 1, 0)));
        Assert.That(second.Excluded.GetValueOrDefault(Reason.Deleted.Code), Is.EqualTo(1), "The other one is not taken for it.");
        rig.Source.Set(2, ("category_code", "Threats"));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Rows, Is.EqualTo(new RowCounts(0, 1, 0, 0)));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3));
    }

    private async Task<Rig> DeliveredAsync()
    {
        Rig rig = Rig.Make(server);
        rig.Fill(Rig.Gmp, 4);
        await rig.ExportAsync(Rig.Gmp);
        return rig;
    }

    private static async Task FailsAsync(Rig rig, string fault)
    {
        int files = Directory.GetFiles(rig.InboxOf(Rig.Gmp)).Length;
        bool built = false;
        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Written, () => built = true);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Failed, Reason.SourceOrder)), $"{fault}: {result.Message}");
        Assert.That(built, Is.False);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Has.Length.EqualTo(files));
    }

    private static void EditSql(Rig rig, Func<string, string> change)
    {
        string path = Path.Combine(rig.Config, "source/incidents.sql");
        string text = File.ReadAllText(path);
        string changed = change(text);
        Assert.That(changed, Is.Not.EqualTo(text));
        File.WriteAllText(path, changed);
    }
}
