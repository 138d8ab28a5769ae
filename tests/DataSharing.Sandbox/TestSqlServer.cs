using System.Globalization;
using Microsoft.Data.SqlClient;

namespace DataSharing.Sandbox;

/// <summary>
/// Databases of our own on the server whose connection string the environment variable names: SQL Server, or a server that speaks T-SQL. They are called
/// <c>datasharing_test_*</c> and are dropped at the end.
/// </summary>
public sealed class TestSqlServer : IDisposable
{
    /// <summary>The variable that holds the connection string of an account that may make databases.</summary>
    public const string Variable = "DATASHARING_TEST_SQLSERVER";

    private static readonly Lock Guard = new();
    private static int s_databases;

    private readonly string _connection;
    private readonly List<string> _made = [];
    private readonly List<string> _logins = [];

    private TestSqlServer(string connection) => _connection = connection;

    /// <summary>Why there is no server; null when one is named.</summary>
    public static string? Missing => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) ? $"No SQL Server: {Variable} is not set." : null;

    /// <summary>The server that is named.</summary>
    /// <exception cref="InvalidOperationException">None is.</exception>
    public static TestSqlServer Open() => new(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : throw new InvalidOperationException(Missing));

    /// <summary>Makes a database that allows snapshots, and gives its connection string.</summary>
    public string NewDatabase()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"datasharing_test_{Environment.ProcessId}_{Interlocked.Increment(ref s_databases)}");
        ExecuteAlone(_connection, $"create database {name}");
        lock (_made)
        {
            _made.Add(name);
        }

        foreach (string allowed in (string[])["allow_snapshot_isolation", "read_committed_snapshot"])
        {
            try
            {
                Execute(_connection, $"alter database {name} set {allowed} on");
            }
            catch (SqlException error) when (error.Number is not (5011 or 262))
            {
                // A server that is not Microsoft's may know no such setting, and allow what it sets; where it does not, the ledger says so when it is opened.
            }
        }

        return new SqlConnectionStringBuilder(_connection) { InitialCatalog = name }.ToString();
    }

    /// <summary>Runs a script whose batches are parted by lines of GO.</summary>
    public static void RunScript(string connection, string script)
    {
        foreach (string batch in Batches(script))
        {
            Execute(connection, batch);
        }
    }

    /// <summary>
    /// Runs a script that makes an account, in a database that is there: without what makes, sets up or enters a database. The account is dropped at the end.
    /// </summary>
    /// <param name="connection">An administrator's connection to the database.</param>
    /// <param name="script">The script.</param>
    /// <param name="login">The account that it makes.</param>
    public void RunAccountScript(string connection, string script, string login)
    {
        lock (_made)
        {
            _logins.Add(login);
        }

        foreach (string batch in Batches(script))
        {
            string statement = batch.Split('\n').First(line => !line.StartsWith("--", StringComparison.Ordinal));
            try
            {
                if (!statement.Contains(" DATABASE ", StringComparison.Ordinal) && !statement.StartsWith("USE ", StringComparison.Ordinal))
                {
                    ExecuteAlone(connection, batch);
                }
            }
            catch (SqlException) when (statement.StartsWith("GRANT CREATE TABLE", StringComparison.Ordinal))
            {
                // A server that is not Microsoft's may know no such right, and let the owner of a schema make tables in it.
            }
        }
    }

    /// <summary>Runs a statement that makes a database, or makes or changes an account. One at a time: the server keeps these in one place, and not every server lets two into it at once.</summary>
    public static void ExecuteAlone(string connection, string sql)
    {
        lock (Guard)
        {
            Execute(connection, sql);
        }
    }

    /// <summary>Drops the databases and accounts.</summary>
    public void Dispose()
    {
        SqlConnection.ClearAllPools();
        foreach (string name in _made)
        {
            Execute(_connection, $"drop database {name}");
        }

        foreach (string login in _logins.Distinct())
        {
            Execute(_connection, $"drop login {login}");
        }
    }

    private static string[] Batches(string script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return script.Split(["\nGO\n", "\ngo\n"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static void Execute(string connectionString, string sql)
    {
        using var connection = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        connection.Open();
        using SqlCommand command = connection.CreateCommand();
        command.CommandTimeout = 300;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
