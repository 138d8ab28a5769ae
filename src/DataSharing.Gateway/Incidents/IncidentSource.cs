using System.Data.Common;
using System.Globalization;
using Dapper;
using DataSharing.Disclosure;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Incidents;

/// <summary>The controller's incident database, read only. Rows leave here as <see cref="IncidentRecord"/>s, which nobody outside Disclosure can open.</summary>
public sealed class IncidentSource
{
    private readonly string _connectionString;
    private readonly string _sql;
    private readonly DataDictionary _dictionary;

    /// <summary>Describes the source; nothing is opened yet.</summary>
    /// <param name="databasePath">The SQLite file.</param>
    /// <param name="sql">One SELECT over the sharing view, without WHERE, ORDER BY or semicolon.</param>
    /// <param name="dictionary">The data dictionary.</param>
    public IncidentSource(string databasePath, string sql, DataDictionary dictionary)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = databasePath, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 30 }.ToString();
        _sql = sql;
        _dictionary = dictionary;
    }

    /// <summary>Opens one snapshot: everything read through it is the state of one moment.</summary>
    /// <exception cref="SourceUnavailableException">The database cannot be opened.</exception>
    public SourceSnapshot OpenSnapshot()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            // Deferred: a read transaction, which is a snapshot from its first read on.
            SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
            return new SourceSnapshot(connection, transaction, _sql, _dictionary);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new SourceUnavailableException("opening it", error.SqliteErrorCode);
        }
    }

    /// <summary>
    /// What does not fit between the database and the dictionary, as plain sentences: columns one of them lacks, a key that is not ordered by bytes.
    /// Empty when all is well.
    /// </summary>
    /// <exception cref="SourceUnavailableException">The database cannot be opened or the SELECT does not run.</exception>
    public IReadOnlyList<string> Check()
    {
        var sentences = new List<string>();
        using var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using DbDataReader reader = (DbDataReader)connection.ExecuteReader($"SELECT * FROM (\n{_sql}\n) AS source WHERE 1 = 0");
            var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToHashSet(StringComparer.Ordinal);
            sentences.AddRange(_dictionary.Names.Where(name => !columns.Contains(name)).Order(StringComparer.Ordinal)
                .Select(name => $"The source has no column {name}, which source/fields.json describes. Correct one of the two."));
            sentences.AddRange(columns.Where(name => _dictionary.Find(name) is null).Order(StringComparer.Ordinal)
                .Select(name => $"The source has a column {name} that source/fields.json does not describe. It does not leave; describe it, or take it out of source/incidents.sql."));
            if (columns.Contains(_dictionary.KeyColumn) && _dictionary.KeyType == FieldType.Text && sentences.Count == 0 && !IsOrderedByBytes(connection))
            {
                sentences.Add($"The key column {_dictionary.KeyColumn} is not ordered by bytes. Give it the collation BINARY, or use an integer key.");
            }
        }
        catch (SqliteException error)
        {
            throw new SourceUnavailableException("checking its columns", error.SqliteErrorCode);
        }

        return sentences;
    }

    // The leftmost SELECT of a compound gives its column the collation, so the probe compares as the key column would.
    private bool IsOrderedByBytes(SqliteConnection connection) => connection.QueryFirst<long>(
        $"SELECT COUNT(*) FROM (SELECT source.{_dictionary.KeyColumn} AS probe FROM (\n{_sql}\n) AS source WHERE 1 = 0 UNION ALL SELECT 'a') AS probes WHERE probe = 'A'") == 0;

    internal static string OrderedBy(string column) => string.Create(CultureInfo.InvariantCulture, $"ORDER BY source.{column}");
}
