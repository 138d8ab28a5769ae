using System.Text.Json.Nodes;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Gateway.Tests.Files;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.People;

/// <summary>The commands with a people.json. The program's own entry is called, in this process, by whoever runs the test.</summary>
[NonParallelizable]
internal sealed class PeopleCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _config = "";

    [SetUp]
    public void Copy()
    {
        _folder = new TemporaryFolder();
        _config = _folder["config"];
        InProcess.CopyConfiguration(_config);
    }

    [TearDown]
    public void Remove()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Test]
    public void Without_the_file_an_account_makes_the_key_ring()
    {
        Assert.That(Run("keys", "new").Code, Is.Zero);
        Assert.That(File.Exists(_folder["master.keys"]), Is.True);
    }

    [TestCase("auditor", true, "notPermitted")]
    [TestCase("administrator", false, "personUnknown")]
    public void Who_may_not_keep_the_ledger_makes_no_key_ring_and_no_ledger(string role, bool isOwn, string reason)
    {
        Write(role, isOwn);
        Assert.That(Refused("keys", "new"), Is.EqualTo(reason));
        Assert.That(Refused("ledger", "accept-restored", "metropolitan", "--next", "7", "--reason", "x"), Is.EqualTo(reason));
        Assert.That(File.Exists(_folder["master.keys"]) || File.Exists(_folder["ledger.db"]), Is.False);
    }

    [Test]
    public void An_act_has_the_person_and_the_login_in_the_journal_and_so_has_one_that_is_refused()
    {
        Write("administrator");
        Assert.That(Run("keys", "new").Code, Is.Zero);
        Assert.That(Run("ledger", "accept-restored", "metropolitan", "--next", "7", "--reason", "x").Code, Is.Zero);
        Write("auditor");
        foreach (string[] act in (string[][])
            [
                ["export", "metropolitan"], ["export", "--all"], ["resend", "metropolitan", "1", "--reason", "x"], ["reexport", "metropolitan", "--full", "--reason", "x"],
                ["confirm", "metropolitan", "1"], ["acknowledge", "--all", "alreadySent", "--reason", "x"], ["ledger", "backup", _folder["copy.db"]], ["keys", "new"],
            ])
        {
            Assert.That(Refused(act), Is.EqualTo("notPermitted"), string.Join(' ', act));
        }

        Assert.That(Journal(), Is.EqualTo((string[])
        [
            $"restoredAccepted {Actor}",
            .. Operations("ExportForce", "ExportEveryForce", "ResendExport", "ReexportForce", "ConfirmExport", "Acknowledge", "BackUpLedger", "MakeKey"),
        ]));
        Assert.That(Run("ledger", "verify").Code, Is.Zero, "The chain is whole.");
        Assert.That(Run("status").Code, Is.LessThan(2), "Whoever may not act may look.");
        Assert.That(Run("history").Code, Is.Zero);
    }

    [Test]
    public void A_caseworker_sees_no_rows_and_may_plan()
    {
        Write("administrator");
        Assert.That(Run("keys", "new").Code, Is.Zero);
        Write("caseworker");
        Assert.That(Refused("plan", "metropolitan", "--rows"), Is.EqualTo("notPermitted"));
        Assert.That(Refused("export", "metropolitan", "--dry-run", "--out", _folder["out.csv"]), Is.EqualTo("notPermitted"));
        Assert.That(File.Exists(_folder["out.csv"]), Is.False);
        Assert.That(Refused("plan", "metropolitan"), Is.EqualTo("sourceUnavailable"), "A plan without rows needs nobody.");
    }

    [Test]
    public void A_login_without_an_entry_looks_and_does_not_act()
    {
        SyntheticSource.Create(_folder["no-source.db"], seed: 7, incidents: 600, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        Write("administrator");
        Assert.That(Run("keys", "new").Code, Is.Zero);
        Write("administrator", isOwn: false);
        string profile = _folder["config/forces/metropolitan.json"];
        File.WriteAllText(profile, File.ReadAllText(profile).Replace("\"version\": 1,", "\"version\": 1, \"approvers\": 0, \"guards\": { \"firstExport\": false },", StringComparison.Ordinal));
        Assert.That(Asked("status")["forces"]!.AsArray(), Is.Not.Empty);
        Assert.That(Run("history").Code, Is.Zero);
        InProcess.Ended plan = Run("plan", "metropolitan");
        Assert.That((plan.Code, plan.Output), Is.EqualTo((0, plan.Output)).And.Matches<(int, string Said)>(ended => ended.Said.Contains("metropolitan: would be delivered", StringComparison.Ordinal)), plan.ToString());
        Assert.That(Refused("plan", "metropolitan", "--rows"), Is.EqualTo("personUnknown"));
        Assert.That(Refused("export", "metropolitan"), Is.EqualTo("personUnknown"));
        InProcess.Ended export = Run("export", "metropolitan");
        Assert.That(export.Output + export.Error, Does.Contain($"The login {Login.Current().Name} (user id {Login.Current().Number}) is nobody's in people.json"));
        string name = Login.Current().Name;
        Assert.That(Journal(), Is.EqualTo((string[])[$"operationRefused {name} SeePlannedRows personUnknown", $"operationRefused {name} ExportForce personUnknown"]), "The second is counted.");
    }

    [Test]
    public void A_key_ring_that_is_made_without_the_ledger_says_what_the_journal_does_not_have()
    {
        const string Unwritten = "The ledger cannot be opened: its journal does not have who may act, or that somebody was refused.";
        File.WriteAllText(_folder["ledger.db"], new string('x', 8192));
        Write("auditor");
        InProcess.Ended refused = Run("keys", "new", "--without-ledger");
        Assert.That((refused.Code, File.Exists(_folder["master.keys"])), Is.EqualTo((1, false)), refused.ToString());
        Assert.That(refused.Error, Does.Contain(Unwritten).And.Contain("may not: it needs the permission ledger.keep"));
        Write("administrator");
        InProcess.Ended made = Run("keys", "new", "--without-ledger");
        Assert.That((made.Code, File.Exists(_folder["master.keys"])), Is.EqualTo((0, true)), made.ToString());
        Assert.That(made.Error, Does.Contain(Unwritten));

        File.Delete(_folder["ledger.db"]);
        File.Delete(_folder["master.keys"]);
        InProcess.Ended beside = Run("keys", "new");
        Assert.That((beside.Code, beside.Error.Contains(Unwritten, StringComparison.Ordinal)), Is.EqualTo((0, false)), beside.ToString());
    }

    [Test]
    public void A_file_with_an_error_lets_nobody_act_and_is_checked()
    {
        File.WriteAllText(Path.Combine(_config, PeopleList.File), "{ \"people\": [] }");
        Assert.That(Run("keys", "new").Code, Is.EqualTo(2));
        Assert.That(File.Exists(_folder["master.keys"]), Is.False);
        InProcess.Ended check = Run("check");
        Assert.That((check.Code, check.Output.Contains("people.json:1: people: The list is empty.", StringComparison.Ordinal)), Is.EqualTo((2, true)), check.Output);
    }

    [Test]
    public void A_link_that_leads_nowhere_is_a_file_that_cannot_be_read()
    {
        File.CreateSymbolicLink(Path.Combine(_config, PeopleList.File), _folder["nowhere"]);
        Assert.That(Run("keys", "new").Code, Is.EqualTo(2));
        Assert.That(File.Exists(_folder["master.keys"]), Is.False);
    }

    private static string Actor => $"priya ({Login.Current().Name})";

    private static IEnumerable<string> Operations(params string[] names) => names.Select(name => $"operationRefused {Actor} {name} notPermitted");

    private void Write(string role, bool isOwn = true) => File.WriteAllText(Path.Combine(_config, PeopleList.File), $$"""
        { "people": [{ "id": "priya", "name": "Priya Example", "osUsers": [{{(isOwn ? Login.Current().Number : "4111222333")}}], "roles": ["{{role}}"], "from": "2026-01-01" }] }
        """);

    private InProcess.Ended Run(params string[] arguments) => InProcess.Run(["--config", _config, .. arguments]);

    private JsonNode Asked(params string[] arguments) => JsonNode.Parse(InProcess.Run(["--json", "--config", _config, .. arguments]).Output)!;

    /// <summary>The reason for which an act ended.</summary>
    private string Refused(params string[] arguments)
    {
        InProcess.Ended ended = InProcess.Run(["--json", "--config", _config, .. arguments]);
        Assert.That(ended.Code, Is.EqualTo(1), ended.ToString());
        JsonNode answer = JsonNode.Parse(ended.Output)!;
        return (string)(answer["error"]?["code"] ?? answer["reason"])!;
    }

    private string[] Journal()
    {
        using var connection = new SqliteConnection($"Data Source={_folder["ledger.db"]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            select kind || ' ' || actor || coalesce(' ' || json_extract(body, '$.operation') || ' ' || json_extract(body, '$.reason'), '') from journal
            where kind in ('restoredAccepted', 'operationRefused') order by entry
            """;
        using SqliteDataReader reader = command.ExecuteReader();
        var entries = new List<string>();
        while (reader.Read())
        {
            entries.Add(reader.GetString(0));
        }

        return [.. entries];
    }
}
