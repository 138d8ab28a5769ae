using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.SmallNumbers;

namespace DataSharing.Disclosure.Tests.SmallNumbers;

/// <summary>Many random nights under mode <c>k</c>, judged by the cells that were released: with whom a row arrives, and whether the plan's claim is true.</summary>
public sealed class ArrivalTests
{
    private const int K = 3;
    private const int Nights = 60;
    private static readonly DateOnly Start = new(2026, 1, 5);

    [TestCase(1, "{}, { \"area\": \"postcodeArea\" }, { \"kind\": \"drop\" }", "")]
    [TestCase(2, "{}, { \"area\": \"postcodeArea\" }, { \"kind\": \"drop\" }", "\"refine\": true")]
    [TestCase(3, "{}, { \"area\": \"postcodeArea\", \"happened\": \"drop\" }, { \"kind\": \"drop\", \"look\": \"drop\" }", "")]
    [TestCase(4, "{}, { \"look\": \"drop\" }, { \"area\": \"drop\" }, { \"happened\": \"drop\" }", "\"offenders\": { \"columns\": [\"happened\", \"look\"] }")]
    [TestCase(5, "{}, { \"look\": \"drop\" }, { \"area\": \"drop\" }, { \"kind\": \"drop\" }", "\"offenders\": { \"columns\": [\"kind\", \"look\"] }")]
    public void Nobody_arrives_in_too_small_a_company(int seed, string steps, string more)
    {
        ForceProfile profile = RuleTests.Counted($"\"steps\": [ {steps} ]{(more.Length > 0 ? ", " + more : "")}").Parse();
        string[] once = Live(profile, seed, offset: 0, judge: true);
        Assert.That(Live(profile, seed, offset: 1, judge: false), Is.EqualTo(once), "The order in which records come does not matter.");
    }

    /// <summary>What left on every night, without tokens. With an offset the records come in another order.</summary>
    private static string[] Live(ForceProfile profile, int seed, int offset, bool judge)
    {
        var random = new Random(seed);
        var incidents = new List<Incident>();
        var recipient = new Table();
        IReadOnlyList<HoldingRow> holding = [];
        var left = new List<string>();
        for (int night = 0; night < Nights; night++)
        {
            DateOnly today = Start.AddDays(night * 3);
            for (int added = random.Next(night == 0 ? 40 : 6); added > 0; added--)
            {
                incidents.Add(new Incident(random, today, incidents.Count + 1));
            }

            foreach (Incident incident in incidents.Where(_ => random.Next(40) == 0))
            {
                incident.IsVerified = !incident.IsVerified;
            }

            Incident[] ordered = [.. incidents.OrderBy(incident => incident.Id(offset))];
            IncidentRecord[] records = [.. ordered.Select(incident => incident.Record(profile, offset))];
            bool full = random.Next(12) == 0;
            var planner = new Planner(profile, Some.Keys(), today, full, measure: true);
            planner.Survey(records, holding);
            var plan = new Planned([.. planner.Rows(records, holding)], planner.Counts);
            holding = Some.Holding(plan, holding, night + 1);
            left.Add(string.Join('\n', plan.Rows.Select(row => $"{night} {row.Entry.Action} {row.Entry.Version} {string.Join('|', row.Cells.Select(cell => cell ?? "-"))}").Order(StringComparer.Ordinal)));
            if (judge)
            {
                recipient.Import(plan, ordered.ToDictionary(incident => incident.Id(offset)), night);
                recipient.Judge(planner.Figures!, night);
            }
        }

        if (judge)
        {
            Assert.That(recipient.Late, Is.GreaterThan(10), "Late rows came.");
            Assert.That(recipient.Returned, Is.GreaterThan(0), "Some returned.");
            Assert.That(recipient.Claims, Is.EqualTo((true, true)), "On some nights the claim held, on others withdrawals had made a class too small.");
        }

        return [.. left];
    }

    /// <summary>One incident of the source.</summary>
    private sealed class Incident(Random random, DateOnly today, int number)
    {
        private static readonly string[] Areas = ["NE1 1AA", "NE2 1AA", "W1 1AA"];
        private readonly DateOnly _day = today.AddDays(-random.Next(150));
        private readonly string _kind = "ABC"[Math.Min(random.Next(5), 2)].ToString();
        private readonly string _area = Areas[Math.Min(random.Next(6), 2)];
        private readonly int _offender = random.Next(25);
        private readonly string? _look = random.Next(3) == 0 ? "PQ"[random.Next(2)].ToString() : null;

        public int Person { get; } = random.Next(60);

        public int? Premises { get; } = random.Next(3) == 0 ? random.Next(5) : null;

        public bool IsVerified { get; set; } = true;

        public long Id(int offset) => offset == 0 ? number : (number * 7919L) % 10007;

        public IncidentRecord Record(ForceProfile profile, int offset) => Some.Record(profile, Id(offset),
            ("status", IsVerified ? "Verified" : "Unverified"), ("happened", _day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), ("kind", _kind), ("area", _area),
            ("people", $"V|{(Person == 0 ? "" : Person)}\u001FO|{_offender}"), ("premises", Premises is { } known ? (long)known : null), ("look", _look), ("crime", true));
    }

    /// <summary>What the recipient has, and what was ever said of a record.</summary>
    private sealed class Table
    {
        private readonly Dictionary<string, (string Cells, Incident About)> _rows = new(StringComparer.Ordinal);
        private readonly HashSet<string> _shrunk = [];
        private readonly HashSet<string> _known = [];
        private readonly HashSet<string> _periods = [];

        public int Late { get; private set; }

        public int Returned { get; private set; }

        public (bool Held, bool Fell) Claims { get; private set; }

        public void Import(Planned plan, Dictionary<long, Incident> incidents, int night)
        {
            var arrived = new List<(string Period, bool IsFirst, Incident About)>();
            foreach (PlannedRow row in plan.Rows)
            {
                string token = row.Entry.Token;
                if (row.Entry.Action == RowAction.Withdraw)
                {
                    _shrunk.Add(_rows[token].Cells);
                    _rows.Remove(token);
                    continue;
                }

                Incident about = incidents[row.Entry.Key.Number!.Value];
                if (row.Entry.Action == RowAction.New)
                {
                    // The period that is seen: the quarter of the month, or that there is none.
                    string period = row.Cells[0] is { } month ? $"{month[..4]} {(int.Parse(month[5..7], System.Globalization.CultureInfo.InvariantCulture) - 1) / 3}" : "none";
                    arrived.Add((period, _known.Add(token), about));
                }

                _rows[token] = (string.Join('|', row.Cells.Select(cell => cell ?? "-")), about);
            }

            foreach (IGrouping<string, (string Period, bool IsFirst, Incident About)> period in arrived.GroupBy(row => row.Period))
            {
                Assert.That(Units(period.Select(row => row.About)), Is.GreaterThanOrEqualTo(K), $"night {night}: all that arrive of {period.Key}");
                Incident[] first = [.. period.Where(row => row.IsFirst).Select(row => row.About)];
                Assert.That(first.Length == 0 || Units(first) >= K, Is.True, $"night {night}: what is new of {period.Key}");
                Late += _periods.Add(period.Key) ? 0 : first.Length;
                Returned += period.Count() - first.Length;
            }
        }

        public void Judge(SmallNumberFigures figures, int night)
        {
            string[] small = [.. _rows.Values.GroupBy(row => row.Cells, row => row.About).Where(row => Units(row) < K).Select(row => row.Key)];
            Assert.That(small.Where(cells => !_shrunk.Contains(cells)), Is.Empty, $"night {night}: classes that nothing was withdrawn from");
            Assert.That(figures.Released.Rows, Is.EqualTo(_rows.Count), $"night {night}");
            if (figures.Holds == true)
            {
                Assert.That(small, Is.Empty, $"night {night}: the claim");
            }

            Claims = (Claims.Held || figures.Holds == true, Claims.Fell || (small.Length > 0 && figures.Holds == false));
        }

        private static int Units(IEnumerable<Incident> incidents)
        {
            Incident[] all = [.. incidents];
            return Math.Min(all.Select(incident => incident.Person).Distinct().Count(), all.Select((incident, place) => incident.Premises ?? -1 - place).Distinct().Count());
        }
    }
}
