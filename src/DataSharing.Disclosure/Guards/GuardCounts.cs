using DataSharing.Disclosure.Planning;

namespace DataSharing.Disclosure.Guards;

/// <summary>What the guards need of a plan. Every number is 0 or more.</summary>
public sealed record GuardCounts
{
    // These rise and fall with the calendar, or with others' records, and not with the source.
    private static readonly HashSet<string> OfSmallNumbers = new(
        [Reason.SmallNumbers.Code, Reason.PeriodOpen.Code, Reason.LatePeriod.Code, Reason.CountedValue.Code], StringComparer.Ordinal);

    /// <summary>Records read from the source.</summary>
    public long Read { get; init; }

    /// <summary>Records the force has before the export.</summary>
    public int Held { get; init; }

    /// <summary>Rows that add a record.</summary>
    public int New { get; init; }

    /// <summary>Rows that replace a record.</summary>
    public int Amend { get; init; }

    /// <summary>Rows that withdraw a record.</summary>
    public int Withdraw { get; init; }

    /// <summary>All rows.</summary>
    public int Rows { get; init; }

    /// <summary>Of those withdrawn, the ones of which something must not have left.</summary>
    public int AlreadySent { get; init; }

    /// <summary>Records held back because their local authority is another force's.</summary>
    public int OtherArea { get; init; }

    /// <summary>Records that are held back, but for small numbers, or excluded; and not withdrawn.</summary>
    public int LeftOut { get; init; }

    /// <summary>The numbers of a plan that was read to its end.</summary>
    public static GuardCounts Of(PlanCounts plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int heldBack = plan.HeldBack.Where(pair => !OfSmallNumbers.Contains(pair.Key)).Sum(pair => pair.Value);
        return new GuardCounts
        {
            Read = plan.Read,
            Held = plan.Held,
            New = plan.New,
            Amend = plan.Amend,
            Withdraw = plan.Withdraw,
            Rows = plan.Rows,
            AlreadySent = plan.AlreadySent.Count,
            OtherArea = plan.HeldBack.GetValueOrDefault(Reason.AreaOfOtherForce.Code),
            LeftOut = Math.Max(0, plan.Excluded.Values.Sum() + heldBack - plan.Withdraw),
        };
    }
}
