using System.Text.Json;

namespace DataSharing.Gateway.Ledger;

/// <summary>An act that somebody asked for, as it stands in the ledger.</summary>
internal sealed record RecordedRequest
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The operation: the name of its class.</summary>
    public required string Operation { get; init; }

    /// <summary>What is asked, by name; no value of an incident.</summary>
    public required IReadOnlyDictionary<string, string> Arguments { get; init; }

    /// <summary>Who asked, as the journal names them.</summary>
    public required string Person { get; init; }

    /// <summary>How far it is.</summary>
    public required RequestState State { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Until when a second person's word counts; null where none is needed.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Who gave the second word; null for nobody.</summary>
    public string? Second { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The reason code of an end other than that it was done; null where it has none.</summary>
    public string? Reason { get; init; }

    /// <summary>The journal entry that tells of it.</summary>
    public long Entry { get; init; }

    /// <summary>Reads arguments as they are stored.</summary>
    /// <exception cref="FormatException">They are malformed; the message does not repeat them.</exception>
    internal static IReadOnlyDictionary<string, string> ReadArguments(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
        }
        catch (JsonException)
        {
            throw new FormatException("The arguments of a request in the ledger are malformed.");
        }
    }
}
