namespace DataSharing.Gateway.Ledger;

/// <summary>What a run was asked to do.</summary>
internal enum RunCommand
{
    /// <summary>Send the difference.</summary>
    Export,

    /// <summary>Send the bytes of an earlier export again.</summary>
    Resend,

    /// <summary>Build and send the whole holding anew, or a range of it beside the difference.</summary>
    Reexport,

    /// <summary>Record that an unconfirmed export arrived.</summary>
    Confirm,

    /// <summary>Only finish what an earlier run left.</summary>
    Resume,
}
