using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Selecting;

public sealed class ConsentTests
{
    private const string Good = "V|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|";
    private const string Roles = """ "consents": { "persons": "people", "scopes": ["Anonymised", "PoliceContact", "PersonalDetails"] } """;
    private const string Needed = "\"releaseIf\": \"consent\", \"consentScopes\": [\"PoliceContact\", \"PersonalDetails\"],";

    private static readonly ForceProfile Profile = Text("keep").Parse();

    /// <summary>Elements that are no consent; each is near one that is.</summary>
    private static readonly string[] No =
    [
        "", "V", "V|7||||", "V|7|PoliceContact|||",
        "V|7|Anonymised|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|",
        "V|7|policecontact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|",
        "V|7|PoliceContact |2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|",
        "V|7|Unknown|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|",
        "V|7|PoliceContact||2027-05-01T10:00:00Z|",
        "V|7|PoliceContact|2026-05-01T10:00:00Z||",
        "V|7|PoliceContact|2026-05-01T10:00:00Z| |",
        "V|7|PoliceContact|2026-05-21T10:00:00Z|2027-05-01T10:00:00Z|",
        "V|7|PoliceContact|2026-05-20T10:00:00Z|2027-05-01T10:00:00Z|",
        "V|7|PoliceContact|2026-05-19T23:00:00Z|2027-05-01T10:00:00Z|",
        "V|7|PoliceContact|2026-05-01|2027-05-01T10:00:00Z|",
        "V|7|PoliceContact|2026-05-01 10:00:00|2027-05-01T10:00:00Z|",
        "V|7|PoliceContact|01/05/2026|2027-05-01T10:00:00Z|",
        "V|7|PoliceContact|2026-05-01T10:00:00Z|2026-05-19T10:00:00Z|",
        "V|7|PoliceContact|2026-05-01T10:00:00Z|2026-05-20T23:59:59Z|",
        "V|7|PoliceContact|2026-05-01T10:00:00Z|never|",
        "V|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|2026-05-02T10:00:00Z",
        "V|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|2026-12-02T10:00:00Z",
        "V|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|?",
        "V|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z",
        "V|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z||",
        "V||PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|",
        "V| |PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|",
        "X|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|",
        "v|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|",
        "|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|",
    ];

    private static readonly string[] Yes =
    [
        Good,
        "O|8|PersonalDetails|2026-05-19T22:59:59Z|2026-05-21T00:00:00Z|",
        "R|9|PoliceContact|2019-01-01T00:00:00+01:00|2030-01-01T00:00:00.5Z|",
        "V|7|PoliceContact|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z| ",
    ];

    [TestCaseSource(nameof(Yes))]
    public void A_person_who_consented_lets_the_column_be_released(string element) => Assert.That(Some.Outcome(Profile, ("value", 5L), ("people", element)), Is.EqualTo("5"));

    [TestCaseSource(nameof(No))]
    public void Anything_else_than_a_consent_is_none(string element) => Assert.That(Some.Outcome(Profile, ("value", 5L), ("people", element)), Is.Null);

    [TestCase(null)]
    [TestCase(5L)]
    public void Nobody_is_nobody_s_consent(object? people) => Assert.That(Some.Outcome(Profile, ("value", 5L), ("people", people)), Is.Null);

    /// <summary>The law: whoever else consented, one person who did not is enough.</summary>
    [Test]
    public void One_missing_consent_among_any_number_empties_the_cell()
    {
        var random = new Random(5);
        for (int round = 0; round < 2_000; round++)
        {
            var people = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Yes[random.Next(Yes.Length)]).ToList();
            Assert.That(Some.Outcome(Profile, ("value", 5L), ("people", string.Join('\u001F', people))), Is.EqualTo("5"));
            people.Insert(random.Next(people.Count + 1), No[random.Next(No.Length)]);
            Assert.That(Some.Outcome(Profile, ("value", 5L), ("people", string.Join('\u001F', people))), Is.Null);
        }
    }

    [Test]
    public void A_consent_that_ends_takes_the_value_back()
    {
        (string, object?)[] record = [("value", 5L), ("people", Good)];
        Planned first = Some.Plan(Profile, [Some.Record(Profile, 1L, record)]);
        Assert.That(first.Lines, Is.EqualTo(new[] { "New 1 1 5" }));
        Assert.That(Some.Plan(Profile, [Some.Record(Profile, 1L, record)], Some.Holding(first), today: new DateOnly(2027, 4, 30)).Lines, Is.Empty);
        Assert.That(Some.Plan(Profile, [Some.Record(Profile, 1L, record)], Some.Holding(first), today: new DateOnly(2027, 5, 1)).Lines, Is.EqualTo(new[] { "Amend 1 2 -" }));
    }

    [TestCase("presence")]
    [TestCase("""{ "kind": "recode", "codes": "kind", "whenNull": "NONE" }""")]
    [TestCase("""{ "kind": "constant", "value": "X" }""")]
    public void Without_consent_there_is_no_value_at_all_and_not_what_stands_for_none(string treatment)
    {
        ForceProfile profile = Text(treatment).Parse();
        Assert.That(Some.Outcome(profile, ("value", 7L), ("people", null)), Is.Null);
        Assert.That(Some.Outcome(profile, ("value", 7L), ("people", Good)), Is.Not.Null);
        Assert.That(Some.Outcome(profile, ("value", 8L), ("people", null)), Is.Null, "What is not released need not be readable.");
    }

    [Test]
    public void The_columns_that_need_no_consent_stay()
    {
        ForceProfile profile = Text("keep").With("other", "integer", "plain", "keep").Parse();
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("value", 5L), ("other", 6L))]).Lines, Is.EqualTo(new[] { "New 1 1 -|6" }));
    }

    [TestCase("direct", "text", "keep")]
    [TestCase("direct", "text", "town")]
    [TestCase("freeText", "text", "recode")]
    [TestCase("special", "integer", "keep")]
    [TestCase("internal", "integer", "presence")]
    public void Consent_lifts_no_class_above_its_floor(string fieldClass, string type, string treatment) =>
        Assert.That(Some.Profile().Roles(Roles).Field("people", "textList", "internal").Field("value", type, fieldClass)
            .Column("value", treatment, special: true, more: Needed).Problems(), Has.Count.EqualTo(1).And.All.Contains($"\"{treatment}\" is not allowed on \"value\" ({fieldClass})"));

    [TestCase("\"releaseIf\": \"consent\",", "protocols/national-2015.json:3: columns.value.releaseIf: A column that needs consent says so and names the scopes that count.")]
    [TestCase("\"consentScopes\": [\"PoliceContact\"],", "protocols/national-2015.json:3: columns.value.consentScopes: A column that needs consent says so and names the scopes that count.")]
    [TestCase("\"releaseIf\": \"always\", \"consentScopes\": [\"PoliceContact\"],", "protocols/national-2015.json:3: columns.value.releaseIf: \"always\" is not one of the words allowed here.")]
    [TestCase("\"releaseIf\": \"consent\", \"consentScopes\": [\"Everything\"],", "protocols/national-2015.json:3: columns.value.consentScopes: \"Everything\" is not a scope of the data dictionary. Known: Anonymised, PersonalDetails, PoliceContact.")]
    public void Rejects_a_consent_that_is_not_said_in_full(string members, string expected) =>
        Assert.That(Some.Profile().Roles(Roles).Field("people", "textList", "internal").Field("value", "integer", "plain").Column("value", "keep", more: members).Problems()[0], Does.StartWith(expected));

    [Test]
    public void Rejects_consent_where_the_source_has_none() =>
        Assert.That(Some.Profile().Field("value", "integer", "plain").Column("value", "keep", more: Needed).Problems(), Is.EqualTo(new[]
        {
            "protocols/national-2015.json:3: columns.value.releaseIf: The data dictionary does not say where consents are recorded. Name the column in roles.consents of source/fields.json.",
        }));

    private static ProfileText Text(string treatment) => Some.Profile().Roles(Roles).Field("people", "textList", "internal").Field("value", "integer", "quasi").Column("value", treatment, more: Needed);
}
