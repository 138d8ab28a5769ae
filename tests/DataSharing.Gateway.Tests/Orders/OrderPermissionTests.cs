using System.Text.Json.Nodes;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Gateway.Tests.Files;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Orders;

/// <summary>Which role may do what about an incident, through the program. There is no source and the ledger knows nothing: whoever may is told so.</summary>
[NonParallelizable]
internal sealed class OrderPermissionTests
{
    private static readonly (string[] Command, string Operation, string[] May, string Answer)[] Acts =
    [
        (["withdraw", "1", "--reason", "other", "--yes-forces", "0"], "FindIncident", ["caseworker", "operator", "approver", "auditor"], "noSuchIncident"),
        (["restore", "1", "--reason", "asked"], "FindIncident", ["caseworker", "operator", "approver", "auditor"], "noSuchIncident"),
        (["hold", "1", "--reason", "asked"], "FindIncident", ["caseworker", "operator", "approver", "auditor"], "noSuchIncident"),
        (["who-holds", "1"], "FindHolders", ["caseworker", "operator", "approver", "auditor"], "noSuchIncident"),
        (["who-holds", "1", "--values", "--reason", "asked"], "SeeHeldValues", ["operator", "approver", "auditor"], "noSuchIncident"),
        (["trace", "metropolitan", "0000000000000000"], "TraceRecord", ["caseworker", "operator", "approver", "auditor"], "noSuchIncident"),
        (["withdrawals"], "ListWithdrawals", ["caseworker", "operator", "approver", "auditor"], ""),
        (["requests"], "ListRequests", ["caseworker", "operator", "approver", "auditor"], ""),
        (["requests", "confirm", "1"], "ConfirmRequest", ["approver"], "noSuchRequest"),
    ];

    /// <summary>The same about an incident that the ledger knows, so that the act itself is asked for.</summary>
    private static readonly (string[] Command, string[] May, string Answer)[] OfKnown =
    [
        (["withdraw", "1", "--reason", "other", "--yes-forces", "9"], ["caseworker"], "forcesDiffer"),
        (["restore", "1", "--reason", "asked"], ["approver"], "notOrdered"),
        (["hold", "1", "--lift", "--reason", "asked"], ["caseworker", "operator"], "notOrdered"),
    ];

    private TemporaryFolder _folder = null!;
    private string _config = "";

    private static IEnumerable<string> Roles => Enum.GetValues<Role>().Select(Json.Word);

    [SetUp]
    public void Copy()
    {
        _folder = new TemporaryFolder();
        _config = _folder["config"];
        InProcess.CopyConfiguration(_config);
        Assert.That(InProcess.Run("--config", _config, "keys", "new").Code, Is.Zero);
    }

    [TearDown]
    public void Remove()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Test]
    public void Each_role_may_find_and_list_as_the_table_says()
    {
        using IDisposable all = Assert.EnterMultipleScope();
        foreach (string role in Roles)
        {
            Be(role);
            foreach ((string[] command, string operation, string[] may, string answer) in Acts)
            {
                Assert.That(Answer(command), Is.EqualTo(may.Contains(role) ? answer : "notPermitted"), $"{role}: {string.Join(' ', command)}");
                Assert.That(may.Contains(role) || WasRefused(operation), Is.True, $"{role}: {operation} is in the journal.");
            }
        }
    }

    [Test]
    public void Each_role_may_act_as_the_table_says()
    {
        Execute("insert into incident_name (incident, incident_key) values ('aa', 'n8000000000000001')");
        using IDisposable all = Assert.EnterMultipleScope();
        foreach (string role in Roles)
        {
            Be(role);
            foreach ((string[] command, string[] may, string answer) in OfKnown)
            {
                Assert.That(Answer(command), Is.EqualTo(may.Contains(role) ? answer : "notPermitted"), $"{role}: {string.Join(' ', command)}");
            }
        }
    }

    [Test]
    public void A_login_that_is_nobodys_may_none_of_it()
    {
        Be("approver", isOwn: false);
        foreach ((string[] command, _, _, _) in Acts)
        {
            Assert.That(Answer(command), Is.EqualTo("personUnknown"), string.Join(' ', command));
        }
    }

    private void Be(string role, bool isOwn = true) => File.WriteAllText(Path.Combine(_config, PeopleList.File), $$"""
        { "people": [{ "id": "priya", "name": "Priya Example", "osUsers": [{{(isOwn ? Login.Current().Number : "4111222333")}}], "roles": ["{{role}}"], "from": "2026-01-01" }] }
        """);

    private string Answer(string[] command)
    {
        InProcess.Ended ended = InProcess.Run(["--json", "--config", _config, .. command]);
        return (string?)JsonNode.Parse(ended.Output)!["error"]?["code"] ?? "";
    }

    /// <summary>Refusals of one person are one entry an hour for each operation.</summary>
    private bool WasRefused(string operation) =>
        Scalar($"select json_extract(body, '$.operation') from journal where kind = 'operationRefused' and json_extract(body, '$.operation') = '{operation}' limit 1") == operation;

    private void Execute(string sql) => Scalar(sql);

    private string? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder["ledger.db"]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }
}
