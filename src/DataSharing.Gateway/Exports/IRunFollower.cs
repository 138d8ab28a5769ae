using DataSharing.Gateway.Configuration;

namespace DataSharing.Gateway.Exports;

/// <summary>Whoever tells people how runs go. The flow knows nothing of alerts, and alerts read what the flow left.</summary>
internal interface IRunFollower
{
    /// <summary>A run has ended. What happened has happened: nothing that fails here may change it.</summary>
    Task RunEndedAsync(ExportResult result, CancellationToken ct);

    /// <summary>A force's run is about to begin with this configuration.</summary>
    Task LookAtEngineAsync(ForceConfiguration configuration, CancellationToken ct);
}
