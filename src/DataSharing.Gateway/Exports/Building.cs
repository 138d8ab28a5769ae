using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>What building an export came to. Either of two, and no other.</summary>
internal abstract record Building
{
    private Building()
    {
    }

    /// <summary>It is written, checked and recorded.</summary>
    /// <param name="Export">The export.</param>
    /// <param name="Planned">What was counted when it was planned; nothing of one that repeats another.</param>
    internal sealed record Built(RecordedExport Export, ExportResult Planned) : Building;

    /// <summary>There is nothing to deliver, and the run ends so.</summary>
    internal sealed record Ended(ExportResult Result) : Building;
}
