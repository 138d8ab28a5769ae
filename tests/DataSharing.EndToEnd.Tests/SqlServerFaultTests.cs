using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;
using Microsoft.Data.SqlClient;

namespace DataSharing.EndToEnd.Tests;

/// <summary>SQL Server that goes away or refuses while an export is under way: nothing half-written is sent, and the next run finishes it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SqlServerFaultTests
{
    [TestCase(ExportStep.Planned)]
    [TestCase(ExportStep.Written)]
    [TestCase(ExportStep.Uploaded)]
    [TestCase(ExportStep.Renamed)]
    public async Task A_ledger_lost_in_the_middle_of_an_export_is_gone_on_with_when_it_is_back(ExportStep at)
    {
        await using Rig rig = Rig.Make(DatabaseServer.SqlServer);
        rig.Fill(Rig.Gmp, 5);
        string administrator = rig.LedgerConnection!;
        string ledger = Accounts.Make(DatabaseServer.SqlServer, administrator, "datasharing_ledger", Accounts.Script(DatabaseServer.SqlServer, "ledger-login.sql"));
        string login = new SqlConnectionStringBuilder(ledger).UserID;
        File.WriteAllText(Path.Combine(rig.Folder, "ledger.connection"), ledger);
        ExportResult lost = await rig.ExportAsync(Rig.Gmp, at, () =>
        {
            TestSqlServer.ExecuteAlone(administrator, $"alter login {login} disable");
            foreach (int session in Sessions(administrator, login))
            {
                Execute(administrator, string.Create(CultureInfo.InvariantCulture, $"kill {session}"));
            }
        });
        Assert.That((lost.Outcome, lost.Reason), Is.EqualTo((RunOutcome.Failed, Reason.LedgerUnavailable)), lost.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.json"), Is.Empty, "Without its manifest no file counts.");
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.csv"), Has.Length.EqualTo(at == ExportStep.Renamed ? 1 : 0));

        TestSqlServer.ExecuteAlone(administrator, $"alter login {login} enable");
        // The run could not release its lease, which a minute later would have ended by itself.
        Execute(ledger, "update lease set expires_at = '2026-01-01T00:00:00.000Z'");
        ExportResult next = await rig.ExportAsync(Rig.Gmp);
        Assert.That(next.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), next.Message);
        Assert.That(rig.Inbox(Rig.Gmp).Select(one => one.Sequence), Is.EqualTo([1]));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(5));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_account_that_may_not_write_the_ledger_is_told_so_and_not_that_the_ledger_is_damaged()
    {
        await using Rig rig = Rig.Make(DatabaseServer.SqlServer);
        rig.Fill(Rig.Gmp, 1);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        const string reader = """
            CREATE LOGIN datasharing_reader WITH PASSWORD = 'change-this-password-0';
            GO
            CREATE USER datasharing_reader FOR LOGIN datasharing_reader WITH DEFAULT_SCHEMA = dbo;
            GO
            GRANT SELECT ON SCHEMA::dbo TO datasharing_reader;
            GO

            """;
        File.WriteAllText(Path.Combine(rig.Folder, "ledger.connection"), Accounts.Make(DatabaseServer.SqlServer, rig.LedgerConnection!, "datasharing_reader", reader));
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "failed ledgerUnavailable")), ended.Output + ended.Error);
        Assert.That(ended.Output + ended.Error, Does.Contain("SQL Server error").And.Not.Contain("damaged"));
    }

    private static List<int> Sessions(string administrator, string login)
    {
        using var connection = new SqlConnection(administrator + ";Pooling=False");
        connection.Open();
        using var command = new SqlCommand("select session_id from sys.dm_exec_sessions where login_name = @login", connection);
        command.Parameters.AddWithValue("@login", login);
        using SqlDataReader reader = command.ExecuteReader();
        var sessions = new List<int>();
        while (reader.Read())
        {
            sessions.Add(Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture));
        }

        return sessions;
    }

    private static void Execute(string connectionString, string sql)
    {
        using var connection = new SqlConnection(connectionString + ";Pooling=False");
        connection.Open();
        using var command = new SqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
