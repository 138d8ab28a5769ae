using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Sandbox;

/// <summary>A synthetic source in a folder of its own, removed at the end.</summary>
internal sealed class SourceFile : IDisposable
{
    public static readonly DateOnly Today = new(2026, 11, 20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasharing-source-");

    public SourceFile(long seed, int incidents)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "incidents.db");
        Counts = SyntheticSource.Create(Path, seed, incidents, Today);
    }

    public string Path { get; }

    public IReadOnlyList<ForceCount> Counts { get; }

    /// <summary>The rows of a query, every value as text; null stays null.</summary>
    public List<string?[]> Query(string sql, params (string Name, object Value)[] parameters)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))]);
        }

        return rows;
    }

    public string Single(string sql) => Query(sql)[0][0]!;

    /// <summary>A hash over every row of every table.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string?[] table in Query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
        {
            foreach (string?[] row in Query($"SELECT * FROM {table[0]} ORDER BY rowid"))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{table[0]}\u001E{string.Join('\u001F', row.Select(value => value ?? "\u0000"))}\u001E"));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
