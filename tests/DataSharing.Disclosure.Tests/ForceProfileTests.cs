using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests;

public sealed class ForceProfileTests
{
    private static readonly ProfileText Sound = Some.Profile()
        .With("count", "integer", "plain", "keep")
        .With("day", "date", "quasi", """{ "kind": "date", "precision": "month" }""")
        .With("kind", "text", "quasi", """{ "kind": "recode", "codes": "kind" }""")
        .May("\"changeTreatmentOf\": [\"day\"], \"changeCodeMaps\": [\"kind\"]");

    [Test]
    public void Accepts_a_sound_profile_and_keeps_what_it_says()
    {
        ForceProfile profile = Sound.Parse();
        Assert.That((profile.Force, profile.Protocol, profile.Version, profile.Enabled, profile.EmptyNight, profile.MatchPurpose, profile.Hash),
            Is.EqualTo((Some.Force, "national-2015", 3, true, EmptyNight.HeaderOnly, "Finding the same incident", new string('0', 64))));
        Assert.That(profile.Layout.Headings, Is.EqualTo(new[] { "record_id", "action", "version", "count", "day", "kind" }));
        Assert.That(profile.Shape.Columns, Is.EqualTo(new[] { "incident_id", "force_slug", "status", "do_not_share", "embargo_until", "source_force", "count", "day", "kind" }));
        Assert.That(profile.Columns.Select(column => (column.Name, column.TreatmentWord, column.IsOpen)), Is.EqualTo(new[] { ("count", "keep", false), ("day", "date", false), ("kind", "recode", false) }));
    }

    [Test]
    public void Accepts_what_the_protocol_lets_a_profile_change()
    {
        ForceProfile? profile = Sound.Parse(With("""
            "columns": [ { "column": "day", "heading": "Day of incident", "treatment": { "kind": "date", "precision": "year" } }, "kind" ], "codeMaps": { "kind": { "A": "AFFRAY" } }
            """), out IReadOnlyList<string> problems);
        Assert.That(problems, Is.Empty);
        Assert.That(Some.Plan(profile!, [Some.Record(profile!, 1L, ("day", "2026-05-01"), ("kind", "A"))]).Lines, Is.EqualTo(new[] { "New 1 1 2026|AFFRAY" }));
        Assert.That(profile!.Layout.Headings, Does.Contain("Day of incident"));
    }

    [Test]
    public void Rejects_every_fault_of_a_profile_at_once()
    {
        Sound.Parse("""
            {
              "force": "west-midlands",
              "protocol": "national-2016",
              "version": 0,
              "enabled": "yes",
              "emptyNight": "headeronly",
              "agreement": {
                "reference": "TEST-1", "version": 1,
                "inForceFrom": "2026-12-31",
                "lastDay": "2026-01-01",
                "basis": "", "markings": "OFFICIAL"
              },
              "smallNumbers": { "mode": "match", "purpose": "x" },
              "file": { "name": "t.csv", "delimiter": ":", "encoding": "utf8", "dateFormat": "MM/dd/yyyy", "formula": "none", "lineEnding": "cr", "nullToken": "=1", "header": 1 },
              "codeMaps": {},
              "columns": [
                "count", "count",
                { "column": "day", "heading": "count" },
                { "column": "kind", "heading": "action" },
                { "column": "kind", "heading": "=1", "width": 5 },
                { "column": "count", "treatment": "drop" },
                "knid", null, 5, "nothing_like_it"
              ],
              "shedule": {}
            }
            """, out IReadOnlyList<string> problems);
        Assert.That(problems, Is.EqualTo(new[]
        {
            "forces/metropolitan.json:22: columns[7]: null is not a value here. Write a value, or leave the member out.",
            "forces/metropolitan.json:2: force: \"west-midlands\" is not the name of this file. Write \"metropolitan\", or rename the file.",
            "forces/metropolitan.json:4: version: \"0\" is not a whole number from 1 to 1000000. Write a number of this range.",
            "forces/metropolitan.json:5: enabled: \"yes\" is not true or false. Write true or false without quotes.",
            "forces/metropolitan.json:8: agreement.version: This is a number, not a text. Write a text in quotes, for example \"2.1\".",
            "forces/metropolitan.json:11: agreement.basis: \"\" does not fit here. Write a value like \"UK GDPR Article 6(1)(f)\".",
            "forces/metropolitan.json:7: agreement: \"marking\" is missing. Add \"marking\": \"OFFICIAL-SENSITIVE\".",
            "forces/metropolitan.json:11: agreement.markings: \"markings\" is not known here. Did you mean \"marking\"? Otherwise remove it.",
            "forces/metropolitan.json:10: agreement.lastDay: The agreement ends before it begins. Correct inForceFrom or lastDay.",
            "forces/metropolitan.json:6: emptyNight: \"headeronly\" is not one of the words allowed here. Did you mean \"header-only\"? Allowed: header-only, manifest-only, none.",
            "protocols/national-2015.json:1: protocol: \"national-2015\" is not the name of this file. Write \"national-2016\", or rename the file.",
            "forces/metropolitan.json:13: smallNumbers: The protocol says already what is claimed about small numbers. Remove the block here.",
            "forces/metropolitan.json:17: columns[1]: The column \"count\" stands twice. Keep one of them.",
            "forces/metropolitan.json:18: columns[2]: The heading \"count\" is used already. Give the column another \"heading\".",
            "forces/metropolitan.json:19: columns[3]: The heading \"action\" is used already. Give the column another \"heading\".",
            "forces/metropolitan.json:20: columns[4].heading: \"=1\" does not fit here. Write a value like \"Incident date\".",
            "forces/metropolitan.json:20: columns[4].width: \"width\" is not known here. Remove it. Known members: column, heading, treatment.",
            "forces/metropolitan.json:21: columns[5].treatment: The protocol does not let a profile change the treatment of \"count\". Remove it; the protocol allows it for day.",
            "forces/metropolitan.json:22: columns[6]: The protocol has no column \"knid\". Its columns: count, day, kind.",
            "forces/metropolitan.json:22: columns[8]: This is a number, not a text. Write a text in quotes, for example \"incident_date\".",
            "forces/metropolitan.json:22: columns[9]: The protocol has no column \"nothing_like_it\". Its columns: count, day, kind.",
            "forces/metropolitan.json:14: file.delimiter: \":\" is not one of the words allowed here. Allowed: ,, ;, tab, |.",
            "forces/metropolitan.json:14: file.header: \"1\" is not true or false. Write true or false without quotes.",
            "forces/metropolitan.json:14: file.encoding: \"utf8\" is not one of the words allowed here. Did you mean \"utf-8\"? Allowed: utf-8, utf-8-bom, windows-1252.",
            "forces/metropolitan.json:14: file.lineEnding: \"cr\" is not one of the words allowed here. Allowed: crlf, lf.",
            "forces/metropolitan.json:14: file.dateFormat: \"MM/dd/yyyy\" is not one of the words allowed here. Allowed: yyyy-MM-dd, dd/MM/yyyy, dd-MM-yyyy, dd.MM.yyyy, yyyyMMdd, dd MMM yyyy.",
            "forces/metropolitan.json:14: file.nullToken: \"=1\" does not fit here. Write a value like \"NULL\".",
            "forces/metropolitan.json:14: file.formula: \"none\" is not one of the words allowed here. Allowed: escape, reject, off.",
            "forces/metropolitan.json:24: shedule: \"shedule\" is not known here. Remove it. Known members: agreement, bandLabels, codeMaps, columns, emptyNight, enabled, file, force, guards, longestText, narrative, placesIntersect, protocol, rarePremises, recipient, selection, smallNumbers, version.",
        }));
    }

    [Test]
    public void Shows_a_fault_of_the_protocol_in_the_protocol()
    {
        ProfileText.Parse("""
            { "force": "metropolitan", "protocol": "national-2015", "version": 3, "enabled": true, "emptyNight": "none",
              "agreement": { "reference": "T", "version": "1", "inForceFrom": "2026-01-01", "lastDay": "2026-01-01", "basis": "B", "marking": "M" },
              "file": { "name": "t.csv" }, "columns": ["a", "b", "c", "d", "e"] }
            """, """
            {
              "protocol": "national-2015", "version": 1, "title": "T",
              "selection": { "status": ["Verified"], "statuses": 1 },
              "profileMay": { "changeTreatment": [] },
              "columns": {
                "a": { "field": "count", "treatment": "keep" },
                "b": { "field": "count", "treatment": "keep", "counted": true, "exempt": "A reason long enough" },
                "c": { "field": "cuont", "treatment": "keep", "counted": true },
                "d": { "field": "count", "counted": true },
                "e": { "field": "count", "treatment": "town", "exempt": "too short" },
                "action": { "field": "count", "treatment": "keep", "counted": true },
                "F": { "field": "count", "treatment": "keep", "counted": true }
              },
              "extra": true
            }
            """, Sound.Fields, out IReadOnlyList<string> problems);
        Assert.That(problems, Is.EqualTo(new[]
        {
            "protocols/national-2015.json:3: selection.statuses: \"statuses\" is not known here. Did you mean \"status\"? Otherwise remove it.",
            "forces/metropolitan.json:1: Neither the profile nor its protocol says what is claimed about small numbers. Add \"smallNumbers\": { \"mode\": \"match\", \"purpose\": \"why date, area and category are kept\" } to the protocol.",
            "protocols/national-2015.json:4: profileMay.changeTreatment: \"changeTreatment\" is not known here. Did you mean \"changeTreatmentOf\"? Otherwise remove it.",
            "protocols/national-2015.json:11: columns.action: \"action\" cannot be a column's name. Use lower-case letters, digits and underscores, at most 40, and none of record_id, action, version.",
            "protocols/national-2015.json:12: columns.F: \"F\" cannot be a column's name. Use lower-case letters, digits and underscores, at most 40, and none of record_id, action, version.",
            "protocols/national-2015.json:6: columns.a: The column \"a\" must be either counted or exempt. Write \"counted\": true, or \"exempt\": \"the reason why it need not be counted\".",
            "protocols/national-2015.json:7: columns.b.counted: The column \"b\" must be either counted or exempt. Write \"counted\": true, or \"exempt\": \"the reason why it need not be counted\".",
            "protocols/national-2015.json:8: columns.c.field: The data dictionary has no field \"cuont\". Name a field of source/fields.json.",
            "protocols/national-2015.json:9: columns.d: \"treatment\" is missing. Add it, for example \"treatment\": \"presence\".",
            "protocols/national-2015.json:10: columns.e.exempt: \"too short\" does not fit here. Write a value like \"the force needs it to match, and it is the same for nine records in ten\".",
            "protocols/national-2015.json:10: columns.e: The column \"e\" must be either counted or exempt. Write \"counted\": true, or \"exempt\": \"the reason why it need not be counted\".",
            "protocols/national-2015.json:10: columns.e.treatment: \"town\" is not allowed on \"count\" (plain). Use drop, keep, constant, recode, or leave the column out.",
            "protocols/national-2015.json:14: extra: \"extra\" is not known here. Remove it. Known members: codeMaps, columns, profileMay, protocol, rarePremises, referencePatterns, selection, smallNumbers, title, version.",
        }));
    }

    [Test]
    public void Rejects_a_code_map_that_the_protocol_does_not_open()
    {
        ProfileText text = Some.Column("text", "quasi", """{ "kind": "recode", "codes": "kind" }""");
        text.Parse(text.Profile.Replace("\"columns\":", "\"codeMaps\": { \"kind\": { \"A\": \"OTHER\" } }, \"columns\":", StringComparison.Ordinal), out IReadOnlyList<string> problems);
        Assert.That(problems, Is.EqualTo(new[]
        {
            "forces/metropolitan.json:4: codeMaps.kind: The protocol does not let a profile change the code map \"kind\". Remove it; profileMay.changeCodeMaps in the protocol lists none.",
        }));
    }

    [Test]
    public void Rejects_headings_that_differ_only_in_case() =>
        Assert.That(Some.Column("integer", "plain", "keep").Headed("value", "Action").Problems(), Is.EqualTo(new[]
        {
            "forces/metropolitan.json:4: columns[0]: The heading \"Action\" is used already. Give the column another \"heading\".",
        }));

    private static string With(string columns) => Sound.Profile[..Sound.Profile.IndexOf("\"columns\":", StringComparison.Ordinal)] + columns + "}";
}
