using DataSharing.Disclosure.Cells;

namespace DataSharing.Disclosure.Planning;

/// <summary>
/// One row that will be written: made only by a <see cref="Planner"/> from a <see cref="ClearedRecord"/>, or from a holding for a WITHDRAW.
/// </summary>
public sealed class PlannedRow
{
    private static readonly string?[] NoCells = [];

    internal PlannedRow(ExportedRow entry, ClearedRecord? cleared)
    {
        Entry = entry;
        Cells = cleared is null ? NoCells : cleared.Texts;
    }

    /// <summary>What the ledger will remember of this row.</summary>
    public ExportedRow Entry { get; }

    /// <summary>
    /// The formatted cells in the order of the profile's released columns, without the three control columns; empty for a WITHDRAW.
    /// A null is a cell without a value; write <see cref="FileLayout.NullToken"/>.
    /// </summary>
    public IReadOnlyList<string?> Cells { get; }
}
