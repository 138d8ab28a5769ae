namespace DataSharing.Gateway.Delivery;

/// <summary>
/// Proof that an export stands at the drop, or was collected from it after a rename that the server acknowledged. Made only by a
/// <see cref="DropVisit"/>, after verification; only with one can the ledger close an export.
/// </summary>
internal sealed class DeliveryReceipt
{
    // Called only by DropVisit; a test reads the sources to keep it so.
    internal DeliveryReceipt(string manifestName, DropEvidence evidence)
    {
        ManifestName = manifestName;
        Evidence = evidence;
    }

    /// <summary>The manifest's name at the drop; it is the last thing delivered.</summary>
    public string ManifestName { get; }

    /// <summary>What was seen.</summary>
    public DropEvidence Evidence { get; }
}
