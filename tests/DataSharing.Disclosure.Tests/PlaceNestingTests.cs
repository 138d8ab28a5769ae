namespace DataSharing.Disclosure.Tests;

public sealed class PlaceNestingTests
{
    private const string Reason = "\"placesIntersect\": \"The force has all of them in its own records.\"";

    /// <summary>Columns by name, each with its field, its treatment, and the columns it lies within or that lie within it.</summary>
    private static readonly (string Name, string Field, string Treatment, string Family)[] Places =
    [
        ("area", "home", "postcodeArea", "home"),
        ("district", "home", "outwardPostcode", "home"),
        ("other_district", "work", "outwardPostcode", "work"),
        ("authority", "lad", "localAuthority", "border"),
        ("town", "place", "town", "border"),
    ];

    /// <summary>The law: a set of places parses without a reason exactly when all of them are of one family, whatever their order.</summary>
    [Test]
    public void Places_lie_within_each_other_or_the_profile_says_why_not([Range(0, 31)] int chosen, [Values] bool reversed)
    {
        (string Name, string Field, string Treatment, string Family)[] places = [.. Places.Where((_, i) => (chosen & (1 << i)) != 0)];
        bool nested = places.Select(place => place.Family).Distinct().Count() <= 1;
        Assert.That(Text(places, reversed).Problems().Count == 0, Is.EqualTo(nested));
        Assert.That(Text(places, reversed).Own(Reason).Problems().Count == 0, Is.EqualTo(!nested));
    }

    [Test]
    public void Says_which_places_overlap() =>
        Assert.That(Text([Places[1], Places[3], Places[4]], false).Problems(), Is.EqualTo(new[]
        {
            """forces/metropolitan.json:4: columns: Places overlap without one lying within the other: "district" and "authority"; "district" and "town". Together they name a smaller place than each. Leave one of each pair out, or write "placesIntersect": "why both are needed".""",
        }));

    [Test]
    public void Rejects_a_reason_that_nothing_needs() =>
        Assert.That(Text([Places[3], Places[4]], false).Own(Reason).Problems(), Is.EqualTo(new[]
        {
            "forces/metropolitan.json:1: placesIntersect: Every released place lies within the others. Remove it.",
        }));

    [Test]
    public void Rejects_a_reason_of_a_word() =>
        Assert.That(Text([Places[1], Places[3]], false).Own("\"placesIntersect\": \"yes\"").Problems(), Has.Count.EqualTo(1).And.All.Contains("placesIntersect: \"yes\" does not fit here."));

    [Test]
    public void Two_fields_of_one_kind_of_place_overlap() =>
        Assert.That(Text([("one", "lad", "localAuthority", ""), ("two", "place", "localAuthority", "")], false).Problems(), Has.Count.EqualTo(1).And.All.Contains("\"one\" and \"two\""));

    [Test]
    public void One_field_in_two_forms_is_one_place() =>
        Assert.That(Text([("one", "lad", "localAuthority", ""), ("two", "lad", """{ "kind": "localAuthority", "as": "code" }""", "")], false).Problems(), Is.Empty);

    private static ProfileText Text((string Name, string Field, string Treatment, string Family)[] places, bool reversed)
    {
        ProfileText text = Some.Profile().Field("home", "postcode", "quasi").Field("work", "postcode", "quasi").Field("lad", "text", "quasi").Field("place", "text", "quasi").With("count", "integer", "plain", "keep");
        foreach ((string name, string field, string treatment, _) in places)
        {
            text.Column(name, treatment, field);
        }

        return reversed ? text.Reversed() : text;
    }
}
