using System.Data;
using Microsoft.Data.SqlClient;

namespace DataSharing.Gateway.Ledger;

/// <summary>The rows of an export in SQL Server: bulk copies of some thousand rows within the connection's transaction.</summary>
internal sealed class SqlServerRowInsert : RowInsert
{
    private const int RowsAtOnce = 5000;

    private static readonly Type[] Types = [typeof(long), typeof(string), typeof(string), typeof(int), typeof(int), typeof(byte[]), typeof(string), typeof(byte[]), typeof(byte[])];

    private readonly LedgerWork _work;
    private readonly SqlBulkCopy _copy;
    private readonly DataTable _rows = new();
    private readonly object?[] _values = new object?[Types.Length];

    public SqlServerRowInsert(LedgerWork work, SqlConnection connection)
    {
        _work = work;
        _copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints | SqlBulkCopyOptions.FireTriggers, (SqlTransaction?)work.Transaction)
        {
            DestinationTableName = "exported_row",
            BulkCopyTimeout = 0,
        };
        for (int i = 0; i < Types.Length; i++)
        {
            _rows.Columns.Add(Columns[i], Types[i]);
            _copy.ColumnMappings.Add(Columns[i], Columns[i]);
        }
    }

    public override object? this[int column]
    {
        set => _values[column] = value;
    }

    public override void Execute()
    {
        _rows.Rows.Add(_values);
        if (_rows.Rows.Count == RowsAtOnce)
        {
            Complete();
        }
    }

    public override void Complete()
    {
        _work.Cancellation.ThrowIfCancellationRequested();
        if (_rows.Rows.Count > 0)
        {
            _work.Reduced(() =>
            {
                _copy.WriteToServer(_rows);
                return true;
            });
            _rows.Clear();
        }
    }

    public override void Dispose()
    {
        ((IDisposable)_copy).Dispose();
        _rows.Dispose();
    }
}
