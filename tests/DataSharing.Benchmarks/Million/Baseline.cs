using System.Data.Common;
using CsvHelper;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataSharing.Benchmarks;

/// <summary>What somebody would write without this product: every column of the view through Dapper's unbuffered dynamic rows into a CsvHelper file.</summary>
internal static class Baseline
{
    /// <summary>Writes the file from a database of SQLite and gives its rows.</summary>
    public static int OfSqlite(string source, string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        return Run(connection, file);
    }

    /// <summary>Writes the file from a database of PostgreSQL and gives its rows.</summary>
    public static int OfPostgres(string source, string file)
    {
        using var connection = new NpgsqlConnection(source);
        return Run(connection, file);
    }

    private static int Run(DbConnection connection, string file)
    {
        connection.Open();
        using CsvWriter csv = CsvWriter.ToFile(file, CsvWriterOptions.Default with { Injection = CsvInjection.Escape });
        int rows = 0;
        foreach (dynamic found in connection.Query("SELECT * FROM sharing_incident", buffered: false))
        {
            var row = (IDictionary<string, object?>)found;
            if (rows++ == 0)
            {
                foreach (string heading in row.Keys)
                {
                    csv.WriteField(heading);
                }

                csv.EndRecord();
            }

            foreach (object? value in row.Values)
            {
                csv.WriteField(value);
            }

            csv.EndRecord();
        }

        return rows;
    }
}
