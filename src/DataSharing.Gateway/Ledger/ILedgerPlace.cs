namespace DataSharing.Gateway.Ledger;

/// <summary>Where a ledger is: whoever knows the servers opens its database.</summary>
internal interface ILedgerPlace
{
    /// <summary>The ledger's database; nothing is read of it yet.</summary>
    /// <exception cref="LedgerException">What says where it is cannot be read, or is none.</exception>
    LedgerDatabase OpenLedger(LedgerOptions options);
}
