using System.Globalization;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;
using Quartz.Impl.AdoJobStore;

namespace DataSharing.Gateway.Schedule;

/// <summary>
/// Where the scheduler keeps its jobs: in this process, or in the ledger's database, where several workers share them. What has been served the ledger knows
/// either way: a store that is lost loses nothing.
/// </summary>
internal static class SchedulerStore
{
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    /// <summary>Sets the scheduler up.</summary>
    /// <exception cref="InvalidOperationException">The ledger's connection string cannot be read any more.</exception>
    public static void Configure(IQuartzBuilder quartz, GatewaySettings settings, int threads)
    {
        quartz.UseDefaultThreadPool(pool => pool.MaxConcurrency = threads);
        if (!settings.IsClustered)
        {
            return;
        }

        string connection = settings.Ledger.ReadConnection() ?? throw new InvalidOperationException("The file with the ledger's connection string is missing.");
        quartz.ConfigureScheduler(options =>
        {
            options.InstanceName = "datasharing";
            options.InstanceId = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}");
            options.IdleWaitTime = Idle;
        });
        quartz.UsePersistentStore(store =>
        {
            if (settings.Ledger.Server == DatabaseServer.PostgreSql)
            {
                store.UsePostgres(OfPostgres(connection));
            }
            else
            {
                store.UseSqlServer(OfSqlServer(connection));
            }

            store.ProvisionSchema();
            store.UseSystemTextJsonSerializer();
            store.UseClustering(cluster =>
            {
                cluster.CheckinInterval = CheckIn;
                cluster.CheckinMisfireThreshold = CheckIn;
            });
            store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
        });
    }

    private static string OfPostgres(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "datasharing scheduler", IncludeErrorDetail = false };
        DatabaseLimits limits = DatabaseLimits.Apply(builder);
        // A worker whose connection went dead must not keep the scheduler's locks from the others.
        builder.Options += string.Create(CultureInfo.InvariantCulture, $" -c idle_in_transaction_session_timeout={limits.IdleMilliseconds}");
        return builder.ToString();
    }

    private static string OfSqlServer(string connection)
    {
        var builder = new SqlConnectionStringBuilder(connection) { ApplicationName = "datasharing scheduler", PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock };
        DatabaseLimits.Apply(builder);
        return builder.ToString();
    }
}

/// <summary>
/// Makes the scheduler's tables and opens its store before anything else asks for it, one worker at a time: of two that make them at once, one would read
/// tables that are half made, and not start.
/// </summary>
internal sealed class SchedulerTables(ISchedulerFactory schedulers, ExportLedger ledger, DatabaseServer server) : IHostedService
{
    private const string Name = "making the scheduler's tables";
    private const string TablePrefix = "QRTZ_";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (server == DatabaseServer.SqlServer)
        {
            await ledger.AloneAsync(Name, MakeAsync, cancellationToken);
        }

        await ledger.AloneAsync(Name, async _ => await schedulers.GetScheduler(cancellationToken), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Runs Quartz's own script for SQL Server where none of its tables is there, whole or not at all. Quartz would first ask for every table in one
    /// transaction, which not every server that speaks T-SQL lets go on after the first that is missing.
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
                await work.ExecuteAsync(statement.Replace("{0}", TablePrefix, StringComparison.Ordinal).Replace("{1}", TablePrefix, StringComparison.Ordinal));
            }
        }
    }
}
