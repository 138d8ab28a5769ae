using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.SqlClient;
using Quartz;
using Quartz.Impl.AdoJobStore;

namespace DataSharing.Gateway.Servers.SqlServer;

/// <summary>SQL Server, or a server that speaks plain T-SQL.</summary>
internal sealed class SqlServerServer : DatabaseServer
{
    public static readonly SqlServerServer Instance = new();

    private const string TablePrefix = "QRTZ_";

    private SqlServerServer()
    {
    }

    public override string Word => "sqlserver";

    public override string Name => "SqlServer";

    public override Func<LedgerWork, Task>? MakeSchedule => MakeAsync;

    public override SourceServer OpenSource(DatabaseAddress address) => new SqlServerSource(address);

    public override void KeepSchedule(IPersistentStoreBuilder store, string connection) => store.UseSqlServer(Scheduler(connection));

    protected override LedgerDatabase LedgerOf(string connection, string description, LedgerOptions options) =>
        new SqlServerLedger(connection, description, options);

    private static string Scheduler(string connection)
    {
        var builder = new SqlConnectionStringBuilder(
            connection) { ApplicationName = "datasharing scheduler", PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock };
        SqlServerLimits.Apply(builder);
        return builder.ToString();
    }

    /// <summary>
    /// Runs Quartz's own script for SQL Server where none of its tables is there, whole or not at all. Quartz would first ask for every
    /// table in one transaction, which not every server that speaks T-SQL lets go on after the first that is missing.
    /// </summary>
    private static async Task MakeAsync(LedgerWork work)
    {
        if (await work.ScalarAsync<int?>($"select object_id('{TablePrefix}JOB_DETAILS')") is not null)
        {
            return;
        }

        const string script = "Quartz.Impl.AdoJobStore.Schema.create_sqlServer.sql";
        using Stream resource = typeof(SqlServerDelegate).Assembly.GetManifestResourceStream(script)
            ?? throw new InvalidOperationException($"The script {script} is missing from Quartz.");
        using var reader = new StreamReader(resource);
        string text = (await reader.ReadToEndAsync()).ReplaceLineEndings("\n");
        foreach (string statement in text.Split("\n--;;\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (statement.Split('\n').Any(line => !line.StartsWith("--", StringComparison.Ordinal)))
            {
                await work.ExecuteAsync(
                    statement.Replace("{0}", TablePrefix, StringComparison.Ordinal).Replace("{1}", TablePrefix, StringComparison.Ordinal));
            }
        }
    }
}
