using System.Text;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.References;
using DataSharing.Gateway.Narrative;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Configuration;

/// <summary>
/// A JSON Schema for each kind of configuration file, for editors: what the readers themselves ask of the shipped files, and of some more
/// that have what those leave out. What they check beyond a member and its form only <c>datasharing check</c> can say.
/// </summary>
internal static class ConfigurationSchemas
{
    private const string Dictionary = "source/fields.json";

    // Never connected to, and never sent anything.
    private const string Gateway = """
        {
          "controller": "cst", "title": "A charity",
          "source": { "server": "postgresql", "connection": { "file": "source" } },
          "ledger": { "server": "sqlserver", "connection": { "file": "ledger" } }, "outboxFolder": "outbox", "keys": { "file": "keys" },
          "alerts": { "command": ["/bin/true"], "summaryAt": "07:30" }, "scheduler": { "store": "database" }
        }
        """;

    private const string People = """
        {
          "people": [
            {
              "id": "priya", "name": "Priya Example", "osUsers": ["priya", 1004], "roles": ["operator"], "from": "2026-11-01",
              "oidcSubjects": [{ "issuer": "https://login.example.org", "subject": "248289761001" }]
            }
          ]
        }
        """;

    private const string Force = """
        {
          "force": "essex", "protocol": "national-2015", "version": 1, "enabled": false, "referencePattern": "^[0-9]{5}/[0-9]{2}$",
          "agreement": { "reference": "X", "version": "1", "inForceFrom": "2026-01-01", "lastDay": "2027-01-01", "basis": "X", "marking": "X" },
          "selection": { "conditions": [{ "field": "is_online", "equals": false }, { "field": "medium", "in": ["Online"] }, { "field": "occurred_from", "present": true }], "acceptOriginators": ["kent"] },
          "narrative": { "mode": "strict", "numbered": true, "keep": ["Example"] },
          "columns": [{ "column": "incident_date", "treatment": { "kind": "date", "precision": "month" } }],
          "file": { "name": "x_{sequence}_{attempt}.csv" }, "emptyNight": "none", "schedule": { "cron": "0 0 3 * * ?", "notOn": ["2026-12-25"] },
          "drop": {
            "host": "sftp.essex.example", "user": "cst", "folder": "inbox", "hostKeys": ["x"], "revokedHostKeys": ["x"],
            "login": { "key": { "file": "key" }, "passphrase": { "file": "passphrase" }, "password": { "file": "password" } }
          }
        }
        """;

    private static readonly (string Name, string Files, string Title)[] Kinds =
    [
        ("gateway", "gateway.json", "The settings of an installation of DataSharing"),
        ("fields", Dictionary, "The data dictionary of a source"),
        ("protocol", "protocols/*.json", "What any force may be given under one agreement"),
        ("force", "forces/*.json", "The profile of one force"),
        ("people", PeopleList.File, "Who may act, and what they may do"),
    ];

    /// <summary>Every schema by its name, with the files that it is for.</summary>
    public static IReadOnlyList<(string Name, string Files)> All { get; } = [.. Kinds.Select(kind => (kind.Name, kind.Files))];

    /// <summary>The name of the schema for a file, by that name, or by the file's own; null where there is none.</summary>
    public static string? NameOf(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string name = Path.GetFileName(file);
        string? folder = Path.GetFileName(Path.GetDirectoryName(file));
        return Array.Find(Kinds, kind => kind.Name == file || kind.Files == name || Path.GetFileName(kind.Files) == name
            || (folder is { Length: > 0 } && kind.Files.StartsWith(folder + "/*", StringComparison.Ordinal))).Name;
    }

    /// <summary>One schema.</summary>
    /// <param name="name">Its name.</param>
    public static string TextOf(string name)
    {
        var questions = new ConfigQuestions();
        IReadOnlyList<ConfigObject> documents = name switch
        {
            "gateway" => [.. new[] { ShippedFiles.Sample("gateway.json"), Encoding.UTF8.GetBytes(Gateway) }.Select(text =>
                ReadSettings(text, questions))],
            "fields" => [ReadFields(questions).Document],
            "people" => [ReadPeople(questions)],
            "protocol" => [.. ReadForces(questions).Select(read => read.Protocol)],
            _ => [.. ReadForces(questions).Select(read => read.Profile)],
        };
        return questions.Schema(Array.Find(Kinds, kind => kind.Name == name).Title, documents);
    }

    private static ConfigObject ReadSettings(byte[] text, ConfigQuestions questions)
    {
        ConfigObject document = Document(ConfigurationFolder.GatewayFile, text, new ConfigProblems { Questions = questions });
        GatewaySettings.Parse(document, "/");
        return document;
    }

    private static (ConfigObject Document, DataDictionary Dictionary) ReadFields(ConfigQuestions questions)
    {
        ConfigObject document = Document(Dictionary, ShippedFiles.Bytes(Dictionary), new ConfigProblems { Questions = questions });
        return (document, DataDictionary.Parse(document)!);
    }

    private static ConfigObject ReadPeople(ConfigQuestions questions)
    {
        ConfigObject document = Document(PeopleList.File, Encoding.UTF8.GetBytes(People), new ConfigProblems { Questions = questions });
        PeopleList.Parse(document, "");
        return document;
    }

    private static IEnumerable<(ConfigObject Profile, ConfigObject Protocol)> ReadForces(ConfigQuestions questions)
    {
        DataDictionary dictionary = ReadFields(new ConfigQuestions()).Dictionary;
        ReferenceLists references = ReferenceLists.Parse(
            ShippedFiles.Text("reference/local-authorities.csv"), ShippedFiles.Text("reference/towns.csv"),
            ShippedFiles.Text("reference/outward-codes.csv"), new ConfigProblems(), "area,type,count\nBarnet,School,1\n")!;
        foreach (byte[] text in ShippedFiles.SampleForces.Select(ShippedFiles.Sample).Append(Encoding.UTF8.GetBytes(Force)))
        {
            var problems = new ConfigProblems { Questions = questions };
            ConfigObject profile = Document("forces/x.json", text, problems);
            string force = profile.Find("force")!.Literal;
            string named = $"protocols/{profile.Find("protocol")!.Literal}.json";
            ConfigObject protocol = Document(
                named, ShippedFiles.Paths.Contains(named) ? ShippedFiles.Bytes(named) : ShippedFiles.Sample(named), problems);
            ForceProfile.Parse(new ProfileSources
            {
                Profile = profile,
                Protocol = protocol,
                Dictionary = dictionary,
                References = references,
                Narrative = NarrativeRules.Parse(profile.OptionalObject("narrative"), BuiltInWords.Keep, () => BuiltInWords.Lists),
                Force = force,
                Hash = "",
            });
            ConfigurationFolder.ReadWay(profile, force, "/", DateTimeOffset.UnixEpoch);
            profile.Done();
            yield return (profile, protocol);
        }
    }

    private static ConfigObject Document(string file, byte[] text, ConfigProblems problems) => ConfigDocument.Parse(file, text, problems)!;
}
