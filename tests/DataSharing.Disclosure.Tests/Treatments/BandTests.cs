using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class BandTests
{
    [TestCase("ageBand", "0, 18, 65", 0, "0-17")]
    [TestCase("ageBand", "0, 18, 65", 17, "0-17")]
    [TestCase("ageBand", "0, 18, 65", 18, "18-64")]
    [TestCase("ageBand", "0, 18, 65", 64, "18-64")]
    [TestCase("ageBand", "0, 18, 65", 65, "65+")]
    [TestCase("ageBand", "0, 18, 65", 120, "65+")]
    [TestCase("ageBand", "0, 18, 65", 121, "held back: outOfRange value")]
    [TestCase("ageBand", "0, 18, 65", -1, "held back: outOfRange value")]
    [TestCase("ageBand", "0, 18, 65", long.MinValue, "held back: outOfRange value")]
    [TestCase("ageBand", "18, 65", 17, "held back: outOfRange value")]
    [TestCase("ageBand", "0, 18, 65", null, null)]
    [TestCase("ageBand", "0, 18, 65", "30", "held back: unreadable value")]
    [TestCase("countBand", "1, 2, 3, 6", 1, "1")]
    [TestCase("countBand", "1, 2, 3, 6", 2, "2")]
    [TestCase("countBand", "1, 2, 3, 6", 5, "3-5")]
    [TestCase("countBand", "1, 2, 3, 6", 6, "6+")]
    [TestCase("countBand", "1, 2, 3, 6", 100_000, "6+")]
    [TestCase("countBand", "1, 2, 3, 6", 100_001, "held back: outOfRange value")]
    [TestCase("countBand", "1, 2, 3, 6", 0, "held back: outOfRange value")]
    [TestCase("countBand", "1, 2, 3, 6", null, null)]
    public void Puts_a_number_into_its_band(string kind, string from, object? value, string? expected) =>
        Assert.That(Some.Outcome(Some.Column("integer", "special", Written(kind, from)).Parse(), ("value", value)), Is.EqualTo(expected));

    [TestCase(1, "1", "1")]
    [TestCase(4, "3-5", "3 to 5")]
    [TestCase(6, "6+", "6 or more")]
    [TestCase(0, "under 1", "under 1")]
    public void Bands_are_called_in_words_where_the_profile_says_so_and_stay_as_they_are_where_it_says_nothing(int value, string dashes, string words)
    {
        static ProfileText Text() => Some.Column("integer", "quasi", """{ "kind": "countBand", "from": [1, 2, 3, 6], "below": true }""");
        Assert.That(Some.Outcome(Text().Own("\"bandLabels\": \"words\"").Parse(), ("value", value)), Is.EqualTo(words));
        ForceProfile silent = Text().Parse();
        Planned sent = Some.Plan(silent, [Some.Record(silent, 1L, ("value", value))]);
        Assert.That(sent.Rows.Single().Cells[0], Is.EqualTo(dashes));
        ForceProfile said = Text().Own("\"bandLabels\": \"dashes\"").Parse();
        Assert.That(Some.Plan(said, [Some.Record(said, 1L, ("value", value))], Some.Holding(sent)).Rows, Is.Empty, "The row hash is the same.");
    }

    [TestCase("ageBand", "18, 18", "[1]", 120)]
    [TestCase("ageBand", "18, 17", "[1]", 120)]
    [TestCase("ageBand", "-1, 18", "[0]", 120)]
    [TestCase("ageBand", "0, 121", "[1]", 120)]
    [TestCase("ageBand", "0.5, 18", "[0]", 120)]
    [TestCase("ageBand", "\"0\", 18", "[0]", 120)]
    [TestCase("countBand", "0, 100001", "[1]", 100_000)]
    public void Rejects_bands_that_do_not_rise(string kind, string from, string at, int most) =>
        Assert.That(Some.Column("integer", "quasi", Written(kind, from)).Problems(), Is.EqualTo(new[]
        {
            $"protocols/national-2015.json:3: columns.value.treatment.from{at}: This is not a whole number greater than the one before it. Write rising whole numbers from 0 to {most}: each begins a band.",
        }));

    [Test]
    public void Rejects_an_empty_list_of_bands() =>
        Assert.That(Some.Column("integer", "quasi", Written("ageBand", "")).Problems(), Is.EqualTo(new[]
        {
            "protocols/national-2015.json:3: columns.value.treatment.from: The list is empty. Write at least one item.",
        }));

    [TestCase("integer", "ageBand", "18, 65", 17L, "under 18")]
    [TestCase("integer", "ageBand", "18, 65", 0L, "under 18")]
    [TestCase("integer", "ageBand", "18, 65", 18L, "18-64")]
    [TestCase("integer", "ageBand", "18, 65", -1L, "held back: outOfRange value")]
    [TestCase("integer", "ageBand", "18, 65", 121L, "held back: outOfRange value")]
    [TestCase("integer", "numberBand", "10, 20", long.MinValue, "under 10")]
    [TestCase("integer", "numberBand", "10, 20", long.MaxValue, "20+")]
    [TestCase("number", "numberBand", "10, 20", 9.99, "under 10")]
    [TestCase("number", "numberBand", "10, 20", 10.0, "10-19")]
    [TestCase("number", "numberBand", "10, 20", 19.99, "10-19")]
    [TestCase("number", "numberBand", "10, 20", 20L, "20+")]
    [TestCase("number", "numberBand", "10, 20", -0.5, "under 10")]
    public void Puts_a_number_below_the_first_band_into_a_band_of_its_own_where_asked(string type, string kind, string from, object value, string expected) =>
        Assert.That(Some.Outcome(Some.Column(type, "quasi", Written(kind, from, ", \"below\": true")).Parse(), ("value", value)), Is.EqualTo(expected));

    [Test]
    public void Every_decimal_has_a_band()
    {
        ForceProfile profile = Some.Column("number", "special", Written("numberBand", "0, 10", ", \"below\": true")).Parse();
        Assert.That(new[] { decimal.MinValue, -0.0001m, 0m, 9.9999m, decimal.MaxValue }.Select(value => Some.Outcome(profile, ("value", value))), Is.EqualTo(new[] { "under 0", "under 0", "0-9", "0-9", "10+" }));
    }

    [Test]
    public void Rejects_a_band_below_the_least_number() =>
        Assert.That(Some.Column("integer", "quasi", Written("countBand", "0, 5", ", \"below\": true")).Problems(), Is.EqualTo(new[]
        {
            "protocols/national-2015.json:3: columns.value.treatment.below: No number lies below 0. Remove it, or begin the bands at a greater number.",
        }));

    private static string Written(string kind, string from, string more = "") => $$"""{ "kind": "{{kind}}", "from": [{{from}}]{{more}} }""";
}
