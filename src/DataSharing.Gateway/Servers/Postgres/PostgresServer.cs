using System.Globalization;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Npgsql;
using Quartz;

namespace DataSharing.Gateway.Servers.Postgres;

/// <summary>A PostgreSQL server.</summary>
internal sealed class PostgresServer : DatabaseServer
{
    public static readonly PostgresServer Instance = new();

    private PostgresServer()
    {
    }

    public override string Word => "postgresql";

    public override string Name => "PostgreSql";

    public override SourceServer OpenSource(DatabaseAddress address) => new PostgresSource(address);

    public override void KeepSchedule(IPersistentStoreBuilder store, string connection) => store.UsePostgres(Scheduler(connection));

    protected override LedgerDatabase LedgerOf(string connection, string description, LedgerOptions options) =>
        new PostgresLedger(connection, description, options);

    private static string Scheduler(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(
            connection) { ApplicationName = "datasharing scheduler", IncludeErrorDetail = false };
        DatabaseLimits limits = PostgresLimits.Apply(builder);
        // A worker whose connection went dead must not keep the scheduler's locks from the others.
        builder.Options += string.Create(
            CultureInfo.InvariantCulture, $" -c idle_in_transaction_session_timeout={limits.IdleMilliseconds}");
        return builder.ToString();
    }
}
