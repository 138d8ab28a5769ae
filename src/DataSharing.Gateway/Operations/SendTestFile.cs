using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>Sends a force a file of invented rows. The entry is <c>testFileSent</c>.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="delivery">Sends it.</param>
/// <param name="force">The force's slug.</param>
internal sealed class SendTestFile(ExportLedger ledger, TestDelivery delivery, string force) : Operation<SentTestFile>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.ExportRun;

    /// <summary>What was sent.</summary>
    /// <inheritdoc/>
    protected override Task<SentTestFile> ActAsync(string person, CancellationToken ct) => delivery.SendAsync(force, person, ct);
}
