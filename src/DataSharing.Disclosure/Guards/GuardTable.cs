using System.Globalization;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Guards;

/// <summary>
/// Every guard with its value, its limit, and whether it trips. A value trips a guard that is higher than the limit; one that is equal passes.
/// </summary>
public static class GuardTable
{
    /// <summary>What the guards say of a plan, each once, in the order of <see cref="Guard"/>.</summary>
    /// <param name="terms">What the profile says.</param>
    /// <param name="counts">What was planned.</param>
    /// <param name="history">What the force was sent before.</param>
    /// <param name="refused">How many rows the check of the finished file refused, so that they were left out.</param>
    /// <param name="refusedHeld">How many of those are withdrawn because of it.</param>
    public static IReadOnlyList<GuardReading> Look(
        GuardTerms terms, GuardCounts counts, GuardHistory history, int refused = 0, int refusedHeld = 0)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(history);
        int volume = counts.New + (history.IsOfSameRules ? counts.Amend : 0);
        return
        [
            FirstExport(terms, counts, history) with { BeforeCheck = counts.Rows + refused - refusedHeld },
            MassWithdrawal(terms, counts) with { BeforeCheck = counts.Withdraw - refusedHeld },
            OtherArea(terms, counts),
            HeldBack(terms, counts, history) with { BeforeCheck = counts.LeftOut - (refused - refusedHeld) },
            Volume(terms, volume, history) with { BeforeCheck = volume + refused },
        ];
    }

    private static GuardReading FirstExport(GuardTerms terms, GuardCounts counts, GuardHistory history)
    {
        bool looks = terms.FirstExport && counts.Held == 0 && !history.HasSent;
        return Reading(
            Guard.FirstExport, counts.Rows, looks ? 0 : null, $"It would be the first that the force gets, with {Number(counts.Rows)} rows.");
    }

    private static GuardReading MassWithdrawal(GuardTerms terms, GuardCounts counts)
    {
        bool emptied = counts.Read == 0 && counts.Held > 0;
        string why = $"The export would withdraw {Number(counts.Withdraw)} of the {Number(counts.Held)} records the force holds"
            + (emptied ? ", because the source gave no record for it." : ".");
        if (counts.AlreadySent > 0)
        {
            why += $" Of {Number(counts.AlreadySent)} of them something must not have left ({Reason.AlreadySent.Code}); nothing new goes to the force before.";
        }

        return emptied
            ? new GuardReading(Guard.MassWithdrawal, counts.Withdraw, 0, Trips: true, why)
            : Reading(Guard.MassWithdrawal, counts.Withdraw, LimitOf(terms.MassWithdrawal, counts.Held), why);
    }

    private static GuardReading OtherArea(GuardTerms terms, GuardCounts counts) => Reading(
        Guard.OtherArea, counts.OtherArea, terms.OtherArea is { } bound ? LimitOf(bound, counts.Read) : null,
        $"The local authority of {Number(counts.OtherArea)} of the {Number(counts.Read)} records read lies in another force's area, more than a border explains. Those are held back; the others may be another force's too.");

    private static GuardReading HeldBack(GuardTerms terms, GuardCounts counts, GuardHistory history)
    {
        int? limit = terms.HeldBack is not { } bound ? null
            : history.Exports.Where(past => past.Read > 0)
                .Select(past => (int?)Math.Max(
                    bound.MoreThan, Clamp(counts.Read * ((100m * past.LeftOut) + (bound.Percent * past.Read)) / (100m * past.Read))))
                .Max();
        return Reading(
            Guard.HeldBack, counts.LeftOut, limit,
            $"Of the {Number(counts.Read)} records read {Number(counts.LeftOut)} would be neither sent nor withdrawn, because they are held back or excluded: a greater share than in any of the last exports.");
    }

    private static GuardReading Volume(GuardTerms terms, int volume, GuardHistory history)
    {
        int? limit = terms.Volume is not { } bound || history.Exports.Count < VolumeBound.LeastExports ? null
            : Math.Max(
                bound.MoreThan, history.Exports.Max(past => Clamp((decimal)bound.Times * past.Volume * history.Nights / Math.Max(1, past.Nights))));
        return Reading(
            Guard.Volume, volume, limit,
            $"The export would add or amend {Number(volume)} records; by what the force got in its last exports, {Number(limit ?? 0)} pass. That may be true: numbers have risen tenfold in a night. It may be a fault of the source.");
    }

    private static GuardReading Reading(Guard guard, int value, int? limit, string why) => new(guard, value, limit, value > limit, why);

    private static int LimitOf(ShareBound bound, long of) => Math.Max(bound.MoreThan, Clamp((decimal)of * bound.Percent / 100));

    private static int Clamp(decimal number) => (int)Math.Min(int.MaxValue, Math.Floor(number));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
