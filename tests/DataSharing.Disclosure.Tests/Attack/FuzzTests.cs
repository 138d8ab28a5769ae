using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Sandbox;

namespace DataSharing.Disclosure.Tests.Attack;

/// <summary>
/// Documents that somebody or something spoiled: parsing always ends with a profile or with problems, and a profile that was accepted lets no direct value
/// out, also when the source's SQL puts direct values into every other column.
/// </summary>
public sealed partial class FuzzTests
{
    private const int Workers = 4;

    // What a hostile alias puts into every text column. None of it is in any document.
    private static readonly string[] Canaries = ["Qzerah Wolfsonne", "qzerah.w@example.org", "07700 900987", "12 Qzacia Gardens", "QZ51 QZX", "@qzerahw77", "NW4 2QZ"];

    private static readonly string[] Junk =
    [
        "null", "true", "false", "0", "-1", "1", "5", "18", "65", "99999999999999999999", "1e999", "\"\"", "\"\\u0000\"", "\"\\uD800\"", "\"\u202E\"", "\"=1+1\"", "{}", "[]", "[[[[[[]]]]]]", "{\"kind\":{}}", ",", "}", "\"",
        "\"2026-13-40\"", "\"yyyy-MM-dd\"", "/* x", "// x\n",
    ];

    private static readonly string[] Treatments =
        ["keep", "constant", "recode", "premisesType", "codedList", "presence", "date", "timeBand", "ageBand", "countBand", "numberBand", "topBottom", "outwardPostcode", "postcodeArea", "localAuthority", "town", "pseudonym", "approvedSummary", "redact", "drop"];

    /// <summary>Words that stand for each other: a spoiled document is likelier to be accepted when a word becomes another of its kind.</summary>
    private static readonly string[][] Kinds =
    [
        [.. Treatments.Select(word => $"\"{word}\"")],
        ["\"direct\"", "\"quasi\"", "\"special\"", "\"freeText\"", "\"plain\"", "\"internal\""],
        ["\"text\"", "\"textList\"", "\"integer\"", "\"number\"", "\"boolean\"", "\"date\"", "\"dateTime\"", "\"instant\"", "\"postcode\""],
        ["\"full_name\"", "\"phone\"", "\"home_address\"", "\"notes\"", "\"secret\"", "\"kind\"", "\"area\"", "\"place\"", "\"happened\"", "\"age\"", "\"many\"", "\"flag\"", "\"borough\"", "\"alias\"", "\"mix\"", "\"summary_text\""],
        ["\"day\"", "\"week\"", "\"month\"", "\"quarter\"", "\"year\""],
        ["0", "1", "2", "3", "5", "10", "18", "65"],
        ["\"A\"", "\"B\"", "\"ASSAULT\"", "\"BURGLARY\"", "\"CST\"", "\"p\"", "\"TEST-1\"", "\"Test basis\"", "\"National agreement\""],
        ["\"header-only\"", "\"manifest-only\"", "\"none\""],
    ];

    [Test]
    public void No_spoiled_document_lets_a_direct_value_out()
    {
        int inputs = LongRun.Rounds(300_000, "DATASHARING_FUZZ");
        string[][] bases = [Documents(counting: false), Documents(counting: true)];
        foreach (string[] documents in bases)
        {
            Assert.That(Attack(documents), Is.True, "The documents themselves are sound.");
        }

        int accepted = 0;
        var used = new HashSet<string>(StringComparer.Ordinal);
        Parallel.For(0, Workers, worker =>
        {
            var random = new Random(20261123 + worker);
            var own = new HashSet<string>(StringComparer.Ordinal);
            int mine = 0;
            for (int input = worker; input < inputs; input += Workers)
            {
                string[] documents = [.. bases[random.Next(bases.Length)]];
                for (int change = random.Next(4) == 0 ? 3 : 1; change > 0; change--)
                {
                    int which = random.Next(documents.Length);
                    documents[which] = Spoiled(documents[which], random);
                }

                mine += Attack(documents, own) ? 1 : 0;
            }

            Interlocked.Add(ref accepted, mine);
            lock (used)
            {
                used.UnionWith(own);
            }
        });
        TestContext.Out.WriteLine($"{inputs} inputs, {accepted} accepted, {used.Count} treatments used in accepted profiles");
        Assert.That(accepted, Is.GreaterThan(inputs / 50), "The attack gets past the parser often enough.");
        Assert.That(Treatments.Where(word => word != "drop" && !used.Contains(word)), Is.Empty, "Every treatment was attacked.");
    }

    [Test]
    public void The_search_finds_a_value_that_gets_out() => Assert.That(() => Search(["Abuse at QZERAH wolfsonne's door"], "a test"), Throws.InstanceOf<AssertionException>());

    /// <summary>Whether the documents were accepted; fails when anything that they release, or say, has a canary.</summary>
    private static bool Attack(string[] documents, HashSet<string>? used = null)
    {
        var problems = new ConfigProblems();
        ForceProfile? profile;
        try
        {
            profile = Parse(documents, problems);
        }
        catch (Exception error)
        {
            throw new AssertionException($"Parsing threw {error.GetType().Name}.\n{string.Join("\n---\n", documents)}", error);
        }

        Search(problems.All.Select(problem => problem.ToString()), "a problem");
        if (profile is null)
        {
            return false;
        }

        IncidentRecord[] records = [.. Enumerable.Range(1, 6).Select(id => Hostile(profile, id))];
        var planner = new Planner(profile, Some.Keys(), Some.Today, full: true);
        try
        {
            if (planner.NeedsSurvey)
            {
                planner.Survey(records, []);
            }

            foreach (PlannedRow row in planner.Rows(records, []))
            {
                Search(row.Cells.OfType<string>(), string.Join("\n---\n", documents));
                for (int i = 0; i < row.Cells.Count; i++)
                {
                    Assert.That(row.Cells[i] is not { } cell || profile.CellGrammars[i](cell), Is.True, "A cell is none that its column can have.");
                }
            }
        }
        catch (SourceOrderException)
        {
            // The key's type was changed: the run fails, which is right.
        }
        catch (Exception error) when (error is not AssertionException)
        {
            throw new AssertionException($"Planning threw {error.GetType().Name}.\n{string.Join("\n---\n", documents)}", error);
        }

        used?.UnionWith(profile.Columns.Select(column => column.TreatmentWord));
        return true;
    }

    private static ForceProfile? Parse(string[] documents, ConfigProblems problems)
    {
        ConfigObject? profile = ConfigDocument.Parse("forces/metropolitan.json", System.Text.Encoding.UTF8.GetBytes(documents[0]), problems);
        ConfigObject? protocol = ConfigDocument.Parse("protocols/national-2015.json", System.Text.Encoding.UTF8.GetBytes(documents[1]), problems);
        ConfigObject? fields = ConfigDocument.Parse("source/fields.json", System.Text.Encoding.UTF8.GetBytes(documents[2]), problems);
        DataDictionary? dictionary = fields is null ? null : DataDictionary.Parse(fields);
        if (profile is null || protocol is null || dictionary is null)
        {
            return null;
        }

        ForceProfile? made = ForceProfile.Parse(new ProfileSources { Profile = profile, Protocol = protocol, Dictionary = dictionary, References = ProfileText.References, Narrative = TestWords.Narrative, Force = Some.Force, Hash = "" });
        profile.Done();
        return problems.None ? made : null;
    }

    /// <summary>A record that may leave, with a canary in every text, list and postcode.</summary>
    private static IncidentRecord Hostile(ForceProfile profile, int id) => new(profile.Shape, [.. profile.Shape.Columns.Select((column, place) => (object?)(column switch
    {
        "incident_id" => (long)id,
        "force_slug" => Some.Force,
        "status" => "Verified",
        "do_not_share" => false,
        "embargo_until" or "source_force" => null,
        "happened" => "2026-01-15",
        "when" => "2026-01-15 10:00",
        "age" or "many" => (long)(18 + id),
        "flag" => true,
        "people" => $"V|{id}||||",
        // Half of the records have what the lists know, so that they are cleared, and a canary in every other column.
        "kind" when id % 2 == 0 => "A",
        "place" when id % 2 == 0 => "London",
        "area" when id % 2 == 0 => "NE3 1ED",
        "borough" when id % 2 == 0 => "Barnet",
        "mix" when id % 2 == 0 => "A\u001FB",
        _ => Canaries[(place + id) % Canaries.Length],
    }))]);

    private static void Search(IEnumerable<string> texts, string where)
    {
        foreach (string text in texts)
        {
            string folded = text.Normalize(System.Text.NormalizationForm.FormKC);
            foreach (string canary in Canaries)
            {
                if (folded.Contains(canary, StringComparison.OrdinalIgnoreCase) || folded.Contains(canary[..5], StringComparison.OrdinalIgnoreCase))
                {
                    throw new AssertionException($"A direct value got out.\n{where}");
                }
            }
        }
    }

    /// <summary>One token replaced, removed, doubled or spoiled.</summary>
    private static string Spoiled(string document, Random random)
    {
        MatchCollection tokens = Token().Matches(document);
        if (tokens.Count == 0)
        {
            return document + Junk[random.Next(Junk.Length)];
        }

        Match token = tokens[random.Next(tokens.Count)];
        for (int tries = 0; tries < 20 && !Array.Exists(Kinds, kind => kind.Contains(token.Value)); tries++)
        {
            token = tokens[random.Next(tokens.Count)];
        }

        string[] others = Array.Find(Kinds, kind => kind.Contains(token.Value)) ?? Kinds[random.Next(Kinds.Length)];
        string put = random.Next(12) switch
        {
            0 => "",
            1 => token.Value + token.Value,
            2 => Junk[random.Next(Junk.Length)],
            3 => token.Value.Insert(random.Next(token.Length + 1), ((char)random.Next(1, 0x3000)).ToString()),
            4 => tokens[random.Next(tokens.Count)].Value,
            _ => others[random.Next(others.Length)],
        };
        return string.Concat(document.AsSpan(0, token.Index), put, document.AsSpan(token.Index + token.Length));
    }

    /// <summary>Profile, protocol and dictionary with a field of every class and type, and a column of every treatment.</summary>
    private static string[] Documents(bool counting)
    {
        ProfileText text = Some.Profile().Counting()
            .With("happened", "date", "quasi", """{ "kind": "date", "precision": "month" }""")
            .With("kind", "text", "quasi", """{ "kind": "recode", "codes": "kind" }""", """["A", "B"]""")
            .With("area", "postcode", "quasi", "outwardPostcode")
            .With("borough", "text", "quasi", "localAuthority")
            .With("age", "integer", "special", """{ "kind": "ageBand", "from": [0, 18, 65] }""")
            .With("many", "integer", "quasi", """{ "kind": "countBand", "from": [0, 1, 2] }""")
            .With("flag", "boolean", "plain", "keep")
            .With("place", "text", "quasi", "town")
            .With("mix", "textList", "special", """{ "kind": "codedList", "codes": "kind" }""")
            .With("full_name", "text", "direct", "presence")
            .Field("phone", "text", "direct").Field("home_address", "text", "direct").Field("notes", "text", "freeText").Field("secret", "text", "internal")
            .Column("fixed", """{ "kind": "constant", "value": "CST" }""", field: "flag")
            .Column("type", """{ "kind": "premisesType", "codes": "kind" }""", field: "kind")
            .Column("number", """{ "kind": "numberBand", "from": [0, 10] }""", field: "many")
            .Column("ends", """{ "kind": "topBottom", "bottom": 1, "top": 5 }""", field: "many")
            .Map(""" "kind": { "A": "ASSAULT", "B": "BURGLARY" } """)
            .Own("\"placesIntersect\": \"The force has all of them in its own records.\"");
        if (counting)
        {
            text.SmallNumbers("""{ "mode": "k", "k": 2, "release": "atPeriodEnd", "period": "quarter", "periodOf": "happened", "steps": [ {}, { "area": "postcodeArea" }, { "kind": "drop", "place": "drop" } ] }""");
        }
        else
        {
            text.With("alias", "text", "direct", "pseudonym")
                .Field("when", "dateTime", "quasi").Column("hours", """{ "kind": "timeBand", "hours": 6 }""", field: "when")
                .Column("region", "postcodeArea", field: "area")
                .Column("summary", """{ "kind": "approvedSummary", "purpose": "p" }""", field: "summary_text")
                .Column("report", "redact", field: "notes");
        }

        return [text.Profile, text.Protocol, text.Fields];
    }

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
