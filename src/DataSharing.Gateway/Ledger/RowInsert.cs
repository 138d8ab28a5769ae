using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Ledger;

/// <summary>Writes the rows of an export one by one into its table, within the connection's transaction.</summary>
internal abstract class RowInsert : IDisposable
{
    /// <summary>The columns of the table.</summary>
    protected static readonly IReadOnlyList<string> Columns = [
        "export_id", "token", "incident_key", "action", "version", "row_hash", "key_id", "text_hash", "placement"];

    /// <summary>Writes a row, now or later.</summary>
    /// <exception cref="LedgerException">The database does not take the row, or one before it.</exception>
    public abstract void Add(ExportedRow row);

    /// <summary>After the last row: all of them are written.</summary>
    /// <exception cref="LedgerException">The database does not take the rows.</exception>
    public abstract void Complete();

    /// <summary>Without <see cref="Complete"/> the rows are given up, and the transaction must not be committed.</summary>
    public abstract void Dispose();

    /// <summary>The values of a row in the order of <see cref="Columns"/>: null, a text, bytes, or a whole number.</summary>
    protected static void Values(long exportId, ExportedRow row, object?[] values)
    {
        values[0] = exportId;
        values[1] = row.Token;
        values[2] = row.Key.Stored;
        values[3] = (int)row.Action;
        values[4] = row.Version;
        values[5] = row.RowHash;
        values[6] = row.KeyId;
        values[7] = row.TextHash;
        values[8] = row.Placement;
    }
}
