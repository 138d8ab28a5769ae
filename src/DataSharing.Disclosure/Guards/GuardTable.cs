using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Guards;

/// <summary>
/// Every guard with its value, its limit, and whether it trips. A value trips a guard that is higher than the limit; one that is equal passes.
/// </summary>
public static class GuardTable
{
    // These rise and fall with the calendar, or with others' records, and not with the source.
    private static readonly HashSet<string> OfSmallNumbers = new(
        [Reason.SmallNumbers.Code, Reason.PeriodOpen.Code, Reason.LatePeriod.Code, Reason.CountedValue.Code], StringComparer.Ordinal);

    /// <summary>What the guards say of a plan, each once, in the order of <see cref="Guard"/>.</summary>
    /// <param name="terms">What the profile says.</param>
    /// <param name="counts">What was planned.</param>
    /// <param name="history">What the force was sent before.</param>
    /// <param name="refused">How many rows the check of the finished file refused, so that they were left out.</param>
    /// <param name="refusedHeld">How many of those are withdrawn because of it.</param>
    public static IReadOnlyList<GuardReading> Look(
        GuardTerms terms, PlanCounts counts, GuardHistory history, int refused = 0, int refusedHeld = 0)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(history);
        int leftOut = LeftOut(counts);
        int volume = counts.New + (history.IsOfSameRules ? counts.Amend : 0);
        return
        [
            FirstExport(terms, counts, history) with { BeforeCheck = counts.Rows + refused - refusedHeld },
            MassWithdrawal(terms, counts) with { BeforeCheck = counts.Withdraw - refusedHeld },
            OtherArea(terms, counts),
            HeldBack(terms, counts, history, leftOut) with { BeforeCheck = leftOut - (refused - refusedHeld) },
            Volume(terms, volume, history) with { BeforeCheck = volume + refused },
        ];
    }

    private static GuardReading FirstExport(GuardTerms terms, PlanCounts counts, GuardHistory history)
    {
        bool looks = terms.FirstExport && counts.Held == 0 && !history.HasSent;
        return Reading(
            Guard.FirstExport, counts.Rows, looks ? 0 : null, $"It would be the first that the force gets, with {Number(counts.Rows)} rows.");
    }

    private static GuardReading MassWithdrawal(GuardTerms terms, PlanCounts counts)
    {
        bool emptied = counts.Read == 0 && counts.Held > 0;
        string why = $"The export would withdraw {Number(counts.Withdraw)} of the {Number(counts.Held)} records the force holds"
            + (emptied ? ", because the source gave no record for it." : ".");
        if (counts.AlreadySent.Count > 0)
        {
            why += $" Of {Number(counts.AlreadySent.Count)} of them something must not have left ({Reason.AlreadySent.Code}); nothing new goes to the force before.";
        }

        return emptied
            ? new GuardReading(Guard.MassWithdrawal, counts.Withdraw, 0, Trips: true, why)
            : Reading(Guard.MassWithdrawal, counts.Withdraw, LimitOf(terms.MassWithdrawal, counts.Held), why);
    }

    private static GuardReading OtherArea(GuardTerms terms, PlanCounts counts)
    {
        int value = counts.HeldBack.GetValueOrDefault(Reason.AreaOfOtherForce.Code);
        return Reading(
            Guard.OtherArea, value, terms.OtherArea is { } bound ? LimitOf(bound, counts.Read) : null,
            $"The local authority of {Number(value)} of the {Number(counts.Read)} records read lies in another force's area, more than a border explains. Those are held back; the others may be another force's too.");
    }

    private static GuardReading HeldBack(GuardTerms terms, PlanCounts counts, GuardHistory history, int leftOut)
    {
        int? limit = terms.HeldBack is not { } bound ? null
            : history.Exports.Where(past => past.Read > 0)
                .Select(past => (int?)Math.Max(bound.MoreThan, Clamp((decimal)counts.Read * ((100m * past.LeftOut / past.Read) + bound.Percent) / 100)))
                .Max();
        return Reading(
            Guard.HeldBack, leftOut, limit,
            $"Of the {Number(counts.Read)} records read {Number(leftOut)} would be neither sent nor withdrawn, because they are held back or excluded: a greater share than in any of the last exports.");
    }

    private static GuardReading Volume(GuardTerms terms, int volume, GuardHistory history)
    {
        int? limit = terms.Volume is not { } bound || history.Exports.Count < VolumeBound.LeastExports ? null
            : Math.Max(
                bound.MoreThan, history.Exports.Max(past => Clamp((decimal)bound.Times * past.Volume * history.Nights / Math.Max(1, past.Nights))));
        return Reading(
            Guard.Volume, volume, limit,
            $"The export would add or amend {Number(volume)} records, and the last exports let {Number(limit ?? 0)} pass. That may be true: numbers have risen tenfold in a night. It may be a fault of the source.");
    }

    /// <summary>How many records are held back or excluded, and not withdrawn.</summary>
    private static int LeftOut(PlanCounts counts) => Math.Max(
        0,
        counts.Excluded.Values.Sum() + counts.HeldBack.Where(pair => !OfSmallNumbers.Contains(pair.Key)).Sum(pair => pair.Value) - counts.Withdraw);

    private static GuardReading Reading(Guard guard, int value, int? limit, string why) => new(guard, value, limit, value > limit, why);

    private static int LimitOf(ShareBound bound, long of) => Math.Max(bound.MoreThan, Clamp((decimal)of * bound.Percent / 100));

    private static int Clamp(decimal number) => (int)Math.Min(int.MaxValue, Math.Floor(number));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
