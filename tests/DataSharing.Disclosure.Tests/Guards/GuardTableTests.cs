using DataSharing.Disclosure.Guards;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Guards;

public sealed class GuardTableTests
{
    private static readonly GuardHistory Known = new() { HasSent = true };

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(100_000, true)]
    public void The_first_export_is_held_where_it_has_a_row(int rows, bool trips)
    {
        var counts = new GuardCounts { Read = rows + 1, New = rows, Rows = rows };
        Assert.That(Trips(counts, GuardHistory.None), Is.EqualTo(trips ? new[] { Guard.FirstExport } : []));
        Assert.That(Trips(counts, Known), Is.Empty, "The force was sent something before.");
        Assert.That(Trips(counts with { Held = 1 }, GuardHistory.None), Is.Empty, "The force holds something.");
        Assert.That(Trips(counts, GuardHistory.None, "\"firstExport\": false"), Is.Empty);
    }

    [TestCase(20, 100, false)]
    [TestCase(21, 100, true)]
    [TestCase(20, 20, false)]
    [TestCase(21, 210, false)]
    [TestCase(21, 209, true)]
    [TestCase(22, 210, true)]
    [TestCase(1000, 10_000, false)]
    [TestCase(1001, 10_000, true)]
    public void A_mass_withdrawal_is_more_than_twenty_and_more_than_a_tenth(int withdrawn, int held, bool trips) =>
        Assert.That(Trips(new GuardCounts { Read = 1, Held = held, Withdraw = withdrawn, Rows = withdrawn }, Known), Is.EqualTo(trips ? new[] { Guard.MassWithdrawal } : []));

    [TestCase(1, 1)]
    [TestCase(0, 1)]
    public void An_empty_source_is_a_mass_withdrawal_whatever_the_number(int withdrawn, int held) =>
        Assert.That(Trips(new GuardCounts { Held = held, Withdraw = withdrawn, Rows = withdrawn }, Known, """ "massWithdrawal": { "moreThan": 1000000, "percent": 100 } """), Is.EqualTo(new[] { Guard.MassWithdrawal }));

    [TestCase(20, 100, false)]
    [TestCase(21, 100, true)]
    [TestCase(21, 420, false)]
    [TestCase(21, 419, true)]
    [TestCase(300, 6000, false)]
    [TestCase(301, 6000, true)]
    public void Records_of_another_area_are_more_than_twenty_and_more_than_a_twentieth(int elsewhere, int read, bool trips)
    {
        var counts = new GuardCounts { Read = read, OtherArea = elsewhere, LeftOut = elsewhere };
        Assert.That(Trips(counts, Known), Is.EqualTo(trips ? new[] { Guard.OtherArea } : []));
        Assert.That(Trips(counts, Known, "\"otherArea\": false"), Is.Empty);
    }

    [TestCase(300, false)]
    [TestCase(301, true)]
    public void Held_back_is_a_share_that_is_twenty_points_above_the_highest_of_the_last_exports(int leftOut, bool trips)
    {
        GuardHistory history = Known with { Exports = [new PastExport(0, 1, 500, 20), new PastExport(0, 1, 400, 40), new PastExport(0, 1, 0, 0)] };
        var counts = new GuardCounts { Read = 1000, LeftOut = leftOut };
        Assert.That(Trips(counts, history), Is.EqualTo(trips ? new[] { Guard.HeldBack } : []));
        Assert.That(Trips(counts, history, "\"heldBack\": false"), Is.Empty);
    }

    [TestCase(20, false)]
    [TestCase(21, true)]
    public void Held_back_lets_twenty_pass_whatever_the_share(int leftOut, bool trips) =>
        Assert.That(Trips(new GuardCounts { Read = 30, LeftOut = leftOut }, Known with { Exports = [new PastExport(0, 1, 30, 0)] }), Is.EqualTo(trips ? new[] { Guard.HeldBack } : []));

    [Test]
    public void Held_back_says_nothing_where_no_export_counted_it() =>
        Assert.That(Look(new GuardCounts { Read = 1000, LeftOut = 1000 }, Known with { Exports = [new PastExport(3, 1, 0, 0)] })[(int)Guard.HeldBack].Limit, Is.Null);

    [TestCase(20, 5, false, TestName = "Twenty_pass")]
    [TestCase(21, 5, true, TestName = "More_than_twenty_and_more_than_three_times_the_most_does_not")]
    [TestCase(30, 10, false, TestName = "Three_times_the_most_passes")]
    [TestCase(31, 10, true, TestName = "More_than_three_times_the_most_does_not")]
    public void Volume(int rows, int most, bool trips)
    {
        GuardHistory history = Known with { Exports = [.. Enumerable.Repeat(new PastExport(1, 1, 0, 0), 6), new PastExport(most, 1, 0, 0)] };
        var counts = new GuardCounts { Read = 9000, Held = 9000, New = rows - 1, Amend = 1, Rows = rows };
        Assert.That(Trips(counts, history), Is.EqualTo(trips ? new[] { Guard.Volume } : []));
        Assert.That(Trips(counts, history, "\"volume\": false"), Is.Empty);
        Assert.That(Trips(counts with { New = 0, Amend = 0, Withdraw = 0 }, history), Is.Empty, "What is sent again is not counted.");
        Assert.That(Trips(counts, history with { Exports = [.. history.Exports.Skip(1)] }), Is.Empty, "With six exports nobody knows what is usual.");
    }

    [Test]
    public void Volume_does_not_count_amendments_that_follow_from_another_configuration()
    {
        GuardHistory history = Known with { Exports = [.. Enumerable.Repeat(new PastExport(1, 1, 0, 0), 7)], IsOfSameRules = false };
        Assert.That(Trips(new GuardCounts { Read = 500, Held = 500, New = 20, Amend = 480, Rows = 500 }, history), Is.Empty);
        Assert.That(Trips(new GuardCounts { Read = 500, Held = 500, New = 21, Amend = 0, Rows = 21 }, history), Is.EqualTo(new[] { Guard.Volume }));
    }

    [TestCase(120, 4, false)]
    [TestCase(121, 4, true)]
    [TestCase(31, 1, true)]
    public void A_catch_up_may_bring_what_its_nights_would_have_brought(int rows, int nights, bool trips)
    {
        // Forty rows in four nights are ten a night.
        GuardHistory history = Known with { Nights = nights, Exports = [.. Enumerable.Repeat(new PastExport(8, 1, 0, 0), 6), new PastExport(40, 4, 0, 0)] };
        Assert.That(Trips(new GuardCounts { Read = 9000, Held = 9000, New = rows, Rows = rows }, history), Is.EqualTo(trips ? new[] { Guard.Volume } : []));
    }

    [Test]
    public void Several_trip_at_once_in_the_order_of_the_table()
    {
        GuardHistory history = Known with { Exports = [.. Enumerable.Repeat(new PastExport(1, 1, 100, 0), 7)] };
        var counts = new GuardCounts { Read = 100, Held = 100, New = 50, Withdraw = 50, Rows = 100, OtherArea = 40, LeftOut = 40 };
        Assert.That(Trips(counts, history), Is.EqualTo(new[] { Guard.MassWithdrawal, Guard.OtherArea, Guard.HeldBack, Guard.Volume }));
        Assert.That(Look(counts, history).Select(reading => reading.Reason.Code), Is.EqualTo(new[] { "firstExport", "massWithdrawal", "otherArea", "heldBack", "volume" }));
    }

    [Test]
    public void What_the_check_of_the_file_refused_is_told_apart()
    {
        // Five rows were refused: two of records that the force has, which are withdrawn now.
        IReadOnlyList<GuardReading> readings = GuardTable.Look(
            GuardTerms.Default, new GuardCounts { Read = 100, Held = 50, New = 10, Amend = 4, Withdraw = 30, Rows = 44, LeftOut = 9 }, Known, refused: 5, refusedHeld: 2);
        Assert.That(readings.Select(reading => (reading.Guard, reading.BeforeCheck)), Is.EqualTo(new[]
        {
            (Guard.FirstExport, 47), (Guard.MassWithdrawal, 28), (Guard.OtherArea, 0), (Guard.HeldBack, 6), (Guard.Volume, 19),
        }));
    }

    [TestCase(0.05)]
    [TestCase(0.7)]
    [TestCase(2)]
    [TestCase(5)]
    [TestCase(20)]
    [TestCase(150)]
    public void A_force_whose_nights_are_as_they_were_never_trips(double mean)
    {
        var random = new Random(20261129);
        for (int year = 0; year < 20; year++)
        {
            Assert.That(NightsUntilHeld(random, 365, _ => mean), Is.Null, $"{mean} records a night, year {year}");
        }
    }

    [TestCase(5)]
    [TestCase(20)]
    [TestCase(150)]
    public void A_force_whose_numbers_rise_tenfold_is_held_in_the_first_nights(double mean)
    {
        var random = new Random(20231007);
        for (int time = 0; time < 50; time++)
        {
            Assert.That(NightsUntilHeld(random, 64, night => night < 60 ? mean : 10 * mean), Is.InRange(60, 62), $"{mean} records a night");
        }
    }

    [Test]
    public void What_a_person_let_through_is_usual_from_then_on()
    {
        var random = new Random(20231008);
        List<PastExport> past = [.. Enumerable.Repeat(0, 40).Select(_ => new PastExport(Drawn(random, 5), 1, 0, 0)), new PastExport(50, 1, 0, 0)];
        for (int night = 0; night < 34; night++)
        {
            int rows = Drawn(random, 50);
            Assert.That(IsHeld(rows, past), Is.False, $"night {night}");
            past.Add(new PastExport(rows, 1, 0, 0));
        }
    }

    /// <summary>The first night that is held; null where none is.</summary>
    private static int? NightsUntilHeld(Random random, int nights, Func<int, double> mean)
    {
        var past = new List<PastExport>();
        for (int night = 0; night < nights; night++)
        {
            int rows = Drawn(random, mean(night));
            if (IsHeld(rows, past))
            {
                return night;
            }

            past.Add(new PastExport(rows, 1, 0, 0));
        }

        return null;
    }

    private static bool IsHeld(int rows, List<PastExport> past) =>
        GuardTable.Look(GuardTerms.Default, new GuardCounts { Read = 100_000, Held = 100_000, New = rows, Rows = rows }, Known with { Exports = [.. past.TakeLast(35)] })
            .Any(reading => reading.Trips);

    /// <summary>How many come in a night in which so many come on average, each by itself.</summary>
    private static int Drawn(Random random, double mean)
    {
        int count = 0;
        for (double time = -Math.Log(1 - random.NextDouble()); time < mean; time -= Math.Log(1 - random.NextDouble()))
        {
            count++;
        }

        return count;
    }

    private static IReadOnlyList<GuardReading> Look(GuardCounts counts, GuardHistory history, string guards = "") =>
        GuardTable.Look(Some.Profile().With("kind", "text", "quasi", "keep", """["A"]""").Own($$""" "guards": { {{guards}} } """).Parse().Guards, counts, history);

    private static Guard[] Trips(GuardCounts counts, GuardHistory history, string guards = "") =>
        [.. Look(counts, history, guards).Where(reading => reading.Trips).Select(reading => reading.Guard)];
}
