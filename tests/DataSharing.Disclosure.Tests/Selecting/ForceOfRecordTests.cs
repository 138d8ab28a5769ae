using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Tests.Selecting;

/// <summary>Whose a record is: by its slug, and by the place where it happened.</summary>
public sealed class ForceOfRecordTests
{
    private const string Places = "code,name,force\nE08000021,Newcastle upon Tyne,northumbria\nE09000003,Barnet,metropolitan\nE09000001,City of London,city-of-london\n";
    private const string Roles = """ "localAuthority": "place", "railway": "railway", "online": "online", "policeReference": { "text": "reference", "issuedBy": "issuer" } """;

    private static readonly ForceProfile Profile = Text().Parse();

    [TestCase("metropolitan", null, "5")]
    [TestCase("metropolitan", "Barnet", "5")]
    [TestCase("metropolitan", "E09000003", "5")]
    [TestCase("metropolitan", "Nowhere", "5")]
    [TestCase("metropolitan", "Newcastle upon Tyne", "held back: areaOfOtherForce place")]
    [TestCase("metropolitan", "newcastle UPON tyne", "held back: areaOfOtherForce place")]
    [TestCase("metropolitan", "E08000021", "held back: areaOfOtherForce place")]
    [TestCase("metropolitan", "Newcastle upon Tyne  ", "held back: areaOfOtherForce place")]
    [TestCase("metropolitan", "\u00A0E08000021\uFEFF", "held back: areaOfOtherForce place")]
    [TestCase("northumbria", "Barnet", "excluded: otherForce")]
    [TestCase("Metropolitan", "Barnet", "held back: notInList force_slug")]
    [TestCase("met", "Barnet", "held back: notInList force_slug")]
    [TestCase("metropolitan ", "Barnet", "held back: notInList force_slug")]
    [TestCase("", "Barnet", "held back: notInList force_slug")]
    [TestCase(null, "Barnet", "held back: notInList force_slug")]
    public void A_record_is_the_forces_by_slug_and_by_place(string? slug, string? place, string expected) =>
        Assert.That(Some.Outcome(Profile, ("value", 5L), ("force_slug", slug), ("place", place)), Is.EqualTo(expected));

    [TestCase("railway", true, "5")]
    [TestCase("railway", false, "held back: areaOfOtherForce place")]
    [TestCase("railway", "x", "held back: unreadable railway")]
    [TestCase("online", true, "5")]
    [TestCase("issuer", "metropolitan", "5")]
    [TestCase("issuer", "northumbria", "held back: areaOfOtherForce place")]
    [TestCase("issuer", "Metropolitan", "held back: notInList issuer")]
    [TestCase("place", 4, "held back: unreadable place")]
    public void What_does_not_go_by_the_place_is_left_alone(string field, object? value, string expected) =>
        Assert.That(Some.Outcome(Profile, ("value", 5L), ("place", "Newcastle upon Tyne"), ("reference", "01/1234567/26"), (field, value)), Is.EqualTo(expected));

    [TestCase(false, null, false)]
    [TestCase(false, "", false)]
    [TestCase(false, "  ", false)]
    [TestCase(false, "N/A", true, Description = "No form is written down that would tell.")]
    [TestCase(true, "N/A", false)]
    [TestCase(true, "unknown", false)]
    [TestCase(true, "\u00A0", false)]
    [TestCase(true, "01/1234567/26", true)]
    [TestCase(true, "01/1234567/26 ", true)]
    public void An_issuer_without_a_reference_in_the_forces_form_proves_nothing(bool form, string? reference, bool leaves)
    {
        ForceProfile profile = form ? Text().Own("""  "referencePattern": "^[0-9]{2}/[0-9]{7}/[0-9]{2}$" """).Parse() : Profile;
        Assert.That(Some.Outcome(profile, ("value", 5L), ("place", "Newcastle upon Tyne"), ("issuer", "metropolitan"), ("reference", reference)),
            Is.EqualTo(leaves ? "5" : "held back: areaOfOtherForce place"));
    }

    [Test]
    public void A_force_without_an_area_a_statistical_recipient_and_a_dictionary_without_the_role_have_no_such_check()
    {
        ForceProfile[] profiles = [Text(places: "code,name,force\nE08000021,Newcastle upon Tyne,northumbria\nE09000003,Barnet,city-of-london\n").Parse(), Text().Own("\"recipient\": \"statistical\"").Parse(), Text(roles: "").Parse()];
        foreach (ForceProfile profile in profiles)
        {
            Assert.That(profile.Shape.Columns, Does.Not.Contain("place"), "It is not even read.");
            Assert.That(Some.Outcome(profile, ("value", 5L)), Is.EqualTo("5"));
        }

        Assert.That(Some.Outcome(profiles[1], ("value", 5L), ("force_slug", "northumbria")), Is.EqualTo("5"));
    }

    [Test]
    public void What_the_force_has_of_another_ones_area_is_withdrawn_and_told()
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Some.Record(Profile, 1L, ("value", 5L), ("place", "Barnet"))]));
        Planned plan = Some.Plan(Profile, [Some.Record(Profile, 1L, ("value", 5L), ("place", "Newcastle upon Tyne"))], holding);
        Assert.That(plan.Lines, Is.EqualTo(new[] { "Withdraw 1 2" }));
        Assert.That(plan.Counts.AlreadySent.Select(row => (row.Reason, row.Field)), Is.EqualTo(new[] { (Reason.AreaOfOtherForce, "place") }));
    }

    /// <summary>A held record that the reading for the force does not give.</summary>
    [TestCase("northumbria", "Withdraw 1 2", "otherForce", null)]
    [TestCase("Metropolitan", null, null, "notInList")]
    [TestCase("met", null, null, "notInList")]
    [TestCase(null, null, null, "notInList")]
    [TestCase("gone", "Withdraw 1 2", "deleted", null)]
    public void A_held_record_that_was_not_read_is_judged_by_what_it_is(string? slug, string? row, string? excluded, string? heldBack)
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Some.Record(Profile, 1L, ("value", 5L)), Some.Record(Profile, 2L, ("value", 5L))]));
        var planner = new Planner(Profile, Some.Keys(), Some.Today, full: false);
        var plan = new Planned([.. planner.Rows([Some.Record(Profile, 2L, ("value", 5L))], holding, Elsewhere)], planner.Counts);
        Assert.That(plan.Lines, Is.EqualTo(row is null ? (string[])[] : [row]));
        Assert.That((plan.Counts.Excluded.Keys.SingleOrDefault(), plan.Counts.HeldBack.Keys.SingleOrDefault()), Is.EqualTo((excluded, heldBack)));
        Assert.That((plan.Counts.Read, plan.Counts.Held), Is.EqualTo((1L, 2)), "Only what is read for the force counts as read.");

        IEnumerable<(IncidentKey, IncidentRecord)> Elsewhere(IReadOnlyList<IncidentKey> keys) =>
            slug == "gone" ? [] : keys.Select(key => (key, Some.Record(Profile, key.Number!.Value, ("value", 5L), ("force_slug", slug))));
    }

    [TestCase("status", "verified", true)]
    [TestCase("source_force", "Metropolitan", true)]
    [TestCase("source_force", "northumbria", false)]
    [TestCase("kind", "c", true)]
    [TestCase("kind", "B", false)]
    [TestCase("crime", "yes", true)]
    [TestCase("issuer", "Metropolitan", true)]
    public void A_gate_with_a_word_outside_its_list_holds_back_and_withdraws_nothing(string gate, string word, bool holdsBack)
    {
        ForceProfile profile = Text(more: text => text.Field("kind", "text", "plain", """["A", "B"]""").Gates(""" "conditions": [ { "field": "kind", "equals": "A" } ] """)
            .Field("crime", "text", "internal", """["Yes", "No"]""").Field("offender", "text", "special", aboutOffender: true).Column("offender", "presence", special: true)
            .Column("reference", "ownReference"), roles: Roles + """, "isCrime": "crime" """).Parse();
        (string, object?)[] sound = [("value", 5L), ("kind", "A"), ("crime", "Yes"), ("offender", "x")];
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(profile, [Some.Record(profile, 1L, sound)]));
        Assert.That(holding, Has.Count.EqualTo(1));
        Planned plan = Some.Plan(profile, [Some.Record(profile, 1L, [.. sound, (gate, word)])], holding);
        Assert.That(plan.Lines, Is.EqualTo(holdsBack ? (string[])[] : ["Withdraw 1 2"]));
        Assert.That(plan.Counts.HeldBackByField.Keys, Is.EqualTo(holdsBack ? [("notInList", gate)] : (IEnumerable<(string, string)>)[]));
    }

    [Test]
    public void Records_that_no_force_can_get_are_counted()
    {
        KnownForces known = Known("northumbria");
        IncidentRecord[] records = [.. new object?[] { "metropolitan", "northumbria", "city-of-london", "Metropolitan", "met", " metropolitan", 4, null, "", "  " }
            .Select((slug, place) => new IncidentRecord(known.Shape, [.. known.Shape.Columns.Select(column => column == "incident_id" ? place + 1L : column == "force_slug" ? slug : null)]))];
        StrayRecords stray = known.Count(records);
        Assert.That((stray.UnknownForce, stray.NoForce), Is.EqualTo((4, 3)));
        Assert.That(stray.Sentence, Is.EqualTo("4 record(s) of the source have a force slug that no profile and no list knows, and 3 have none: no force gets them."));
        Assert.That(new StrayRecords(0, 2).Sentence, Is.Null);
    }

    private static KnownForces Known(params string[] profiles)
    {
        var problems = new ConfigProblems();
        DataDictionary dictionary = DataDictionary.Parse(ConfigDocument.Parse("source/fields.json", System.Text.Encoding.UTF8.GetBytes(Text().Fields), problems)!)!;
        return new KnownForces(dictionary, ReferenceLists.Parse(Places, "town\nLondon\n", "area,districts\nNE,1-9\n", problems)!, profiles);
    }

    private static ProfileText Text(string places = Places, string roles = Roles, Func<ProfileText, ProfileText>? more = null)
    {
        const string Slugs = """["metropolitan", "northumbria", "city-of-london"]""";
        ProfileText text = new ProfileText { Places = places }.With("value", "integer", "plain", "keep").Field("place", "text", "quasi").Field("railway", "boolean", "quasi").Field("online", "boolean", "plain")
            .Field("reference", "text", "quasi").Field("issuer", "text", "quasi", Slugs).SourceForces(Slugs);
        return (more?.Invoke(text) ?? text).Roles(roles);
    }
}
