using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary>Tells of an upgrade at once, in the order in which it goes on.</summary>
internal sealed class UpgradeReport(Action<LedgerUpgrade> tell) : IProgress<LedgerUpgrade>
{
    public void Report(LedgerUpgrade value) => tell(value);
}
