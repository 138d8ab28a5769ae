namespace DataSharing.Gateway.Exports;

/// <summary>How a run ended.</summary>
public enum ExportOutcome
{
    /// <summary>A file or a manifest was delivered.</summary>
    Delivered,

    /// <summary>The force holds what it should.</summary>
    NothingToSend,

    /// <summary>Something must be approved first; nothing left.</summary>
    Held,

    /// <summary>It is not known whether the file arrived.</summary>
    Unconfirmed,

    /// <summary>The rules do not allow it now; nothing left.</summary>
    Refused,

    /// <summary>Another process is working for the force.</summary>
    Busy,

    /// <summary>It did not succeed.</summary>
    Failed,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,
}
