namespace DataSharing.Gateway;

/// <summary>A force's slug as it may stand in a log. Configuration, never an incident value.</summary>
/// <param name="Value">The slug.</param>
public readonly record struct ForceSlug(string Value)
{
    /// <summary>The slug.</summary>
    public override string ToString() => Value;
}
