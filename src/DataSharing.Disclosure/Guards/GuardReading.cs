namespace DataSharing.Disclosure.Guards;

/// <summary>What one guard says of a plan.</summary>
/// <param name="Guard">Which.</param>
/// <param name="Value">What it counted.</param>
/// <param name="Limit">The most that passes; null where it does not look: it is switched off, or there is nothing to compare with.</param>
/// <param name="Trips">Whether it holds the export.</param>
/// <param name="Sentence">What it found, in a sentence or two with numbers and no value of a record.</param>
public sealed record GuardReading(Guard Guard, int Value, int? Limit, bool Trips, string Sentence)
{
    /// <summary>
    /// What it would have counted had the check of the finished file refused no row: whoever looked before could know only that.
    /// </summary>
    public int BeforeCheck { get; init; } = Value;

    /// <summary>The reason that it gives a run.</summary>
    public Reason Reason => ReasonOf(Guard);

    /// <summary>The reasons that guards give.</summary>
    public static IReadOnlyList<Reason> Reasons { get; } = [.. Enum.GetValues<Guard>().Select(ReasonOf)];

    private static Reason ReasonOf(Guard guard) => guard switch
    {
        Guard.FirstExport => Reason.FirstExport,
        Guard.MassWithdrawal => Reason.MassWithdrawal,
        Guard.OtherArea => Reason.OtherArea,
        Guard.HeldBack => Reason.HeldBack,
        _ => Reason.Volume,
    };
}
