using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Planning;

/// <summary>
/// A force that applies every file it gets holds exactly what it should, night after night. The truth is computed here from the source's state
/// and knows nothing of hashes, tokens or clearing.
/// </summary>
public sealed class RandomNightsTests
{
    private const int Nights = 250;
    private const int Keys = 40;

    private static readonly string[] Codes = ["A", "B", "7", "unknown"];
    private static readonly string?[] Statuses = ["Verified", "Verified", "Verified", "Unverified", null];
    private static readonly object?[] Objections = [false, false, false, false, true, null];
    private static readonly string[] Forces = [Some.Force, Some.Force, Some.Force, "essex"];
    private static readonly string?[] Origins = [null, null, Some.Force, "essex"];

    [TestCase(1, false)]
    [TestCase(2, false)]
    [TestCase(3, true)]
    [TestCase(4, true)]
    public void A_force_holds_what_it_should_after_every_night(int seed, bool textKeys)
    {
        ProfileText text = Some.Profile().With("kind", "text", "quasi", """{ "kind": "recode", "codes": "kind" }""").With("day", "date", "quasi", """{ "kind": "date", "precision": "month" }""")
            .With("secret", "text", "direct", "presence");
        ForceProfile profile = (textKeys ? text.TextKey() : text).Parse();
        var random = new Random(seed);
        var source = new SortedDictionary<int, Incident>();
        var force = new SortedDictionary<int, Copy>();
        IReadOnlyList<HoldingRow> holding = [];
        var tokens = new Dictionary<string, string>();
        var seen = new HashSet<RowAction>();

        for (int night = 1; night <= Nights; night++)
        {
            Change(source, random);
            DateOnly today = Some.Today.AddDays(night);
            bool full = random.Next(20) == 0;
            // A second key halfway: rotation must send nothing by itself.
            ForceKeys keys = night < Nights / 2 ? Some.Keys(7) : Some.Keys(7, 8);
            Planned plan = Some.Plan(profile, source.Select(pair => Record(profile, Key(pair.Key, textKeys), pair.Value)), holding, keys, today, full);

            string[] expected = [.. Enumerable.Range(0, Keys).Select(key => Expect(key, source.GetValueOrDefault(key), force, today, full, textKeys)).OfType<string>()];
            Assert.That(plan.Lines, Is.EqualTo(expected), $"Seed {seed}, night {night}.");
            foreach (ExportedRow row in plan.Rows.Select(planned => planned.Entry))
            {
                seen.Add(row.Action);
                tokens.TryAdd(row.Key.ToString(), row.Token);
                Assert.That(tokens[row.Key.ToString()], Is.EqualTo(row.Token), "A record keeps its token for ever.");
            }

            holding = Some.Holding(plan, holding, night);
            Assert.That(holding.Count(row => row.IsHeld), Is.EqualTo(force.Values.Count(copy => copy.Cells is not null)));
        }

        Assert.That(tokens.Values, Is.Unique);
        Assert.That(seen, Is.EquivalentTo(Enum.GetValues<RowAction>()), "The nights were too quiet to test anything.");
    }

    /// <summary>Works out the row the force must get, and applies it.</summary>
    private static string? Expect(int key, Incident? incident, SortedDictionary<int, Copy> force, DateOnly today, bool full, bool textKeys)
    {
        Copy? copy = force.GetValueOrDefault(key);
        bool held = copy?.Cells is not null;
        string? cells = null;
        bool gone = incident is null || incident.Force != Some.Force || incident.Objection is true || incident.Status is not (null or "Verified") || incident.Embargo > today
            || (incident.Origin == Some.Force ? !held : incident.Origin is not null);
        bool unclear = !gone && (incident!.Objection is null || incident.Status is null || incident.Code == "unknown");
        if (!gone && !unclear)
        {
            string kind = incident!.Code switch { "A" => "ASSAULT", "B" => "BURGLARY", _ => "SEVEN" };
            cells = $"{kind}|{incident.Day.Year:0000}-{incident.Day.Month:00}|{(incident.Secret is null ? "N" : "Y")}";
        }

        bool withdraw = held && (gone || (unclear && full));
        string? action = withdraw ? "Withdraw" : cells is null ? null : !held ? "New" : copy!.Cells != cells ? "Amend" : full ? "Resend" : null;
        if (action is null)
        {
            return null;
        }

        int version = (copy?.Version ?? 0) + (action == "Resend" ? 0 : 1);
        force[key] = new Copy(version, withdraw ? null : cells);
        return $"{action} {Key(key, textKeys)} {version} {cells}".TrimEnd();
    }

    private static void Change(SortedDictionary<int, Incident> source, Random random)
    {
        for (int changes = random.Next(12); changes > 0; changes--)
        {
            int key = random.Next(Keys);
            Incident? now = source.GetValueOrDefault(key);
            source[key] = (now, random.Next(8)) switch
            {
                (null, _) or (_, 0) => new Incident(Codes[random.Next(4)], new DateOnly(2026, random.Next(1, 4), random.Next(1, 28)), "x", "Verified", false, Some.Force, Origins[random.Next(4)], null),
                (_, 1) => now with { Status = Statuses[random.Next(Statuses.Length)] },
                (_, 2) => now with { Objection = Objections[random.Next(Objections.Length)] },
                (_, 3) => now with { Force = Forces[random.Next(Forces.Length)] },
                (_, 4) => now with { Embargo = Some.Today.AddDays(random.Next(Nights)) },
                (_, 5) => now with { Secret = random.Next(4) == 0 ? null : "x" + random.Next(100) },
                (_, 6) => now with { Day = now.Day.AddDays(random.Next(3)) },
                _ => now with { Code = Codes[random.Next(4)] },
            };
            if (random.Next(10) == 0)
            {
                source.Remove(key);
            }
        }
    }

    private static object Key(int key, bool textKeys) => textKeys ? $"INC-{key:000}" : (long)key;

    private static IncidentRecord Record(ForceProfile profile, object key, Incident incident) => Some.Record(profile, key,
        ("kind", incident.Code), ("day", incident.Day), ("secret", incident.Secret), ("status", incident.Status), ("do_not_share", incident.Objection),
        ("force_slug", incident.Force), ("source_force", incident.Origin), ("embargo_until", incident.Embargo));

    private sealed record Incident(string Code, DateOnly Day, string? Secret, string? Status, object? Objection, string Force, string? Origin, DateOnly? Embargo);

    private sealed record Copy(int Version, string? Cells);
}
