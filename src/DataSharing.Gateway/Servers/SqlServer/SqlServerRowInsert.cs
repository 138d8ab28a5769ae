using System.Data;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.SqlClient;

namespace DataSharing.Gateway.Servers.SqlServer;

/// <summary>The rows of an export in SQL Server: bulk copies of some thousand rows within the connection's transaction.</summary>
internal sealed class SqlServerRowInsert : RowInsert
{
    // From 5,000 locks of one statement on, the server locks the whole table instead, and the exports of other forces would wait until this
    // one is recorded.
    private const int RowsAtOnce = 2000;

    private static readonly Type[] Types = [
        typeof(long), typeof(string), typeof(string), typeof(int), typeof(int), typeof(byte[]), typeof(string), typeof(byte[]),
        typeof(byte[])];

    private readonly LedgerWork _work;
    private readonly SqlConnection _connection;
    private readonly SqlBulkCopy _copy;
    private readonly DataTable _rows = new();
    private readonly object?[] _values = new object?[Types.Length];
    private readonly long _exportId;

    public SqlServerRowInsert(LedgerWork work, SqlConnection connection, long exportId, int seconds)
    {
        _work = work;
        _connection = connection;
        _exportId = exportId;
        _copy = new SqlBulkCopy(
            connection, SqlBulkCopyOptions.CheckConstraints | SqlBulkCopyOptions.FireTriggers, (SqlTransaction?)work.Transaction)
        {
            DestinationTableName = "exported_row",
            BulkCopyTimeout = seconds,
        };
        for (int i = 0; i < Types.Length; i++)
        {
            _rows.Columns.Add(Columns[i], Types[i]);
            _copy.ColumnMappings.Add(Columns[i], Columns[i]);
        }
    }

    public override void Add(ExportedRow row)
    {
        Values(_exportId, row, _values);
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
            try
            {
                _work.Reduced(() =>
                {
                    _copy.WriteToServer(_rows);
                    return true;
                });
            }
            catch (LedgerException)
            {
                // A server that is not Microsoft's may take the rows that it had not read yet for what comes next: nobody gets this
                // connection again.
                SqlConnection.ClearPool(_connection);
                throw;
            }

            _rows.Clear();
        }
    }

    public override void Dispose()
    {
        ((IDisposable)_copy).Dispose();
        _rows.Dispose();
    }
}
