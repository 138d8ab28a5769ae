using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Tests.Incidents;

/// <summary>
/// What leaves of one column of a source, record by record: the cells of a column that keeps its value. Read through everything that an export reads through, because
/// a record shows its values to nobody.
/// </summary>
internal static class ReadValues
{
    /// <summary>Instead of a cell, for a record that is held back.</summary>
    public const string Held = "(held back)";

    private const string Force = "metropolitan";
    private const string Sql = "SELECT incident_id, force_slug, status, do_not_share, embargo_until, source_force, value FROM incidents";

    // The last of all days: no date lies after it, and none before the first day below, so only what cannot be read is held back.
    private static readonly DateOnly Today = DateOnly.MaxValue;

    /// <summary>The columns beside the key and the value, and what they hold in every record.</summary>
    public const string Others = $"'{Force}' AS force_slug, 'Verified' AS status, 0 AS do_not_share, NULL AS embargo_until, NULL AS source_force";

    /// <summary>The cell of each record, "" for none, by its key.</summary>
    /// <param name="address">A database with a table or view <c>incidents</c>.</param>
    /// <param name="type">The type that the dictionary gives the column.</param>
    /// <param name="treatment">What is done to it.</param>
    /// <param name="keyType">The type of the key.</param>
    /// <param name="byKeys">Whether the records are asked for by their keys.</param>
    /// <param name="values">The closed list of a text.</param>
    public static Dictionary<string, string> Of(DatabaseAddress address, string type, string treatment = "\"keep\"", string keyType = "integer", IEnumerable<IncidentKey>? byKeys = null, IEnumerable<string>? values = null)
    {
        var problems = new ConfigProblems();
        DataDictionary? dictionary = DataDictionary.Parse(Document("source/fields.json", $$"""
            { "version": 1, "notBefore": "0001-01-01",
              "roles": { "key": "incident_id", "force": "force_slug", "status": "status", "doNotShare": "do_not_share", "embargoUntil": "embargo_until", "sourceForce": "source_force" },
              "fields": {
                "incident_id": { "type": "{{keyType}}", "class": "internal" }, "force_slug": { "type": "text", "class": "internal" }, "status": { "type": "text", "class": "internal" },
                "do_not_share": { "type": "boolean", "class": "internal" }, "embargo_until": { "type": "date", "class": "internal" }, "source_force": { "type": "text", "class": "internal" },
                "value": { "type": "{{type}}", "class": {{(treatment == "\"presence\"" ? "\"direct\"" : "\"quasi\"")}}{{Said(type, values)}} } } }
            """, problems));
        ReferenceLists? references = ReferenceLists.Parse("code,name\nE09000003,Barnet\n", "town\nLeeds\n", "area,districts\nNE,1-9\n", problems);
        Assert.That(problems.All, Is.Empty);
        ForceProfile? profile = ForceProfile.Parse(new ProfileSources
        {
            Profile = Document("forces/metropolitan.json", $$"""
                { "force": "{{Force}}", "protocol": "national", "version": 1, "enabled": true, "emptyNight": "none",
                  "agreement": { "reference": "T", "version": "1", "inForceFrom": "2026-01-01", "lastDay": "2026-12-31", "basis": "Test basis", "marking": "OFFICIAL" },
                  "file": { "name": "t_{sequence}_{attempt}.csv" }, "columns": ["value"] }
                """, problems),
            Protocol = Document("protocols/national.json", $$"""
                { "protocol": "national", "version": 1, "title": "National agreement", "selection": { "status": ["Verified"] }, "smallNumbers": { "mode": "match", "purpose": "A purpose for tests" },
                  "columns": { "value": { "field": "value", "counted": true, "treatment": {{treatment}} } } }
                """, problems),
            Dictionary = dictionary!,
            References = references!,
            Narrative = NarrativeRules.Parse(null, KeepTerms.Read(""), () => throw new InvalidOperationException("No text is redacted here.")),
            Force = Force,
            Hash = new string('0', 64),
        });
        Assert.That(problems.All, Is.Empty);

        var planner = new Planner(profile!, new ForceKeys(KeyRing.Parse(Convert.ToBase64String(new byte[MasterKey.Length]), out _)!, "cst", Force), Today, full: false);
        using SourceSnapshot snapshot = new IncidentSource(address, Sql, dictionary!).OpenSnapshot();
        int read = 0;
        IEnumerable<IncidentRecord> records = byKeys is null
            ? snapshot.Read(profile!.Shape, Force, CancellationToken.None)
            : snapshot.ReadByKeys(profile!.Shape, byKeys, CancellationToken.None).Select(pair => pair.Record);
        var cells = planner.Rows(records.Select(record => (record, ++read).record), []).ToDictionary(row => row.Entry.Key.ToString(), row => row.Cells[0] ?? "");
        int held = planner.Counts.HeldBackByField.Values.Sum();
        Assert.That(held, Is.EqualTo(read - cells.Count), "Every record leaves or is held back.");
        Assert.That(planner.Counts.HeldBackByField.Keys, Is.SubsetOf(new[] { (Reason.Unreadable.Code, "value") }));
        return cells;
    }

    private static string Said(string type, IEnumerable<string>? values) => type switch
    {
        "integer" => $$""", "holds": "count", "range": [{{long.MinValue}}, {{long.MaxValue}}]""",
        "number" => $$""", "holds": "amount", "range": [{{decimal.MinValue}}, {{decimal.MaxValue}}]""",
        "date" or "dateTime" => """, "holds": "incidentDate", "range": ["0001-01-01", "9999-12-31"]""",
        "text" when values is not null => $$""", "values": [{{string.Join(", ", values.Select(value => $"\"{value}\""))}}]""",
        _ => "",
    };

    private static ConfigObject Document(string file, string text, ConfigProblems problems) => ConfigDocument.Parse(file, Encoding.UTF8.GetBytes(text), problems)!;
}
