namespace DataSharing.Disclosure.Treatments;

/// <summary>What a treatment made of a value: a cell, or the reason why the row is held back.</summary>
internal readonly struct Treated
{
    private Treated(Cell cell, Reason? heldBack, bool isWaiting = false)
    {
        Cell = cell;
        HeldBack = heldBack;
        IsWaiting = isWaiting;
    }

    /// <summary>No cell yet: a person has to decide about its text.</summary>
    public static Treated Waiting { get; } = new(Cell.None, null, isWaiting: true);

    public Cell Cell { get; }

    /// <summary>Null when there is a cell.</summary>
    public Reason? HeldBack { get; }

    /// <summary>Whether the cell is empty because nobody has decided about its text yet.</summary>
    public bool IsWaiting { get; }

    public static implicit operator Treated(Cell cell) => new(cell, null);

    public static implicit operator Treated(Reason reason) => new(Cell.None, reason);
}
