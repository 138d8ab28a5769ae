using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataSharing.Gateway.Ledger;

/// <summary>What was seen of a delivery at the drop, or why none was.</summary>
internal sealed class DeliveryEvidence
{
    /// <summary>
    /// The engine that carried it, as <c>drop.engine</c> writes it; null of a delivery from before that was recorded, and when a person
    /// confirmed it.
    /// </summary>
    [JsonPropertyName("engine")]
    public string? Engine { get; init; }

    /// <summary>The fingerprint of the server's host key; null when a person confirmed the delivery.</summary>
    [JsonPropertyName("hostKey")]
    public string? HostKeyFingerprint { get; init; }

    /// <summary>The server's name for its software.</summary>
    [JsonPropertyName("server")]
    public string? ServerSoftware { get; init; }

    /// <summary>The length in bytes that the server reported.</summary>
    [JsonPropertyName("remoteLength")]
    public long? RemoteLength { get; init; }

    /// <summary>Whether the server confirmed that the bytes are on its disk.</summary>
    [JsonPropertyName("synced")]
    public bool Synced { get; init; }

    /// <summary>Whether the bytes were read back and compared.</summary>
    [JsonPropertyName("readBack")]
    public bool ReadBack { get; init; }

    /// <summary>Whether the file's permissions were set at the drop: <c>set</c> or <c>notSet</c>; null where it is not known.</summary>
    [JsonPropertyName("mode")]
    public string? Mode { get; init; }

    /// <summary>Who confirmed the delivery; null when the drop did.</summary>
    [JsonPropertyName("confirmedBy")]
    public string? ConfirmedBy { get; init; }

    internal string ToJson() => JsonSerializer.Serialize(this);

    internal static DeliveryEvidence FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<DeliveryEvidence>(json)
                ?? throw new FormatException("The evidence of a delivery in the ledger is empty.");
        }
        catch (JsonException)
        {
            throw new FormatException("The evidence of a delivery in the ledger is malformed.");
        }
    }
}
