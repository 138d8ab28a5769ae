using System.Text.Json;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Holders;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Orders;

/// <summary>Who holds an incident: for the charity, for a person, for one force.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[Parallelizable(ParallelScope.All)]
internal sealed class WhoHoldsTests(ServerKind server)
{
    private const string Mark = "quarrelsome";

    [Test]
    public async Task Each_export_is_told_of_with_what_became_of_it()
    {
        await using Rig rig = await MovedAsync();
        JsonElement answer = await rig.AskAsync(0, "who-holds", "1");
        Assert.That((answer.GetProperty("held").GetInt32(), answer.GetProperty("source").GetString()), Is.EqualTo((1, "found")));
        JsonElement[] forces = [.. answer.GetProperty("forces").EnumerateArray()];
        Assert.That(forces.Select(force => $"{force.GetProperty("name")}, held {force.GetProperty("held")}: {string.Join("; ", force.GetProperty("exports").EnumerateArray().Select(Words))}"), Is.EqualTo(new[]
        {
            "Greater Manchester Police, held True: 1.1 NEW 1 delivered",
            "Metropolitan Police Service, held False: 1.1 NEW 1 delivered; 1.2 NEW 1 mayHave; 2.1 AMEND 2 delivered; 3.1 WITHDRAW 3 delivered",
        }));
        Assert.That(forces[1].GetProperty("toldToDelete").GetProperty("sequence").GetInt32(), Is.EqualTo(3));
        JsonElement first = forces[1].GetProperty("exports")[0];
        Assert.That(first.GetProperty("columns").EnumerateArray().Select(column => column.GetString()), Does.Contain("record_id").And.Contain("summary"));
        Assert.That((first.GetProperty("date").GetString(), first.GetProperty("basis").GetString(), first.GetProperty("values").ValueKind), Is.EqualTo(("2026-11-20", "UK GDPR Article 6(1)(f) with DPA 2018 Schedule 1 paragraph 10", JsonValueKind.Null)));
        Assert.That(rig.Look("select body from journal where kind = 'holdersAsked'"), Is.EqualTo($$"""{"as":null,"for":"internal","incident":"{{answer.GetProperty("incident").GetString()}}","why":null}"""));

        Ended text = await rig.ProgramAsync("who-holds", "1");
        Assert.That(text.Output, Does.Contain("was sent to 2 forces; 1 told to delete it.").And.Contain("sequence 1, attempt 2, sent again: NEW, version 1; may have it (unconfirmed)")
            .And.Contain("told to delete it on 20 November 2026 (sequence 3)").And.Not.Contain("CST-2026-000001"));
        Assert.That((await rig.AskAsync(0, "who-holds", "2")).GetProperty("forces").GetArrayLength(), Is.Zero, "The source knows it, and no force was told.");
    }

    [Test]
    public async Task The_archive_says_what_was_sent_and_of_which_row_it_does_not()
    {
        await using Rig rig = await MovedAsync();
        string file = rig.Look("select file_entry from export where force = 'metropolitan' and sequence = 2")!;
        if (server == ServerKind.Sqlite)
        {
            File.Delete(Path.Combine(rig.OutboxPath, file));
        }
        else
        {
            rig.Execute($"delete from outbox_block where entry = '{file}'");
        }

        Ended ended = await rig.ProgramAsync("--json", "who-holds", "1", "--values", "--reason", "asked by the auditor");
        JsonElement[] exports = [.. ended.Json().GetProperty("forces")[1].GetProperty("exports").EnumerateArray()];
        Assert.That(exports[0].GetProperty("values").GetProperty("summary").GetString(), Does.Contain(Mark));
        Assert.That(exports[1].GetProperty("values").GetRawText(), Is.EqualTo(exports[0].GetProperty("values").GetRawText()), "The same bytes again.");
        Assert.That((exports[2].GetProperty("values").ValueKind, exports[2].GetProperty("missing").GetString()), Is.EqualTo((JsonValueKind.Null, $"{file}: the ledger names this file, and the outbox does not have it. Restore the outbox from a backup.")));
        Assert.That((exports[3].GetProperty("values").ValueKind, exports[3].GetProperty("missing").ValueKind), Is.EqualTo((JsonValueKind.Null, JsonValueKind.Null)), "A WITHDRAW row has no cells.");
        Assert.That(rig.Look("select body from journal where kind = 'valuesShown'"), Does.StartWith("""{"as":null,"for":"internal","incident":""").And.EndsWith(""","on":"file","rows":4,"why":"asked by the auditor"}"""));
        Assert.That(IsMarked(ended.Error), Is.False);
    }

    [Test]
    public async Task A_letter_has_what_is_about_the_person_and_the_event_and_nothing_else()
    {
        await using Rig rig = await MovedAsync();
        string letter = Path.Combine(rig.Folder, "letter.txt");
        Ended ended = await rig.ProgramAsync("who-holds", "1", "--values", "--reason", "subject access", "--for", "subject", "--as", "offender", "--out", letter);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((0, $"Written: {letter}\n")), ended.ToString());
        Assert.That(File.GetUnixFileMode(letter), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        string written = await File.ReadAllTextAsync(letter);
        string text = written.Replace('\n', ' ');
        Assert.That(text, Does.StartWith(SubjectLetter.Heading + "  "));
        Assert.That(text, Does.Contain(" Metropolitan Police Service ").And.Contain(" Greater Manchester Police ").And.Contain("20 November 2026: we sent the following. ")
            .And.Contain("On 20 November 2026 we told Metropolitan Police Service to delete what it has about the incident.").And.Contain("We have not told Greater Manchester Police to delete")
            .And.Contain("They may have it."));
        Assert.That(text, Does.Contain("happened, or began: 2026-05-02").And.Contain("The main category of the incident, as the charity classifies it: Threats"));
        foreach (string token in Tokens(rig))
        {
            Assert.That(text, Does.Not.Contain(token));
        }

        // Free text, the victim's age and gender, and who reported it.
        Assert.That(IsMarked(text), Is.False);
        Assert.That(text, Does.Not.Contain("age of the victim").And.Not.Contain("gender").IgnoreCase.And.Not.Contain("report").IgnoreCase);
        Assert.That(ended.Error, Does.Contain("metropolitan: summary (free text), sequence 1 and 2").And.Contain("metropolitan: victim_age_band (about the victim), sequence 1 and 2")
            .And.Contain("metropolitan: record_id (a token), sequence 1 and 2").And.Contain("metropolitan: report_route (about the reporter), sequence 1 and 2"));
        Assert.That(IsMarked(ended.Error), Is.False);
        Ended again = await rig.ProgramAsync("who-holds", "1", "--for", "subject", "--as", "victim", "--out", letter);
        Assert.That((again.Code, await File.ReadAllTextAsync(letter)), Is.EqualTo((2, written)), "Never overwritten.");
        Ended victim = await rig.ProgramAsync("who-holds", "1", "--values", "--reason", "subject access", "--for", "subject", "--as", "victim");
        Assert.That(victim.Output, Does.Contain("The age of the victim in years; only where there was a single victim: ").And.Not.Contain(Mark));
        Assert.That(Journal(rig).Where(IsMarked), Is.Empty);
        Assert.That(Journal(rig), Has.None.Contains("n8000000000000001"));
    }

    [Test]
    public async Task A_force_is_told_what_it_was_sent_and_nothing_that_shows_another()
    {
        await using Rig rig = await MovedAsync();
        string token = rig.Look("select min(r.token) from exported_row r join export e on e.id = r.export_id where e.force = 'metropolitan' and r.incident_key like '%1'")!;
        foreach (string[] more in (string[][])[[], ["--values", "--reason", "asked by the force"]])
        {
            Ended ended = await rig.ProgramAsync(["who-holds", "--token", Rig.Met, token, "--for", "force", "--force", Rig.Met, .. more]);
            Assert.That(ended.Code, Is.Zero, ended.ToString());
            Assert.That(ended.Output, Does.Contain(token).And.Contain("20 November 2026, sequence 1, attempt 2: NEW, version 1; not known to have been delivered: you may have it")
                .And.Contain("The file of sequence 3, 20 November 2026, says to delete the record."));
            Assert.That(ended.Output, Does.Not.Contain("manchester").IgnoreCase.And.Not.Contain(Rig.Notts).IgnoreCase.And.Not.Contain("forces").And.Not.Contain("CST-2026-000001"));
            Assert.That(Tokens(rig).Where(other => other != token && ended.Output.Contains(other, StringComparison.Ordinal)), Is.Empty);
            Assert.That(ended.Output.Contains(Mark, StringComparison.Ordinal), Is.EqualTo(more.Length > 0), "It has the text already.");
            Assert.That(IsMarked(ended.Error), Is.False);
        }

        Assert.That((await rig.ProgramAsync("who-holds", "1", "--for", "force", "--force", Rig.Notts)).Output, Is.EqualTo("Community Security Trust has sent nothing about this record to nottinghamshire.\n"));
        Assert.That(rig.Look("select count(*) from journal where kind in ('holdersAsked', 'valuesShown') and force in ('metropolitan', 'nottinghamshire')"), Is.EqualTo("3"));
    }

    [Test]
    public async Task A_force_is_told_what_is_not_known_and_a_damaged_profile_stops_no_answer()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        string file = rig.Look("select file_entry from export where force = 'metropolitan'")!;
        if (server == ServerKind.Sqlite)
        {
            File.Delete(Path.Combine(rig.OutboxPath, file));
        }
        else
        {
            rig.Execute($"delete from outbox_block where entry = '{file}'");
        }

        rig.Execute("update profile_text set files = substr(files, 2)");
        Ended ended = await rig.ProgramAsync("who-holds", "1", "--for", "force", "--force", Rig.Met, "--values", "--reason", "asked by the force");
        Assert.That(ended.Output, Does.Contain("  values: not known; they cannot be read at present\n  columns: not known\n"), ended.ToString());
        Assert.That(ended.Error, Does.Contain($"Not in the answer: the values of sequence 1: {file}: the ledger names this file"));
    }

    [Test]
    public async Task A_question_that_finds_nothing_is_journalled_without_what_was_typed_and_a_misspelt_force_is_not_asked_about()
    {
        await using Rig rig = OrderRig.Make(server);
        await rig.ExportAsync(Rig.Met);
        Ended misspelt = await rig.ProgramAsync("who-holds", "1", "--for", "force", "--force", "metropolitn");
        Assert.That((misspelt.Code, misspelt.Output), Is.EqualTo((2, "")));
        Assert.That(misspelt.Error, Does.Contain("There is no profile forces/metropolitn.json").And.Contain("Did you mean \"metropolitan\"?"));
        Assert.That(await rig.RefusedAsync("who-holds", "999999"), Is.EqualTo("noSuchIncident"));
        Assert.That(await rig.RefusedAsync("who-holds", "999999", "--values", "--reason", "asked by the auditor"), Is.EqualTo("noSuchIncident"));
        Assert.That(await rig.RefusedAsync("trace", Rig.Met, "0000000000000000"), Is.EqualTo("noSuchIncident"));
        Assert.That(await rig.RefusedAsync("trace", "metropolitn", "0000000000000000"), Is.EqualTo("noSuchIncident"));
        Assert.That(Column(rig, "select coalesce(force, '-') || ' ' || body from journal where kind in ('holdersAsked', 'valuesShown') order by entry"), Is.EqualTo(new[]
        {
            Vain("-", "null"), Vain("-", "\"asked by the auditor\""), Vain(Rig.Met, "null"), Vain("-", "null"),
        }));
        Ended letter = await rig.ProgramAsync("who-holds", "2", "--for", "subject", "--as", "victim");
        Assert.That(letter.Error, Does.Contain("Columns about the victim are about every victim of the incident"));

        static string Vain(string force, string why) =>
            $$"""{{force}} {"as":null,"for":"internal","found":"noSuchIncident","incident":null,"why":{{why}}}""";
    }

    [Test]
    public async Task A_record_id_is_traced_to_its_incident_and_the_journal_says_who_asked()
    {
        await using Rig rig = await MovedAsync();
        string token = rig.Look("select min(r.token) from exported_row r join export e on e.id = r.export_id where e.force = 'metropolitan' and r.incident_key like '%1'")!;
        JsonElement answer = await rig.AskAsync(0, "trace", Rig.Met, token.ToLowerInvariant());
        Assert.That((answer.GetProperty("key").GetString(), answer.GetProperty("caseReference").GetString()), Is.EqualTo(("1", "CST-2026-000001")));
        Assert.That(answer.GetProperty("forces").GetArrayLength(), Is.EqualTo(2));
        Assert.That((await rig.ProgramAsync("trace", Rig.Met, token)).Output, Does.Contain("(key 1, case CST-2026-000001) was sent to 2 forces"));
        Assert.That(rig.Look("select count(*) from journal where kind = 'holdersAsked' and force = 'metropolitan'"), Is.EqualTo("2"));
        Assert.That(await rig.RefusedAsync("trace", Rig.Met, "0000000000000000"), Is.EqualTo("noSuchIncident"));
        Assert.That(Journal(rig), Has.None.Contains("CST-2026").And.None.Contains("n8000000000000001"));
        rig.Be("priya", "administrator");
        Assert.That(await rig.RefusedAsync("trace", Rig.Met, token), Is.EqualTo("notPermitted"));
    }

    /// <summary>
    /// The Metropolitan Police had an incident, the same file under another attempt of which it is not known whether it arrived, and a change; then it turned out to be another force's.
    /// </summary>
    private async Task<Rig> MovedAsync()
    {
        Rig rig = OrderRig.Make(server);
        rig.Source.Approve(1, $"Abuse was shouted from a passing car by a {Mark} man.");
        rig.Source.Set(1, ("report_route", "Victim"));
        rig.Source.Execute("INSERT INTO victim (victim_id, incident_id, victim_type, full_name, age, gender) VALUES (1, 1, 'Individual', 'Ada Example', 30, 'Female')");
        rig.Source.Set(2, ("do_not_share", 1));
        await rig.ExportAsync(Rig.Met);
        await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Resend, "test") { Sequence = 1, Why = "asked" });
        rig.Source.Set(1, ("category_code", "Threats"));
        await rig.ExportAsync(Rig.Met);
        rig.Source.Set(1, ("force_slug", Rig.Gmp), ("town", "Prestwich"), ("postcode", "M25 1AA"), ("lad_code", "E08000002"), ("local_authority", "Bury"));
        await rig.ExportAsync(Rig.Met);
        await rig.ExportAsync(Rig.Gmp);
        rig.Execute("update export set state = 'unconfirmed', delivered_at = null where force = 'metropolitan' and attempt = 2");
        return rig;
    }

    private static bool IsMarked(string text) => text.Contains(Mark, StringComparison.OrdinalIgnoreCase);

    private static string Words(JsonElement export) =>
        $"{export.GetProperty("sequence")}.{export.GetProperty("attempt")} {export.GetProperty("action").GetString()} {export.GetProperty("version")} {export.GetProperty("sent").GetString()}";

    private static List<string> Tokens(Rig rig) => Column(rig, "select distinct token from exported_row");

    private static List<string> Journal(Rig rig) => Column(rig, "select body from journal");

    private static List<string> Column(Rig rig, string sql)
    {
        using System.Data.Common.DbConnection connection = rig.OpenLedger();
        using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using System.Data.Common.DbDataReader reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
