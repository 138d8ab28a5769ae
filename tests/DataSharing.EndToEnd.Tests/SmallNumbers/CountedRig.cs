using System.Globalization;
using System.Text.Json.Nodes;
using DataSharing.Disclosure.Records;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests.SmallNumbers;

/// <summary>A rig whose metropolitan profile is under mode <c>k</c>, and what its source says of whom its incidents are about.</summary>
internal static class CountedRig
{
    public const int K = 3;
    public static readonly string[] Counted = ["incident_date", "local_authority", "category", "location_type", "online"];

    private static readonly (string Code, string Name)[] Boroughs = [("E09000003", "Barnet"), ("E09000012", "Hackney"), ("E09000025", "Newham")];
    private static readonly string[] Categories = ["AbusiveBehaviour", "Threats", "Assault"];

    /// <summary>
    /// Month, borough, category, kind of place and whether it was on line are counted; they go to the force's whole area, then the category and on line go,
    /// then the place.
    /// </summary>
    public static Rig Make(bool refine)
    {
        Rig rig = Rig.Make();
        rig.Edit("protocols/national-2015.json", protocol =>
        {
            protocol["smallNumbers"] = JsonNode.Parse($$"""
                {
                  "mode": "k", "k": {{K}}, "release": "atPeriodEnd", "period": "month", "periodOf": "occurred_from", "refine": {{(refine ? "true" : "false")}},
                  "steps": [ {}, { "local_authority": { "kind": "localAuthority", "as": "force" } }, { "category": "drop", "online": "drop" }, { "location_type": "drop" } ]
                }
                """);
            protocol["codeMaps"]!["category"]!["ExtremeViolence"] = "Assault";
            protocol["columns"]!["online"]!.AsObject().Remove("exempt");
            protocol["columns"]!["online"]!["counted"] = true;
        });
        rig.Edit($"forces/{Rig.Met}.json", profile =>
        {
            profile["columns"] = JsonNode.Parse("""
                [ { "column": "incident_date", "treatment": { "kind": "date", "precision": "month" } }, "local_authority", "category", "location_type", "online" ]
                """);
            profile["emptyNight"] = "none";
            profile.AsObject().Remove("placesIntersect");
            profile.AsObject().Remove("rarePremises");
        });
        return rig;
    }

    /// <summary>Adds an incident on a day, about some of a few people, at one of a few premises or at none.</summary>
    public static void Add(Rig rig, long id, DateOnly day, Random random)
    {
        (string code, string borough) = Boroughs[Math.Min(random.Next(5), 2)];
        rig.Source.Add(id, Rig.Met, ("occurred_from", Time(day, random)), ("lad_code", code), ("local_authority", borough), ("category_code", Categories[Math.Min(random.Next(4), 2)]),
            ("location_type", random.Next(3) == 0 ? "Shop" : "Street"));
        if (random.Next(3) == 0)
        {
            int premises = 1 + random.Next(5);
            rig.Source.Execute("INSERT OR IGNORE INTO premises VALUES (@id, @name, 'Shop')", ("@id", premises), ("@name", $"Shop number {premises}"));
            rig.Source.Execute("UPDATE location SET premises_id = @premises WHERE incident_id = @id", ("@premises", premises), ("@id", id));
        }

        for (int victim = random.Next(8) == 0 ? 2 : 1; victim > 0; victim--)
        {
            Victim(rig, id, random.Next(10) == 0 ? null : 1 + random.Next(40));
        }
    }

    /// <summary>Adds a victim to an incident.</summary>
    public static void Victim(Rig rig, long id, long? person) => rig.Source.Execute(
        "INSERT INTO victim (incident_id, person_id, victim_type, full_name) VALUES (@id, @person, 'Individual', 'Somebody Invented')", ("@id", id), ("@person", person));

    public static string Time(DateOnly day, Random random) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} {random.Next(24):00}:00");

    /// <summary>The counted cells of a delivered row.</summary>
    public static string Class(Dictionary<string, string> row) => string.Join('|', Counted.Select(column => row[column]));

    /// <summary>The units of a set of incidents, counted independently of the product: the smaller of the numbers of people and premises.</summary>
    public static int Units(IEnumerable<long> incidents, IReadOnlyDictionary<long, (HashSet<long> People, long? Premises)> world)
    {
        var people = new HashSet<long>();
        var premises = new HashSet<string>();
        foreach (long id in incidents)
        {
            people.UnionWith(world[id].People);
            premises.Add(world[id].Premises is { } known ? $"p{known}" : $"i{id}");
        }

        return Math.Min(people.Count, premises.Count);
    }

    /// <summary>Whom and which premises every incident is about; a victim who is not known is person 0.</summary>
    public static Dictionary<long, (HashSet<long> People, long? Premises)> World(Rig rig)
    {
        var world = new Dictionary<long, (HashSet<long>, long?)>();
        using SqliteConnection connection = Open(rig.SourcePath);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT l.incident_id, l.premises_id, v.person_id, v.victim_id FROM location l LEFT JOIN victim v ON v.incident_id = l.incident_id";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            long id = reader.GetInt64(0);
            if (!world.TryGetValue(id, out (HashSet<long> People, long? Premises) entry))
            {
                world[id] = entry = ([], reader.IsDBNull(1) ? null : reader.GetInt64(1));
            }

            entry.People.Add(reader.IsDBNull(2) ? 0 : reader.GetInt64(2));
        }

        return world;
    }

    /// <summary>Which incident a record token stands for, from the ledger.</summary>
    public static Dictionary<string, long> Incidents(Rig rig)
    {
        var incidents = new Dictionary<string, long>(StringComparer.Ordinal);
        using SqliteConnection connection = Open(rig.LedgerPath);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT token, incident_key FROM holding UNION SELECT token, incident_key FROM exported_row JOIN export ON export.id = export_id WHERE state = 'delivered'";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            incidents[reader.GetString(0)] = IncidentKey.FromStored(reader.GetString(1)).Number!.Value;
        }

        return incidents;
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        connection.Open();
        return connection;
    }
}
