namespace DataSharing.Gateway.Ledger;

/// <summary>How the ledger's file is used. The defaults are right for production.</summary>
internal sealed class LedgerOptions
{
    /// <summary>How long a reader or writer waits for another one, in whole seconds from 1; 30 seconds unless told.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The size the file must not outgrow, so that the ledger cannot fill a disk it shares; null for as much as the disk has.
    /// </summary>
    public long? MaximumBytes { get; init; }
}
