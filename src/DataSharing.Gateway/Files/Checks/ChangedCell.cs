namespace DataSharing.Gateway.Files.Checks;

/// <summary>A cell that is another than the one sent before.</summary>
internal sealed class ChangedCell
{
    internal ChangedCell(string column, string? old, string? now)
    {
        Column = column;
        Old = old;
        New = now;
    }

    /// <summary>The column's heading.</summary>
    public string Column { get; }

    /// <summary>The cell as it was sent; null where it had no value, or the file had no such column.</summary>
    public string? Old { get; }

    /// <summary>The cell as it would be sent; null where it has no value, or the file has the column no more.</summary>
    public string? New { get; }

    /// <inheritdoc/>
    public override string ToString() => "(withheld)";
}
