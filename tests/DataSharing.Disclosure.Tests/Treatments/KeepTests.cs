using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class KeepTests
{
    [TestCase("Street", "Street")]
    [TestCase("street", "held back: notInList value")]
    [TestCase("Street ", "held back: notInList value")]
    [TestCase("Street\n", "held back: notInList value")]
    [TestCase("", null)]
    [TestCase("  ", null)]
    [TestCase(null, null)]
    [TestCase(7, "held back: unreadable value")]
    public void Keeps_a_text_of_its_closed_list_only(object? value, string? expected) =>
        Assert.That(Some.Outcome(Some.Column("text", "plain", "keep", """["Street", "School"]""").Parse(), ("value", value)), Is.EqualTo(expected));

    [Test]
    public void Rejects_a_text_without_a_closed_list() =>
        Assert.That(Some.Column("text", "plain", "keep").Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:3: columns.value.treatment: "keep" needs a closed list of values, and "value" has none in the data dictionary. Give the field its "values" in source/fields.json, or use "recode".""",
        }));

    [TestCase(5L, "5")]
    [TestCase(-5, "-5")]
    [TestCase((short)5, "5")]
    [TestCase((byte)5, "5")]
    [TestCase(long.MinValue, "-9223372036854775808")]
    [TestCase(long.MaxValue, "9223372036854775807")]
    [TestCase(null, null)]
    [TestCase("5", "held back: unreadable value")]
    [TestCase(5.5, "held back: unreadable value")]
    [TestCase(true, "held back: unreadable value")]
    public void Keeps_a_whole_number(object? value, string? expected) =>
        Assert.That(Some.Outcome(Some.Column("integer", "quasi", "keep").Parse(), ("value", value)), Is.EqualTo(expected));

    [TestCase(1.5, "1.5")]
    [TestCase(-1.5, "-1.5")]
    [TestCase(1.5f, "1.5")]
    [TestCase(3, "3")]
    [TestCase(-0.0, "0")]
    [TestCase(double.NaN, "held back: unreadable value")]
    [TestCase(double.PositiveInfinity, "held back: unreadable value")]
    [TestCase(1e15, "held back: unreadable value")]
    [TestCase("1.5", "held back: unreadable value")]
    [TestCase(null, null)]
    public void Keeps_a_number(object? value, string? expected) =>
        Assert.That(Some.Outcome(Some.Column("number", "quasi", "keep").Parse(), ("value", value)), Is.EqualTo(expected));

    [Test]
    public void Writes_a_number_the_same_whatever_its_trailing_zeros()
    {
        ForceProfile profile = Some.Column("number", "quasi", "keep").Parse();
        Assert.That(Some.Outcome(profile, ("value", 1.50m)), Is.EqualTo("1.5"));
        Assert.That(Some.Outcome(profile, ("value", 0.0000000000000000000000000001m)), Is.EqualTo("0.0000000000000000000000000001"));
    }

    [TestCase(0L, "0")]
    [TestCase(500L, "500")]
    [TestCase(501L, "held back: outOfRange value")]
    [TestCase(-1L, "held back: outOfRange value")]
    [TestCase(null, null)]
    public void A_number_outside_the_range_of_the_dictionary_holds_the_row_back(object? value, string? expected)
    {
        ForceProfile profile = Some.Profile().Field("value", "integer", "plain", more: ", \"holds\": \"count\", \"range\": [0, 500]").Column("value", "keep").Uncounted("value").Parse();
        Assert.That(Some.Outcome(profile, ("value", value)), Is.EqualTo(expected));
        Assert.That(profile.CellGrammars[0]("501"), Is.False);
    }

    [TestCase("2026-01-01", "2026-01-01")]
    [TestCase("2025-12-31", "held back: outOfRange value")]
    [TestCase("2027-01-01", "held back: outOfRange value")]
    public void A_date_outside_the_range_of_the_dictionary_holds_the_row_back(object? value, string? expected)
    {
        foreach (string treatment in new[] { "keep", """{ "kind": "date", "precision": "day" }""" })
        {
            ForceProfile profile = Some.Profile().Field("value", "date", "quasi", more: ", \"holds\": \"incidentDate\", \"range\": [\"2026-01-01\", \"2026-12-31\"]").Column("value", treatment).Parse();
            Assert.That(Some.Outcome(profile, ("value", value)), Is.EqualTo(expected));
        }
    }

    [Test]
    public void A_value_that_is_a_direct_one_says_so_also_where_it_is_out_of_range()
    {
        ForceProfile profile = Some.Profile().Field("value", "integer", "plain", more: ", \"holds\": \"count\", \"range\": [0, 500]").Column("value", "keep").With("contact", "text", "direct", "presence").Parse();
        Assert.That(Some.Outcome(profile, ("value", 7_700_900_123L), ("contact", "07700 900123")), Is.EqualTo("held back: directValue value"));
    }

    [Test]
    public void A_direct_value_that_cannot_be_read_cannot_be_compared() =>
        Assert.That(Some.Outcome(Some.Column("integer", "plain", "keep").With("contact", "text", "direct", "presence").Parse(), ("value", 7_700_900_123L), ("contact", 7L)), Is.EqualTo("held back: unreadable contact"));

    [TestCase(true, "Y")]
    [TestCase(0L, "N")]
    [TestCase(1, "Y")]
    [TestCase(2, "held back: unreadable value")]
    [TestCase("true", "held back: unreadable value")]
    [TestCase(null, null)]
    public void Keeps_true_and_false(object? value, string? expected) =>
        Assert.That(Some.Outcome(Some.Column("boolean", "plain", "keep").Parse(), ("value", value)), Is.EqualTo(expected));

    [TestCase("2024-02-29", "29/02/2024")]
    [TestCase("2026-02-29", "held back: unreadable value")]
    [TestCase("29/02/2024", "held back: unreadable value")]
    [TestCase("2024-02-29 10:00", "held back: unreadable value")]
    [TestCase(null, null)]
    public void Keeps_a_date_in_the_file_s_format(object? value, string? expected) =>
        Assert.That(Some.Outcome(Some.Column("date", "quasi", "keep").Layout("\"dateFormat\": \"dd/MM/yyyy\"").Parse(), ("value", value)), Is.EqualTo(expected));

    [Test]
    public void Takes_a_midnight_for_a_date_and_no_other_time()
    {
        ForceProfile profile = Some.Column("date", "quasi", "keep").Parse();
        Assert.That(Some.Outcome(profile, ("value", new DateTime(2026, 5, 1))), Is.EqualTo("2026-05-01"));
        Assert.That(Some.Outcome(profile, ("value", new DateTime(2026, 5, 1, 0, 0, 1))), Is.EqualTo("held back: unreadable value"));
        Assert.That(Some.Outcome(profile, DateOnly.MaxValue, null, ("value", DateOnly.MaxValue)), Is.EqualTo("9999-12-31"));
    }

    [Test]
    public void Does_not_take_a_point_in_time_for_a_date() =>
        // Midnight UTC in May is one o'clock in London; at eleven the evening before it is another day.
        Assert.That(Some.Outcome(Some.Column("date", "quasi", "keep").Parse(), ("value", new DateTime(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc))), Is.EqualTo("held back: unreadable value"));
}
