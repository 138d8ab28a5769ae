using System.Data.Common;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;
using Microsoft.Data.SqlClient;
using Npgsql;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The accounts of a test's databases, made with the scripts that an administrator uses.</summary>
internal static class Accounts
{
    public static string Script(DatabaseServer server, string name) =>
        File.ReadAllText(RepositoryFolder.At("deploy/sql", server == DatabaseServer.PostgreSql ? "postgresql" : "sqlserver", name));

    /// <summary>Makes an account with a script, under a name of its own, and gives its connection string.</summary>
    /// <param name="server">The server.</param>
    /// <param name="administrator">An administrator's connection to the database.</param>
    /// <param name="name">The account's name in the script.</param>
    /// <param name="script">The script.</param>
    public static string Make(DatabaseServer server, string administrator, string name, string script)
    {
        string account = name + "_" + new DbConnectionStringBuilder { ConnectionString = administrator }[server == DatabaseServer.PostgreSql ? "Database" : "Initial Catalog"];
        string renamed = script.Replace(name, account, StringComparison.Ordinal);
        if (server == DatabaseServer.PostgreSql)
        {
            using var connection = new NpgsqlConnection(administrator + ";Pooling=False");
            connection.Open();
            using var command = new NpgsqlCommand(renamed, connection);
            command.ExecuteNonQuery();
            return new NpgsqlConnectionStringBuilder(administrator) { Username = account }.ConnectionString;
        }

        OneSqlServer.Named.RunAccountScript(administrator, renamed, account);
        return new SqlConnectionStringBuilder(administrator) { UserID = account, Password = "change-this-password-0" }.ConnectionString;
    }
}
