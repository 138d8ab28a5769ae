namespace DataSharing.Disclosure.Planning;

/// <summary>What one row tells the force. Source: design, sections 5.8 and 7.</summary>
public enum RowAction
{
    /// <summary>The force does not have the record: add it.</summary>
    New = 1,

    /// <summary>The force has the record with other released values: replace it.</summary>
    Amend = 2,

    /// <summary>The force must no longer have the record: delete it. The row carries the control columns only.</summary>
    Withdraw = 3,

    /// <summary>The record as the force already has it, sent again on request; the version stays.</summary>
    Resend = 4,
}
