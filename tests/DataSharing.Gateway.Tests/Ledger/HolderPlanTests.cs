using System.Data.Common;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>Who holds an incident is looked up in an index, however many exports there were.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
internal sealed class HolderPlanTests(ServerKind server)
{
    private const int Exports = 10_000;

    [Test]
    public async Task Ten_thousand_exports_are_not_looked_through()
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        await using (Lease lease = (await ledger.Leases.TryAcquireAsync(ScratchLedger.Force))!)
        {
            await scratch.DeliverAsync(ledger, lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        }

        scratch.Execute(Many(scratch));
        scratch.Execute("analyze");
        string[] plan = Plan(scratch);
        TestContext.Out.WriteLine(string.Join('\n', plan));
        string whole = string.Join('\n', plan);
        Assert.That(whole, Does.Contain("exported_row_by_incident"));
        Assert.That(whole, Does.Not.Match("SCAN |Seq Scan"), "Every table is searched by an index.");
        Assert.That(ledger.Sent.Of(IncidentKey.FromNumber(2)), Has.Count.EqualTo(Exports / 100 + 1));
        Assert.That(ledger.Sent.Of(IncidentKey.FromNumber(2)).Select(row => row.ExportId), Is.Ordered);
    }

    /// <summary>As many exports as there could be in thirty years of nightly files, each with rows of a hundred incidents.</summary>
    private string Many(ScratchLedger scratch)
    {
        string numbers = server == ServerKind.Sqlite
            ? "with recursive n(i) as (select 2 union all select i + 1 from n where i < {0})" : "with n(i) as (select generate_series(2, {0}))";
        string columns = string.Join(", ", Columns(scratch, "export").Where(column => column is not ("id" or "sequence")));
        string exports = string.Format(System.Globalization.CultureInfo.InvariantCulture, numbers, Exports + 1);
        return $"""
            insert into export (id, sequence, {columns}){(server == ServerKind.Sqlite ? "" : " overriding system value")} {exports} select (select max(id) from export) - 1 + n.i, n.i, {columns} from export, n where export.sequence = 1;
            insert into exported_row (export_id, token, incident_key, action, version, row_hash, key_id)
            select e.id, 't' || e.id || '-' || r.incident_key, case when e.sequence % 100 = 0 then r.incident_key else r.incident_key || '-' || e.id end, r.action, r.version, r.row_hash, r.key_id
            from export e, exported_row r where r.export_id = (select min(id) from export) and e.sequence > 1;
            """;
    }

    private static List<string> Columns(ScratchLedger scratch, string table)
    {
        using DbConnection connection = Open(scratch);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"select * from {table}";
        using DbDataReader reader = command.ExecuteReader();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    private string[] Plan(ScratchLedger scratch)
    {
        using DbConnection connection = Open(scratch);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = (server == ServerKind.Sqlite ? "explain query plan " : "explain ") + LedgerSent.SelectOfKey + "order by e.id";
        DbParameter key = command.CreateParameter();
        (key.ParameterName, key.Value) = ("key", IncidentKey.FromNumber(2).Stored);
        command.Parameters.Add(key);
        using DbDataReader reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.GetString(server == ServerKind.Sqlite ? 3 : 0));
        }

        return [.. lines];
    }

    private static DbConnection Open(ScratchLedger scratch)
    {
        DbConnection connection = File.Exists(scratch.Path) ? new SqliteConnection($"Data Source={scratch.Path};Pooling=False")
            : new NpgsqlConnection(File.ReadAllText(scratch.ConnectionFile) + ";Pooling=False");
        connection.Open();
        return connection;
    }
}
