using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>What a step of a delivery came to. One of three, and no other.</summary>
internal abstract record DeliveryStep
{
    private DeliveryStep()
    {
    }

    /// <summary>The delivery has ended, well or not.</summary>
    internal sealed record Ended(ExportResult Result) : DeliveryStep;

    /// <summary>The export is void, because what it tells is no longer so: the next build takes its sequence.</summary>
    internal sealed record Voided : DeliveryStep;

    /// <summary>Nothing of the export is published, and it may go.</summary>
    internal sealed record Free(RecordedExport Export) : DeliveryStep;
}
