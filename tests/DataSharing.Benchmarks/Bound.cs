using System.Globalization;

namespace DataSharing.Benchmarks;

/// <summary>One figure of a report; it is missed when its value is not below or at its limit.</summary>
/// <param name="What">What is bounded.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">The most it may be; null for a figure without a bound.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Least">The least value of a round.</param>
/// <param name="Most">The greatest value of a round.</param>
internal sealed record Bound(string What, double Value, double? Limit, string Unit, double Least, double Most)
{
    public bool Holds => Limit is not { } limit || Value <= limit;

    /// <summary>The median of the rounds.</summary>
    public static Bound Median(string what, IEnumerable<double> rounds, double? limit, string unit)
    {
        double[] sorted = [.. rounds.Order()];
        double median = sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        return new Bound(what, median, limit, unit, sorted[0], sorted[^1]);
    }

    /// <summary>The greatest of the rounds: memory must hold every night.</summary>
    public static Bound Peak(string what, IReadOnlyList<double> rounds, double limit, string unit) =>
        new(what, rounds.Max(), limit, unit, rounds.Min(), rounds.Max());

    public override string ToString()
    {
        string verdict = Limit is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  bound {Limit:0.##}  {(Holds ? "holds" : "MISSED")}");
        return string.Create(CultureInfo.InvariantCulture, $"{What,-52} {Value,8:0.00} {Unit,-3} ({Least:0.00} to {Most:0.00}){verdict}");
    }
}
