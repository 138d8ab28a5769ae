using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests.SmallNumbers;

/// <summary>Two hundred random nights under mode <c>k</c>, judged by the delivered bytes alone: what a recipient who keeps every file can find out.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CountedNightsTests
{
    private const int Nights = 200;
    private static readonly DateOnly Start = new(2026, 3, 2);

    [TestCase(31, false)]
    [TestCase(32, true)]
    public async Task No_class_is_ever_smaller_than_k_but_by_withdrawals(int seed, bool refine)
    {
        await using Rig rig = CountedRig.Make(refine);
        var random = new Random(seed);
        var recipient = new Recipient();
        long last = 0;
        int amended = 0;
        for (int night = 0; night < Nights; night++)
        {
            DateOnly today = Start.AddDays(night * 2);
            rig.Time.Now = new DateTimeOffset(today, new TimeOnly(3, 0), TimeSpan.Zero);
            for (int more = random.Next(4); more > 0; more--)
            {
                CountedRig.Add(rig, ++last, today.AddDays(-random.Next(40)), random);
            }

            if (last > 0)
            {
                Disturb(rig, 1 + random.NextInt64(last), today, random);
            }

            ExportResult result = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
            Assert.That(result.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), $"night {night}, seed {seed}: {result.Reason} {result.Message}");
            amended += result.Rows.Amend;
            if (result.Outcome == RunOutcome.Delivered)
            {
                recipient.Import(rig.Inbox(Rig.Met)[^1]);
                recipient.Check(CountedRig.World(rig), CountedRig.Incidents(rig), refine, $"night {night}, seed {seed}");
            }
        }

        Assert.That(recipient.Rows, Is.GreaterThan(60), "Much was released.");
        Assert.That(recipient.WithdrawnRows, Is.GreaterThan(10));
        Assert.That(recipient.LateRows, Is.GreaterThan(10), "Late rows came.");
        Assert.That(recipient.Refined, refine ? Is.GreaterThan(0) : Is.Zero);
        Assert.That(amended, Is.EqualTo(recipient.Refined), "Everything is counted, so only rows that become finer are amended.");
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(recipient.Rows));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task One_victim_of_twenty_incidents_never_makes_a_class()
    {
        await using Rig rig = CountedRig.Make(refine: false);
        for (long id = 1; id <= 20; id++)
        {
            rig.Source.Add(id, Rig.Met);
            CountedRig.Victim(rig, id, 7);
        }

        ExportResult result = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.NothingToSend));
        Assert.That(result.HeldBack, Is.EquivalentTo(new Dictionary<(string, string), int> { [("smallNumbers", "")] = 20 }));
        for (long id = 21; id <= 22; id++)
        {
            rig.Source.Add(id, Rig.Met);
            CountedRig.Victim(rig, id, id);
        }

        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Rows.New, Is.EqualTo(22), "With two more victims there are three.");
    }

    [Test]
    public async Task Incidents_at_one_premises_never_make_a_class()
    {
        await using Rig rig = CountedRig.Make(refine: false);
        rig.Source.Execute("INSERT INTO premises VALUES (1, 'The only one', 'Shop')");
        for (long id = 1; id <= 6; id++)
        {
            rig.Source.Add(id, Rig.Met);
            CountedRig.Victim(rig, id, id);
            rig.Source.Execute("UPDATE location SET premises_id = 1");
        }

        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.NothingToSend));
    }

    [Test]
    public async Task The_day_inside_a_period_changes_no_byte_of_any_file()
    {
        await using Rig rig = CountedRig.Make(refine: false);
        string[] first = await LiveAsync(rig, 5);
        string[] second = await LiveAsync(rig, 6);
        Assert.That(first, Has.Length.GreaterThan(4));
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public async Task A_record_leaves_after_the_last_day_of_its_period_and_not_before()
    {
        await using Rig rig = CountedRig.Make(refine: false);
        for (long id = 1; id <= 3; id++)
        {
            rig.Source.Add(id, Rig.Met, ("occurred_from", "2026-11-02 10:00"));
            CountedRig.Victim(rig, id, id);
        }

        rig.Time.Now = new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero);
        ExportResult result = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That(result.HeldBack, Is.EquivalentTo(new Dictionary<(string, string), int> { [("periodOpen", "")] = 3 }));
        rig.Time.Now = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Rows.New, Is.EqualTo(3));
    }

    [Test]
    public async Task A_counted_value_that_changes_after_sending_is_held_back_and_a_withdrawn_record_returns_only_as_it_was()
    {
        await using Rig rig = CountedRig.Make(refine: false);
        for (long id = 1; id <= 4; id++)
        {
            rig.Source.Add(id, Rig.Met);
            CountedRig.Victim(rig, id, id);
        }

        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        rig.Source.Set(1, ("category_code", "Threats"));
        ExportResult result = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That(result.HeldBack, Is.EquivalentTo(new Dictionary<(string, string), int> { [("countedValue", "")] = 1 }));
        rig.Source.Set(1, ("status", "NotHate"));
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Rows.Withdraw, Is.EqualTo(1));
        rig.Source.Set(1, ("status", "Verified"));
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).HeldBack.Keys.Single().Reason, Is.EqualTo("countedValue"));
        rig.Source.Set(1, ("category_code", "AbusiveBehaviour"));
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).HeldBack.Keys.Single().Reason, Is.EqualTo("latePeriod"), "Alone, its return would stand out.");
        for (long id = 5; id <= 7; id++)
        {
            rig.Source.Add(id, Rig.Met);
            CountedRig.Victim(rig, id, id);
        }

        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Rows.New, Is.EqualTo(4));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(7));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task The_plan_says_what_an_assessment_needs()
    {
        await using Rig rig = CountedRig.Make(refine: false);
        for (long id = 1; id <= 5; id++)
        {
            rig.Source.Add(id, Rig.Met, ("category_code", id == 5 ? "Threats" : "Assault"));
            CountedRig.Victim(rig, id, id);
        }

        System.Text.Json.JsonElement figures = (await rig.ProgramAsync("--json", "plan", Rig.Met)).Json().GetProperty("smallNumbers");
        Assert.That(figures.GetProperty("mode").GetString(), Is.EqualTo("k"));
        Assert.That(figures.GetProperty("rowsPerStep").EnumerateArray().Select(step => step.GetInt32()), Is.EqualTo((int[])[4, 0, 0, 0]));
        Assert.That(figures.GetProperty("withheld").GetInt32(), Is.EqualTo(1));
        Assert.That(figures.GetProperty("counted").GetProperty("highestRisk").GetDouble(), Is.EqualTo(0.25));
        Assert.That(figures.GetProperty("countedWithWithheld").GetProperty("uniques").GetInt32(), Is.EqualTo(1));
        string shown = (await rig.ProgramAsync("plan", Rig.Met)).Output;
        Assert.That(shown, Does.Contain("rows at each step, finest first: 4, 0, 0, 0; withheld 1").And.Contain("highest risk 0.25"));
        const string claim = "Every class, over everything released, has at least 3 people and as many premises.";
        Assert.That(shown, Does.Contain(claim));
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That(SmallestClass(rig), Is.EqualTo(4), "So it is by the delivered bytes.");

        rig.Source.Set(1, ("status", "NotHate"));
        rig.Source.Set(2, ("status", "NotHate"));
        shown = (await rig.ProgramAsync("plan", Rig.Met)).Output;
        Assert.That(shown, Does.Not.Contain(claim).And.Contain("Classes with fewer than 3 people or premises: 1. Withdrawals, or corrections of whom a record is about, made them smaller."));
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That(SmallestClass(rig), Is.EqualTo(2));
    }

    /// <summary>The units of the smallest class of what the recipient has, told apart by every cell of the delivered rows.</summary>
    private static int SmallestClass(Rig rig)
    {
        Dictionary<long, (HashSet<long> People, long? Premises)> world = CountedRig.World(rig);
        Dictionary<string, long> incidents = CountedRig.Incidents(rig);
        return rig.Replay(Rig.Met).GroupBy(row => string.Join('|', row.Value.Where(cell => cell.Key is not ("record_id" or "action" or "version")).Select(cell => cell.Value)))
            .Min(one => CountedRig.Units(one.Select(row => incidents[row.Key]), world));
    }

    /// <summary>An amendment, a withdrawal or a return of one incident.</summary>
    private static void Disturb(Rig rig, long id, DateOnly today, Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                rig.Source.Set(id, ("status", "NotHate"));
                break;
            case 1:
                rig.Source.Set(id, ("status", "Verified"));
                break;
            case 2:
                rig.Source.Set(id, ("category_code", "Threats"));
                break;
            case 3:
                rig.Source.Set(id, ("occurred_from", CountedRig.Time(today.AddDays(-random.Next(60)), random)));
                break;
            case 4:
                rig.Source.Set(id, ("is_online", random.Next(2)));
                break;
            default:
                break;
        }
    }

    private static async Task<string[]> LiveAsync(Rig rig, int daySeed)
    {
        var random = new Random(1);
        var days = new Random(daySeed);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (string file in Directory.GetFiles(rig.Folder, "*.db*").Concat(Directory.GetFiles(rig.InboxOf(Rig.Met))))
        {
            File.Delete(file);
        }

        // With the ledger goes what lies outside it: else it would be found older than what was sent.
        foreach (string folder in Directory.GetDirectories(rig.Folder, "*.witness", SearchOption.AllDirectories).Append(rig.OutboxPath).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        SourceWriter.Create(rig.SourcePath);
        long id = 0;
        for (int month = 1; month <= 6; month++)
        {
            for (int more = 0; more < 14; more++)
            {
                CountedRig.Add(rig, ++id, new DateOnly(2026, month, 1), random);
                rig.Source.Set(id, ("occurred_from", CountedRig.Time(new DateOnly(2026, month, 1 + days.Next(28)), days)));
            }

            for (int night = 0; night < 3; night++)
            {
                rig.Time.Now = new DateTimeOffset(2026, month, 5 + (10 * night), 3, 0, 0, TimeSpan.Zero);
                await rig.ExportAsync(Rig.Met, connector: rig.Bare);
            }
        }

        rig.Time.Now = new DateTimeOffset(2026, 7, 1, 3, 0, 0, TimeSpan.Zero);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        return [.. Directory.GetFiles(rig.InboxOf(Rig.Met)).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Delivered.BytesWithoutHead(file)))}")];
    }

    /// <summary>A recipient who keeps every file and combines all that was ever said of a record.</summary>
    private sealed class Recipient
    {
        private readonly Dictionary<string, Dictionary<string, string>> _table = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<string>> _histories = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Dictionary<string, string>> _lastSeen = new(StringComparer.Ordinal);
        private readonly HashSet<string> _shrunk = [];
        private readonly HashSet<string> _periods = [];
        private readonly List<(string Token, bool IsFirst, string Period)> _arrived = [];

        /// <summary>Rows never seen before of a period of which an earlier file had rows.</summary>
        public int LateRows { get; private set; }

        public int Rows => _table.Count;

        public int WithdrawnRows { get; private set; }

        public int Refined { get; private set; }

        public void Import(Delivered file)
        {
            _arrived.Clear();
            foreach (Dictionary<string, string> row in file.Records)
            {
                string token = row["record_id"];
                if (row["action"] == "NEW")
                {
                    _arrived.Add((token, !_lastSeen.ContainsKey(token), row["incident_date"]));
                }

                if (row["action"] == "WITHDRAW")
                {
                    WithdrawnRows++;
                    _shrunk.Add(History(token));
                    _shrunk.Add("now " + CountedRig.Class(_table[token]));
                    _table.Remove(token);
                    continue;
                }

                if (_lastSeen.TryGetValue(token, out Dictionary<string, string>? before))
                {
                    Compare(before, row, token);
                }

                _table[token] = row;
                _lastSeen[token] = row;
                List<string> said = _histories.TryGetValue(token, out List<string>? known) ? known : _histories[token] = [];
                if (said.Count == 0 || said[^1] != CountedRig.Class(row))
                {
                    said.Add(CountedRig.Class(row));
                }
            }
        }

        public void Check(Dictionary<long, (HashSet<long> People, long? Premises)> world, Dictionary<string, long> incidents, bool refine, string where)
        {
            Arrivals(world, incidents, where);
            Every(_table.GroupBy(row => "now " + CountedRig.Class(row.Value)), world, incidents, $"{where}: a class of the table");
            Every(_table.GroupBy(row => History(row.Key)), world, incidents, $"{where}: a class of everything ever said");
            if (!refine)
            {
                Assert.That(_histories.Values.Select(said => said.Count), Is.All.EqualTo(1), $"{where}: counted cells never change");
            }
        }

        private void Every(IEnumerable<IGrouping<string, KeyValuePair<string, Dictionary<string, string>>>> classes,
            Dictionary<long, (HashSet<long> People, long? Premises)> world, Dictionary<string, long> incidents, string what)
        {
            foreach (IGrouping<string, KeyValuePair<string, Dictionary<string, string>>> one in classes.Where(one => !_shrunk.Contains(one.Key)))
            {
                Assert.That(CountedRig.Units(one.Select(row => incidents[row.Key]), world), Is.GreaterThanOrEqualTo(CountedRig.K), $"{what} of {one.Count()} rows, {one.Key}");
            }
        }

        /// <summary>No row comes with too few others of its period, and none that was never seen with too few others of those.</summary>
        private void Arrivals(Dictionary<long, (HashSet<long> People, long? Premises)> world, Dictionary<string, long> incidents, string where)
        {
            foreach (IGrouping<string, (string Token, bool IsFirst, string Period)> period in _arrived.GroupBy(row => row.Period))
            {
                Assert.That(CountedRig.Units(period.Select(row => incidents[row.Token]), world), Is.GreaterThanOrEqualTo(CountedRig.K), $"{where}: what arrives of {period.Key}");
                long[] first = [.. period.Where(row => row.IsFirst).Select(row => incidents[row.Token])];
                Assert.That(first.Length == 0 || CountedRig.Units(first, world) >= CountedRig.K, Is.True, $"{where}: what is new of {period.Key}");
                LateRows += _periods.Add(period.Key) ? 0 : first.Length;
            }
        }

        private string History(string token) => string.Join(" then ", _histories[token]);

        /// <summary>A row never becomes coarser: a place does not widen to the force's area, and no cell is emptied.</summary>
        private void Compare(Dictionary<string, string> before, Dictionary<string, string> now, string token)
        {
            bool finer = false;
            foreach (string column in CountedRig.Counted)
            {
                bool wider = (now[column].Length == 0 && before[column].Length > 0) || (now[column] == Rig.Met && before[column] != Rig.Met && before[column].Length > 0);
                Assert.That(wider, Is.False, $"{column} of {token} became coarser");
                finer |= now[column] != before[column];
            }

            Refined += finer ? 1 : 0;
        }
    }
}
