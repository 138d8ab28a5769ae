namespace DataSharing.Gateway.Release;

/// <summary>One part that is not what it was.</summary>
/// <param name="Path">The names that lead to it.</param>
/// <param name="Before">What it was; null where it was not there.</param>
/// <param name="After">What it is; null where it is gone.</param>
/// <param name="Then">The text that it was in.</param>
/// <param name="Now">The text that it is in.</param>
internal sealed record PartChange(IReadOnlyList<string> Path, Part? Before, Part? After, ForceText Then, ForceText Now)
{
    /// <summary>The last name.</summary>
    public string Name => Path[^1];

    /// <summary>What happened to it, in words.</summary>
    public string Words => Before is null ? $"{After!.Words} is new" : After is null ? $"{Before.Words} is gone"
        : $"{Before.Words} becomes {After.Words}";
}
