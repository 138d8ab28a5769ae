namespace DataSharing.Disclosure.Treatments;

/// <summary>What a treatment made of a value: a cell, or the reason why the row is held back.</summary>
internal readonly struct Treated
{
    private Treated(Cell cell, Reason? heldBack)
    {
        Cell = cell;
        HeldBack = heldBack;
    }

    public Cell Cell { get; }

    /// <summary>Null when there is a cell.</summary>
    public Reason? HeldBack { get; }

    public static implicit operator Treated(Cell cell) => new(cell, null);

    public static implicit operator Treated(Reason reason) => new(Cell.None, reason);
}
