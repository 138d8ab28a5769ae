namespace DataSharing.Gateway.Ledger;

/// <summary>How far an export has come. Source: design, section 5.4.</summary>
internal enum ExportState
{
    /// <summary>Written into the outbox and recorded; nothing has left.</summary>
    Built,

    /// <summary>On its way under a temporary name.</summary>
    Sending,

    /// <summary>The rename is about to be asked for, or was: whether it took place is not known.</summary>
    Publishing,

    /// <summary>The rename took place.</summary>
    Published,

    /// <summary>Delivered and verified, and the holding has moved. Final.</summary>
    Delivered,

    /// <summary>Stopped by a guard until somebody decides.</summary>
    Held,

    /// <summary>It is not known whether the force has it; nothing newer is sent before that is settled.</summary>
    Unconfirmed,

    /// <summary>Never left and never will; its sequence is free again. Final.</summary>
    Void,
}
