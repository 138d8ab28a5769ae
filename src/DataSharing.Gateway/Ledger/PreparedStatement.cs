using System.Data.Common;

namespace DataSharing.Gateway.Ledger;

/// <summary>A prepared statement whose parameters are made once and filled again for every row.</summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly LedgerWork _work;
    private readonly DbCommand _command;

    public PreparedStatement(LedgerWork work, DbConnection connection, DbTransaction? transaction, string sql, string[] parameters)
    {
        _work = work;
        _command = connection.CreateCommand();
        _command.Transaction = transaction;
        _command.CommandText = sql;
        foreach (string name in parameters)
        {
            DbParameter parameter = _command.CreateParameter();
            parameter.ParameterName = name;
            _command.Parameters.Add(parameter);
        }
    }

    public object? this[int position]
    {
        set => _command.Parameters[position].Value = value ?? DBNull.Value;
    }

    public void Execute()
    {
        _work.Cancellation.ThrowIfCancellationRequested();
        _work.Reduced(_command.ExecuteNonQuery);
    }

    public void Dispose() => _command.Dispose();
}
