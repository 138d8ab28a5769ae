using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// A force whose next delivery goes by another engine than its last one because its profile names none and the default has changed. That is
/// told, with the line that keeps the other engine, before the first night; nothing is refused because of it.
/// </summary>
internal static class EngineChange
{
    /// <summary>The code of the note.</summary>
    public const string Code = "engineChanged";

    /// <summary>What is told; null when nothing changes for the force.</summary>
    /// <param name="configuration">The force's profile.</param>
    /// <param name="last">What was seen of its last delivery; null when there was none.</param>
    public static string? Of(ForceConfiguration configuration, DeliveryEvidence? last)
    {
        DropSettings drop = configuration.Drop;
        string now = drop.Endpoint.Engine.Word();
        if (drop.NamesEngine || last is null || last.Engine == now)
        {
            return null;
        }

        string force = configuration.Profile.Force;
        return $"The last delivery for {force} went by the engine {last.Engine ?? SftpEngine.OpenSsh.Word()}; the next goes by {now}, which is the default now. To keep the other, write \"engine\": \"{SftpEngine.OpenSsh.Word()}\" in the drop of forces/{force}.json. "
            + $"Otherwise run datasharing force test {force} before the first night.";
    }
}
