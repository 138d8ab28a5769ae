namespace DataSharing.Disclosure.Tests;

/// <summary>Which class and type of field can have which treatment. The tables are written from design, section 4, and not from the code.</summary>
public sealed class ClassMatrixTests
{
    private static readonly string[] Types = ["integer", "number", "boolean", "date", "dateTime", "instant", "text", "postcode", "textList"];
    private static readonly string[] Classes = ["direct", "quasi", "special", "freeText", "plain", "internal"];

    /// <summary>Word, settings, types it reads.</summary>
    private static readonly (string Word, string Written, string Types)[] Treatments =
    [
        ("drop", "drop", "integer number boolean date dateTime instant text postcode textList"),
        ("keep", "keep", "integer number boolean date text"),
        ("constant", """{ "kind": "constant", "value": "X" }""", "integer number boolean date dateTime instant text postcode textList"),
        ("recode", """{ "kind": "recode", "codes": "kind" }""", "integer boolean text"),
        ("premisesType", """{ "kind": "premisesType", "codes": "kind" }""", "text"),
        ("codedList", """{ "kind": "codedList", "codes": "kind" }""", "text textList"),
        ("presence", "presence", "integer number boolean date dateTime instant text postcode textList"),
        ("date", """{ "kind": "date", "precision": "month" }""", "date dateTime"),
        ("timeBand", """{ "kind": "timeBand", "hours": 6 }""", "dateTime"),
        ("ageBand", """{ "kind": "ageBand", "from": [0, 18] }""", "integer"),
        ("countBand", """{ "kind": "countBand", "from": [0, 18] }""", "integer"),
        ("numberBand", """{ "kind": "numberBand", "from": [0, 18] }""", "integer number"),
        ("topBottom", """{ "kind": "topBottom", "bottom": 18, "top": 65 }""", "integer"),
        ("outwardPostcode", "outwardPostcode", "postcode"),
        ("postcodeArea", "postcodeArea", "postcode"),
        ("localAuthority", "localAuthority", "text"),
        ("town", "town", "text"),
        ("ownReference", "ownReference", "text"),
        ("pseudonym", "pseudonym", "integer text postcode"),
        ("approvedSummary", """{ "kind": "approvedSummary", "purpose": "police-sharing" }""", "text"),
        ("redact", "redact", "text"),
    ];

    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["direct"] = "drop presence pseudonym",
        ["quasi"] = "drop keep constant recode premisesType codedList presence date timeBand ageBand countBand numberBand topBottom outwardPostcode postcodeArea localAuthority town ownReference",
        ["special"] = "drop recode codedList presence ageBand countBand numberBand",
        ["freeText"] = "drop approvedSummary redact",
        ["plain"] = "drop keep constant recode",
        ["internal"] = "drop",
    };

    private static IEnumerable<TestCaseData> Cells() =>
        from treatment in Treatments
        from fieldClass in Classes
        select new TestCaseData(treatment.Word, treatment.Written, treatment.Types, fieldClass).SetName($"{treatment.Word} on {fieldClass}");

    [TestCaseSource(nameof(Cells))]
    public void A_class_has_the_treatments_of_the_floor_and_no_others(string word, string written, string types, string fieldClass)
    {
        foreach (string type in Types)
        {
            bool listClash = type == "textList" && fieldClass is "plain" or "quasi";
            bool postcodeClash = type == "postcode" && fieldClass == "plain";
            bool classFits = Allowed[fieldClass].Split(' ').Contains(word);
            bool typeFits = types.Split(' ').Contains(type);
            // The one field of approved text, and that of references, has its own name; any other is refused after class and type.
            bool expected = classFits && typeFits && !listClash && !postcodeClash && word is not ("approvedSummary" or "ownReference");
            string? values = type == "text" && word is not ("recode" or "codedList") ? (word == "premisesType" ? """["A", "B", "true", "7"]""" : """["A"]""") : null;
            IReadOnlyList<string> problems = Some.Column(type, fieldClass, written, values).Problems();
            Assert.That(problems.Count == 0, Is.EqualTo(expected), $"{word}, {fieldClass}, {type}: {string.Join(' ', problems)}");
            if (!classFits && !listClash && !postcodeClash)
            {
                Assert.That(problems, Is.EqualTo(new[]
                {
                    $"protocols/national-2015.json:3: columns.value.treatment: \"{word}\" is not allowed on \"value\" ({fieldClass}). Use {Allowed[fieldClass].Replace(" ", ", ", StringComparison.Ordinal)}, or leave the column out.",
                }));
            }
            else if (classFits && !typeFits && !listClash && !postcodeClash)
            {
                Assert.That(problems, Is.EqualTo(new[]
                {
                    $"protocols/national-2015.json:3: columns.value.treatment: \"{word}\" does not take a field of type {type}, which \"value\" is. It takes {string.Join(", ", Ordered(types))}.",
                }));
            }
        }
    }

    [Test]
    public void Approved_summary_is_for_the_approved_text_alone() =>
        Assert.That(Some.Profile().Column("summary", """{ "kind": "approvedSummary", "purpose": "police-sharing" }""", field: "summary_text").Problems(), Is.Empty);

    [Test]
    public void Keeps_a_dropped_column_out_of_the_file() =>
        Assert.That(Some.Profile().With("value", "text", "direct", "drop").With("other", "integer", "plain", "keep").Parse().Columns.Select(column => column.Name), Is.EqualTo(new[] { "other" }));

    [TestCase("quasi", "textList", "source/fields.json:13: fields.value.class: A list of texts cannot be quasi. Make it direct, special or internal.")]
    [TestCase("plain", "textList", "source/fields.json:13: fields.value.class: A postcode or a list of texts cannot be plain. Make a postcode quasi, a list direct or internal.")]
    [TestCase("plain", "postcode", "source/fields.json:13: fields.value.class: A postcode or a list of texts cannot be plain. Make a postcode quasi, a list direct or internal.")]
    public void Rejects_a_class_that_a_type_cannot_have(string fieldClass, string type, string expected) =>
        Assert.That(Some.Column(type, fieldClass, "presence").Problems(), Is.EqualTo(new[] { expected }));

    [TestCase("ward", "ward")]
    [TestCase("wards_2", "ward")]
    [TestCase("lsoa_code", "lsoa")]
    [TestCase("street", "street")]
    public void Rejects_a_place_finer_than_the_outward_code_whatever_its_class(string name, string word)
    {
        foreach (string fieldClass in new[] { "quasi", "plain" })
        {
            Assert.That(Some.Profile().With(name, "text", fieldClass, "keep", """["A"]""").Problems(), Is.EqualTo(new[]
            {
                $"protocols/national-2015.json:3: columns.{name}.treatment: \"{name}\" has the word \"{word}\" in its name: a place finer than the outward code is not released. Use drop, presence, constant, pseudonym, or leave the column out.",
            }));
        }

        Assert.That(Some.Profile().With(name, "text", "quasi", "presence").Problems(), Is.Empty);
    }

    [TestCase("reward")]
    [TestCase("griddle_type")]
    public void A_word_is_one_between_underscores(string name) => Assert.That(Some.Profile().With(name, "text", "quasi", "keep", """["A"]""").Problems(), Is.Empty);

    [Test]
    public void Rejects_special_data_without_a_legal_condition() =>
        Assert.That(Some.Profile().Field("value", "integer", "special").Column("value", "presence").Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:3: columns.value: "value" is special, and no legal condition for releasing it is written down. Add "condition": "…" with the condition of the agreement.""",
        }));

    [Test]
    public void Rejects_a_word_that_is_no_treatment() =>
        Assert.That(Some.Column("integer", "plain", "keeep").Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:3: columns.value.treatment: There is no treatment "keeep". Did you mean "keep"? Treatments: drop, keep, constant, recode, premisesType, codedList, presence, date, timeBand, ageBand, countBand, numberBand, topBottom, outwardPostcode, postcodeArea, localAuthority, town, ownReference, pseudonym, approvedSummary, redact.""",
        }));

    /// <summary>The types in the order in which the message names them.</summary>
    private static string[] Ordered(string types) => types switch
    {
        "integer number boolean date text" => ["text", "integer", "number", "boolean", "date"],
        "integer boolean text" => ["text", "boolean", "integer"],
        "integer text postcode" => ["text", "integer", "postcode"],
        _ => types.Split(' '),
    };
}
