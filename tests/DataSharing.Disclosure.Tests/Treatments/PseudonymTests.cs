using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class PseudonymTests
{
    [TestCase("text", "07700 900123")]
    [TestCase("integer", 7700900123L)]
    [TestCase("postcode", "NE3 1ED")]
    public void Is_sixteen_characters_that_do_not_show_the_value(string type, object value)
    {
        string? cell = Some.Outcome(Some.Column(type, "direct", "pseudonym").Parse(), ("value", value));
        Assert.That(cell, Does.Match("^[0-9A-HJKMNP-TV-Z]{16}$"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("  ")]
    public void Gives_nobody_no_pseudonym(string? value) =>
        // A pseudonym of the empty text would join every record without a value to one person.
        Assert.That(Some.Outcome(Some.Column("text", "direct", "pseudonym").Parse(), ("value", value)), Is.Null);

    [Test]
    public void Holds_back_a_value_of_the_wrong_type() =>
        Assert.That(Some.Outcome(Some.Column("text", "direct", "pseudonym").Parse(), ("value", 5)), Is.EqualTo("held back: unreadable value"));

    [Test]
    public void Is_stable_for_a_force_and_differs_between_columns_forces_controllers_and_keys()
    {
        ForceProfile profile = Some.Profile().With("value", "text", "direct", "pseudonym").Column("other", "pseudonym", field: "value").Parse();
        IReadOnlyList<string?> first = Cells(Some.Keys(7));
        Assert.That(Cells(Some.Keys(7)), Is.EqualTo(first));
        string?[] all =
        [
            .. first,
            .. Cells(new ForceKeys(Some.Ring(7), Some.Controller, "west-midlands")),
            .. Cells(new ForceKeys(Some.Ring(7), "other", Some.Force)),
            .. Cells(Some.Keys(8)),
        ];
        Assert.That(all, Is.Unique);

        IReadOnlyList<string?> Cells(ForceKeys keys) => Some.Plan(profile, [Some.Record(profile, 1L, ("value", "Jo Example"))], keys: keys).Rows.Single().Cells;
    }

    [Test]
    public void Stays_the_same_when_the_keys_are_rotated()
    {
        // The force knows a person by it; and rotation sends nothing.
        ForceProfile profile = Some.Column("text", "direct", "pseudonym").Parse();
        IncidentRecord[] source = [Some.Record(profile, 1L, ("value", "Jo Example"))];
        Planned before = Some.Plan(profile, source, keys: Some.Keys(7));
        Assert.That(Some.Plan(profile, source, Some.Holding(before), Some.Keys(7, 8)).Lines, Is.Empty);
    }
}
