using System.Data.Common;
using Dapper;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;

namespace DataSharing.Gateway.Incidents;

/// <summary>
/// The controller's incident database, read only. Rows leave here as <see cref="IncidentRecord"/>s, which nobody outside Disclosure can
/// open.
/// </summary>
internal sealed class IncidentSource
{
    private readonly SourceServer _server;
    private readonly string _sql;
    private readonly DataDictionary _dictionary;

    /// <summary>Describes the source; nothing is opened yet.</summary>
    /// <param name="place">The database.</param>
    /// <param name="sql">One SELECT over the sharing view, without WHERE, ORDER BY or semicolon.</param>
    /// <param name="dictionary">The data dictionary.</param>
    public IncidentSource(ISourcePlace place, string sql, DataDictionary dictionary)
    {
        ArgumentNullException.ThrowIfNull(place);
        _server = place.OpenSource();
        _sql = sql;
        _dictionary = dictionary;
    }

    /// <summary>Opens one snapshot: everything read through it is the state of one moment.</summary>
    /// <exception cref="SourceUnavailableException">The database cannot be opened.</exception>
    public SourceSnapshot OpenSnapshot()
    {
        DbConnection connection = _server.Open();
        try
        {
            return new SourceSnapshot(_server, connection, _server.BeginSnapshot(connection), _sql, _dictionary);
        }
        catch (Exception error)
        {
            connection.Dispose();
            if (_server.Reduced("beginning a snapshot", error) is { } reduced)
            {
                throw reduced;
            }

            throw;
        }
    }

    /// <summary>
    /// What does not fit between the database and the dictionary, as plain sentences: columns one of them lacks, a key that is not ordered
    /// by bytes. Empty when all is well.
    /// </summary>
    /// <exception cref="SourceUnavailableException">The database cannot be opened or the SELECT does not run.</exception>
    public IReadOnlyList<string> Check()
    {
        var sentences = new List<string>();
        using DbConnection connection = _server.Open();
        try
        {
            using DbDataReader reader = (DbDataReader)connection.ExecuteReader($"SELECT * FROM (\n{_sql}\n) AS source WHERE 1 = 0");
            var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToHashSet(StringComparer.Ordinal);
            reader.Close();
            sentences.AddRange(_dictionary.Names.Where(name => !columns.Contains(name)).Order(StringComparer.Ordinal)
                .Select(name => $"The source has no column {name}, which source/fields.json describes. Correct one of the two."));
            sentences.AddRange(columns.Where(name => _dictionary.Find(name) is null).Order(StringComparer.Ordinal)
                .Select(name => $"The source has a column {name} that source/fields.json does not describe. It does not leave; describe it, or take it out of source/incidents.sql."));
            // A server that allows no snapshots says so at the first table that is read in one.
            using (DbTransaction snapshot = _server.BeginSnapshot(connection))
            {
                connection.ExecuteScalar<int>(
                    $"SELECT CASE WHEN EXISTS (SELECT 1 FROM (\n{_sql}\n) AS source) THEN 1 ELSE 0 END", transaction: snapshot);
            }

            if (columns.Contains(_dictionary.KeyColumn) && _dictionary.KeyType == FieldType.Text && sentences.Count == 0
                && !_server.IsOrderedByBytes(connection, _sql, _dictionary.KeyColumn))
            {
                sentences.Add(
                    $"The key column {_dictionary.KeyColumn} is not ordered by bytes. Give it the collation BINARY, or use an integer key.");
            }
        }
        catch (Exception error) when (_server.Reduced("checking its columns", error) is { } reduced)
        {
            throw reduced;
        }

        return sentences;
    }
}
