namespace DataSharing.Gateway.Ledger;

/// <summary>Writes the rows of an export one by one, each as its values in the order of <see cref="Columns"/>: null, a text, bytes, or a whole number.</summary>
internal abstract class RowInsert : IDisposable
{
    /// <summary>The columns, in the order of the values.</summary>
    public static readonly IReadOnlyList<string> Columns = ["export_id", "token", "incident_key", "action", "version", "row_hash", "key_id", "text_hash", "placement"];

    /// <summary>The value of a column, by its place; it stays for later rows.</summary>
    public abstract object? this[int column] { set; }

    /// <exception cref="LedgerException">The database does not take the row.</exception>
    public abstract void Execute();

    /// <summary>After the last row.</summary>
    /// <exception cref="LedgerException">The database does not take the rows.</exception>
    public abstract void Complete();

    public abstract void Dispose();
}
