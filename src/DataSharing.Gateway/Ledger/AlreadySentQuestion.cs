namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What waits for an administrator's word about one force: records that it had and must not have. Carries record tokens and codes, never a
/// value.
/// </summary>
internal sealed class AlreadySentQuestion
{
    /// <summary>The force's slug.</summary>
    public required string Force { get; init; }

    /// <summary>How many records.</summary>
    public required int Records { get; init; }

    /// <summary>How many of them the force has not been told to delete yet.</summary>
    public required int NotWithdrawn { get; init; }

    /// <summary>The run that found the newest of them.</summary>
    public required long LastRun { get; init; }

    /// <summary>The first of them by record token, as many as were asked for.</summary>
    public required IReadOnlyList<RecordedAlreadySent> First { get; init; }
}
