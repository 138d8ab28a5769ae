using Npgsql;
using NpgsqlTypes;

namespace DataSharing.Gateway.Ledger;

/// <summary>The rows of an export in PostgreSQL: one COPY within the connection's transaction.</summary>
internal sealed class PostgresRowInsert : RowInsert
{
    private static readonly NpgsqlDbType[] Types =
    [
        NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.Bytea, NpgsqlDbType.Text, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea,
    ];

    private readonly LedgerWork _work;
    private readonly NpgsqlBinaryImporter _copy;
    private readonly object?[] _values = new object?[Types.Length];

    /// <exception cref="LedgerException">The database does not take it.</exception>
    public PostgresRowInsert(LedgerWork work, NpgsqlConnection connection)
    {
        _work = work;
        _copy = work.Reduced(() => connection.BeginBinaryImport($"copy exported_row ({string.Join(", ", Columns)}) from stdin (format binary)"));
    }

    public override object? this[int column]
    {
        set => _values[column] = value;
    }

    public override void Execute()
    {
        _work.Cancellation.ThrowIfCancellationRequested();
        _work.Reduced(Write);
    }

    public override void Complete() => _work.Reduced(() => _copy.Complete());

    /// <summary>Gives the rows up where they were not completed.</summary>
    public override void Dispose()
    {
        try
        {
            _copy.Dispose();
        }
        catch (NpgsqlException)
        {
            // What failed was said when it failed; a COPY that is given up says so again.
        }
    }

    private bool Write()
    {
        _copy.StartRow();
        for (int i = 0; i < _values.Length; i++)
        {
            if (_values[i] is { } value)
            {
                _copy.Write(value, Types[i]);
            }
            else
            {
                _copy.WriteNull();
            }
        }

        return true;
    }
}
