namespace DataSharing.Gateway.Ledger;

/// <summary>How a run ended. Source: design, section 10.</summary>
internal enum RunOutcome
{
    /// <summary>An export was delivered.</summary>
    Delivered,

    /// <summary>The force already has everything.</summary>
    NothingToSend,

    /// <summary>The export was built and waits for approval.</summary>
    Held,

    /// <summary>It is not known whether the export arrived.</summary>
    Unconfirmed,

    /// <summary>The agreement or a switch does not allow it.</summary>
    Refused,

    /// <summary>Another process works for the force.</summary>
    Busy,

    /// <summary>Something went wrong; the reason says what.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,
}
