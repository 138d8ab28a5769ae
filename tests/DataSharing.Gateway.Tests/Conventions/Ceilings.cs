namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>What of <c>Narrative</c> was over a bound when the bound was set. A number here may only become smaller.</summary>
internal static class Ceilings
{
    /// <summary>How many places of <c>Disclosure/Narrative</c> are over a bound, and the highest number among them.</summary>
    public static readonly IReadOnlyDictionary<FigureKind, (int Over, int Highest)> Narrative = new Dictionary<FigureKind, (int, int)>
    {
        [FigureKind.Branches] = (39, 102),
        [FigureKind.MethodLines] = (18, 140),
        [FigureKind.FileLines] = (6, 855),
        [FigureKind.Operands] = (101, 24),
    };
}
