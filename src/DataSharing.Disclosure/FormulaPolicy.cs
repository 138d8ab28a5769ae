namespace DataSharing.Disclosure;

/// <summary>What is done to a cell that a spreadsheet would run as a formula.</summary>
public enum FormulaPolicy
{
    /// <summary>An apostrophe is put before it (the default): the cell's text changes, the spreadsheet shows it as text.</summary>
    Escape,

    /// <summary>The row is held back.</summary>
    Reject,

    /// <summary>Nothing: for a recipient that never opens the file in a spreadsheet.</summary>
    Off,
}
