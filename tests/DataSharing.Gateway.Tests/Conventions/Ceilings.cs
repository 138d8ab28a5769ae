namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>What was over a bound when the bound was set.</summary>
internal static class Ceilings
{
    /// <summary>The share of lines over 140 characters, as it was counted last.</summary>
    public const double LongLines = 0.06;

    public static IReadOnlyDictionary<string, int> Of(FigureKind kind) => new Dictionary<string, int>();
}
