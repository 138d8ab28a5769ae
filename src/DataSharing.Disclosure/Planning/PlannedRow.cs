using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Planning;

/// <summary>
/// One row that will be written: made only by a <see cref="Planner"/> from a <see cref="ClearedRecord"/>, or for a WITHDRAW from what the
/// ledger remembers.
/// </summary>
public sealed class PlannedRow
{
    private static readonly string?[] NoCells = [];

    internal PlannedRow(ExportedRow entry, ClearedRecord? cleared)
    {
        Entry = entry;
        Cells = cleared is null ? NoCells : cleared.Texts;
    }

    /// <summary>The row that tells a force to delete a record. It has no cell.</summary>
    /// <param name="key">The incident.</param>
    /// <param name="token">The record token by which the force knows it.</param>
    /// <param name="version">The version that the force may have, 1 or more; the row has the next one.</param>
    /// <param name="placement">What mode <c>k</c> gave that version; null for nothing.</param>
    /// <param name="keyId">The active key.</param>
    public static PlannedRow Withdrawal(IncidentKey key, string token, int version, byte[]? placement, string keyId) =>
        new(new ExportedRow(key, token, RowAction.Withdraw, version + 1, null, keyId, placement: placement), null);

    /// <summary>What the ledger will remember of this row.</summary>
    public ExportedRow Entry { get; }

    /// <summary>
    /// The formatted cells in the order of the profile's released columns, without the three control columns; empty for a WITHDRAW.
    /// A null is a cell without a value; write <see cref="FileLayout.NullToken"/>.
    /// </summary>
    public IReadOnlyList<string?> Cells { get; }
}
