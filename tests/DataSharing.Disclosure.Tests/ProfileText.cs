using System.Text;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Tests;

/// <summary>Writes the three documents of a profile. What is not changed is sound.</summary>
internal sealed class ProfileText
{
    private const string Authorities = "code,name,alias\nE08000021,Newcastle upon Tyne,Newcastle; Tyneside City\nE09000003,Barnet,\n";
    private const string Towns = "town\nLondon\nNewcastle upon Tyne\nLeeds\n";
    private const string Outward = "area,districts,geographic\nNE,1-9 35,yes\nW,1-14 W1A,yes\nEC,1-4 EC1A,yes\nM,1-9,yes\nB,33,yes\nSW,1-20,yes\nBX,1-5,no\nE,1-20,yes\nE,98,no\n";

    private const string Premises = "area,type,count\nE09000003,Synagogue,5\nE09000003,Cemetery,1\nE09000003,School,2\nE09000003,University,2\nE08000021,Synagogue,2\nE08000021,School,3\nLeeds,Synagogue,3\nNE3,Synagogue,3\nNE,School,3\n";

    private readonly List<string> _fields =
    [
        """ "incident_id": { "type": "integer", "class": "internal" } """,
        """ "force_slug": { "type": "text", "class": "internal" } """,
        """ "status": { "type": "text", "class": "internal", "values": ["Verified", "Unverified"] } """,
        """ "do_not_share": { "type": "boolean", "class": "internal" } """,
        """ "embargo_until": { "type": "date", "class": "internal" } """,
        """ "source_force": { "type": "text", "class": "internal" } """,
        """ "summary_text": { "type": "text", "class": "freeText" } """,
        """ "summary_author": { "type": "text", "class": "internal" } """,
        """ "summary_approved_by": { "type": "text", "class": "internal" } """,
        """ "summary_approved_at": { "type": "instant", "class": "internal" } """,
        """ "summary_approved_hash": { "type": "text", "class": "internal" } """,
        """ "summary_purpose": { "type": "text", "class": "internal" } """,
    ];

    private readonly List<string> _columns = [];
    private readonly List<string> _listed = [];
    private string _layout = "";
    private string _maps = """ "kind": { "A": "ASSAULT", "B": "BURGLARY", "true": "YES", "7": "SEVEN" } """;
    private string _may = "";
    private string _smallNumbers = """{ "mode": "match", "purpose": "Finding the same incident" }""";
    private string _units = "";
    private string _own = "";
    private string _agreement = "";
    private string _shared = "";
    private string _gates = "";
    private string _roles = "";
    private string _notBefore = "";

    /// <summary>The reference lists of every test profile.</summary>
    public static ReferenceLists References { get; } = ReferenceLists.Parse(Authorities, Towns, Outward, new ConfigProblems(), Premises)!;

    public string Force { get; init; } = Some.Force;

    /// <summary>The list of local authorities, where the test needs another one.</summary>
    public string Places { get; init; } = Authorities;

    /// <summary>Adds a field and a released column of the same name.</summary>
    public ProfileText With(string name, string type, string fieldClass, string treatment, string? values = null) =>
        Field(name, type, fieldClass, values).Column(name, treatment, special: fieldClass == "special");

    /// <summary>As <see cref="With"/>, a column that is not counted.</summary>
    public ProfileText Exempt(string name, string type, string fieldClass, string treatment) => With(name, type, fieldClass, treatment).Uncounted(name);

    /// <summary>Makes the column added last one that is not counted.</summary>
    public ProfileText Exempt()
    {
        _columns[^1] = _columns[^1].Replace("\"counted\": true", "\"exempt\": \"a reason for tests\"", StringComparison.Ordinal);
        return this;
    }

    /// <summary>A number or date that can leave says what it holds: a count or the incident's own date, of any size, unless members say something else.</summary>
    public ProfileText Field(string name, string type, string fieldClass, string? values = null, bool aboutOffender = false, string? more = null, string? items = null)
    {
        more ??= fieldClass is not ("plain" or "quasi") ? ""
            : name == "age" ? ", \"holds\": \"age\""
            : type == "integer" ? ", \"holds\": \"count\", \"range\": [-9223372036854775808, 9223372036854775807]"
            : type == "number" ? ", \"holds\": \"amount\", \"range\": [-1000000000000000, 1000000000000000]"
            : type is "date" or "dateTime" ? ", \"holds\": \"incidentDate\", \"range\": [\"0001-01-01\", \"9999-12-31\"]"
            : "";
        more += items is null ? "" : $", \"items\": \"{items}\"";
        _fields.Add($$""" "{{name}}": { "type": "{{type}}", "class": "{{fieldClass}}"{{(values is null ? "" : ", \"values\": " + values)}}{{(aboutOffender ? ", \"about\": \"offender\"" : "")}}{{more}} } """);
        return this;
    }

    /// <summary>Adds a column to the protocol and lists it in the profile. The treatment is a word, or an object in braces.</summary>
    public ProfileText Column(string name, string treatment, string? field = null, bool special = false, string more = "")
    {
        string written = treatment.StartsWith('{') ? treatment : $"\"{treatment}\"";
        _columns.Add($$""" "{{name}}": { "field": "{{field ?? name}}", "counted": true,{{(special ? " \"condition\": \"A condition for tests\"," : "")}} {{more}} "treatment": {{written}} } """);
        _listed.Add($"\"{name}\"");
        return this;
    }

    /// <summary>The column is not counted.</summary>
    public ProfileText Uncounted(string name)
    {
        int place = _columns.FindIndex(column => column.StartsWith($" \"{name}\": ", StringComparison.Ordinal));
        _columns[place] = _columns[place].Replace("\"counted\": true", "\"exempt\": \"a reason for tests\"", StringComparison.Ordinal);
        return this;
    }

    /// <summary>Gives the reporting force a closed list.</summary>
    public ProfileText SourceForces(string values)
    {
        _fields[5] = _fields[5].Replace("\"internal\"", $"\"internal\", \"values\": {values}", StringComparison.Ordinal);
        return this;
    }

    public ProfileText TextKey()
    {
        _fields[0] = _fields[0].Replace("integer", "text", StringComparison.Ordinal);
        return this;
    }

    /// <summary>Members of the agreement beside those that it must have.</summary>
    public ProfileText Agreement(string members)
    {
        _agreement = $" {members},";
        return this;
    }

    /// <summary>The columns in another order.</summary>
    public ProfileText Reversed()
    {
        _listed.Reverse();
        return this;
    }

    public ProfileText Headed(string column, string heading)
    {
        _listed[_listed.IndexOf($"\"{column}\"")] = $$"""{ "column": "{{column}}", "heading": "{{heading}}" }""";
        return this;
    }

    /// <summary>Members of the profile's file block, for example <c>"formula": "off"</c>.</summary>
    public ProfileText Layout(string members)
    {
        _layout = ", " + members;
        return this;
    }

    public ProfileText Map(string codes)
    {
        _maps = codes;
        return this;
    }

    /// <summary>The block of small numbers in the protocol.</summary>
    public ProfileText SmallNumbers(string block)
    {
        _smallNumbers = block;
        return this;
    }

    /// <summary>Adds the fields <c>people</c> and <c>premises</c>, which say whom an incident is about.</summary>
    /// <param name="items">What <c>people</c> has an item for, where another list has the same.</param>
    /// <param name="premises">The type of the premises.</param>
    public ProfileText Counting(string? items = null, string premises = "integer")
    {
        _units = """, "units": { "persons": "people", "premises": "premises" } """;
        return Field("people", "textList", "internal", items: items).Field("premises", premises, "internal");
    }

    public ProfileText May(string permissions)
    {
        _may = $$""" "profileMay": { {{permissions}} }, """;
        return this;
    }

    /// <summary>Members of the profile itself, for example <c>"recipient": "statistical"</c>.</summary>
    public ProfileText Own(string members)
    {
        _own += members + ", ";
        return this;
    }

    /// <summary>The first day that the dictionary knows of, as JSON.</summary>
    public ProfileText NotBefore(string date)
    {
        _notBefore = $$""" "notBefore": {{date}}, """;
        return this;
    }

    /// <summary>Members of the protocol itself.</summary>
    public ProfileText Shared(string members)
    {
        _shared += members + ", ";
        return this;
    }

    /// <summary>Members of the protocol's selection beside the statuses.</summary>
    public ProfileText Gates(string members)
    {
        _gates = ", " + members;
        return this;
    }

    /// <summary>Roles of the dictionary beside those that every source has.</summary>
    public ProfileText Roles(string members)
    {
        _roles += members.Length == 0 ? "" : members + ", ";
        return this;
    }

    public string Fields => $$"""
        { "version": 1,{{_notBefore}} "fields": { {{string.Join(",\n", _fields)}} },
          "roles": { {{_roles}}"key": "incident_id", "force": "force_slug", "status": "status", "doNotShare": "do_not_share", "embargoUntil": "embargo_until", "sourceForce": "source_force",
            "summary": { "text": "summary_text", "author": "summary_author", "approvedBy": "summary_approved_by", "approvedAt": "summary_approved_at",
              "approvedHash": "summary_approved_hash", "purpose": "summary_purpose" }{{_units}} } }
        """;

    public string Protocol => $$"""
        { "protocol": "national-2015", "version": 1, "title": "National agreement", "selection": { "status": ["Verified"]{{_gates}} }, {{_shared}}
          "smallNumbers": {{_smallNumbers}}, {{_may}} "codeMaps": { {{_maps}} },
          "columns": { {{string.Join(",\n", _columns)}} } }
        """;

    public string Profile => $$"""
        { "force": "{{Force}}", {{_own}}"protocol": "national-2015", "version": 3, "enabled": true, "emptyNight": "header-only",
          "agreement": { "reference": "TEST-1", "version": "1", "inForceFrom": "2026-01-01", "lastDay": "2026-12-31", "basis": "Test basis",{{_agreement}} "marking": "OFFICIAL", "parties": ["A charity", "A force"], "purpose": "Finding incidents.", "retention": "Six years at most.", "contact": "hate.crime@force.example" },
          "file": { "name": "t_{sequence}_{attempt}.csv"{{_layout}} },
          "columns": [ {{string.Join(", ", _listed)}} ] }
        """;

    /// <summary>The profile; a problem fails the test.</summary>
    public ForceProfile Parse()
    {
        ForceProfile? profile = Parse(Profile, out IReadOnlyList<string> problems);
        Assert.That(problems, Is.Empty);
        return profile!;
    }

    /// <summary>Every problem on its line.</summary>
    public IReadOnlyList<string> Problems()
    {
        Parse(Profile, out IReadOnlyList<string> problems);
        return problems;
    }

    /// <summary>The profile of this text, or null, under the protocol and dictionary written so far.</summary>
    public ForceProfile? Parse(string profileText, out IReadOnlyList<string> problems) => Parse(profileText, Protocol, Fields, out problems, authorities: Places);

    public static ForceProfile? Parse(string profileText, string protocolText, string fieldsText, out IReadOnlyList<string> problems, string force = Some.Force, string authorities = Authorities)
    {
        var found = new ConfigProblems();
        ForceProfile? made = Parse(profileText, protocolText, fieldsText, found, force, authorities);
        problems = [.. found.All.Select(problem => problem.ToString())];
        Assert.That(made is null, Is.EqualTo(problems.Count > 0), "There is a profile exactly when there is no problem.");
        return made;
    }

    public static ForceProfile? Parse(string profileText, string protocolText, string fieldsText, ConfigProblems found, string force, string authorities = Authorities)
    {
        ConfigObject? fields = ConfigDocument.Parse("source/fields.json", Encoding.UTF8.GetBytes(fieldsText), found);
        ConfigObject? protocol = ConfigDocument.Parse("protocols/national-2015.json", Encoding.UTF8.GetBytes(protocolText), found);
        ConfigObject? profile = ConfigDocument.Parse($"forces/{force}.json", Encoding.UTF8.GetBytes(profileText), found);
        DataDictionary? dictionary = fields is null ? null : DataDictionary.Parse(fields);
        ReferenceLists? references = ReferenceLists.Parse(authorities, Towns, Outward, found, Premises);
        if (protocol is null || profile is null || dictionary is null || references is null)
        {
            return null;
        }

        NarrativeRules narrative = TestWords.Rules(profile.OptionalObject("narrative"));
        ForceProfile? made = ForceProfile.Parse(new ProfileSources { Profile = profile, Protocol = protocol, Dictionary = dictionary, References = references, Narrative = narrative, Force = force, Hash = new string('0', 64) });
        profile.Done();
        return made;
    }
}
