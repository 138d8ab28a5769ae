namespace DataSharing.Gateway.Exports;

/// <summary>How far the exports came that earlier runs left.</summary>
/// <param name="Sequences">Those that were finished.</param>
/// <param name="Stopped">The ending that stops the run; null where it goes on.</param>
internal sealed record Resumption(IReadOnlyList<int> Sequences, ExportResult? Stopped)
{
    /// <summary>The ending of the very export that was asked about; null where it was none of them.</summary>
    public ExportResult? Answered { get; init; }
}
