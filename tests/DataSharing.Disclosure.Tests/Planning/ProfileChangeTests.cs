using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Planning;

/// <summary>What a change of a profile sends to a force: its released values decide, not how the file is written.</summary>
public sealed class ProfileChangeTests
{
    private static readonly (string, object?)[] Values = [("value", 5L), ("day", "2026-05-13"), ("kind", "A")];

    private static ProfileText Text(string precision = "day") => Some.Column("integer", "plain", "keep")
        .With("day", "date", "quasi", $$"""{ "kind": "date", "precision": "{{precision}}" }""").With("kind", "text", "quasi", """{ "kind": "recode", "codes": "kind" }""");

    private static IEnumerable<TestCaseData> Unseen()
    {
        yield return new TestCaseData(Text()).SetName("Nothing changed");
        yield return new TestCaseData(Text().Reversed()).SetName("Column order");
        yield return new TestCaseData(Text().Headed("day", "Day of incident")).SetName("Heading");
        foreach (string member in new[] { "\"dateFormat\": \"dd/MM/yyyy\"", "\"encoding\": \"windows-1252\"", "\"delimiter\": \";\"", "\"nullToken\": \"NULL\"", "\"quoteAlways\": true", "\"formula\": \"off\"", "\"header\": false", "\"lineEnding\": \"lf\"" })
        {
            yield return new TestCaseData(Text().Layout(member)).SetName("File: " + member);
        }
    }

    [TestCaseSource(nameof(Unseen))]
    public void A_change_of_the_file_s_form_sends_nothing(object changed) => Assert.That(After((ProfileText)changed), Is.Empty);

    private static IEnumerable<TestCaseData> Seen()
    {
        yield return new TestCaseData(Text("week"), "Amend 1 2 5|2026-05-11|ASSAULT").SetName("Treatment");
        yield return new TestCaseData(Text().Map("\"kind\": { \"A\": \"AFFRAY\" }"), "Amend 1 2 5|2026-05-13|AFFRAY").SetName("Code map");
        yield return new TestCaseData(Text().Column("again", "keep", field: "value"), "Amend 1 2 5|2026-05-13|ASSAULT|5").SetName("Column added");
        yield return new TestCaseData(Some.Column("integer", "plain", "keep").With("day", "date", "quasi", "keep"), "Amend 1 2 5|2026-05-13").SetName("Column removed");
    }

    [TestCaseSource(nameof(Seen))]
    public void A_change_of_what_is_released_amends(object changed, string expected) => Assert.That(After((ProfileText)changed), Is.EqualTo(new[] { expected }));

    [Test]
    public void The_same_value_in_another_column_is_another_row()
    {
        ForceProfile profile = Some.Profile().With("one", "integer", "plain", "keep").With("two", "integer", "plain", "keep").Parse();
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(profile, [Some.Record(profile, 1L, ("one", 1L))]));
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("two", 1L))], holding).Lines, Is.EqualTo(new[] { "Amend 1 2 -|1" }));
    }

    [Test]
    public void An_edit_to_a_field_that_the_profile_drops_or_coarsens_sends_nothing()
    {
        ForceProfile profile = Text("month").With("secret", "text", "direct", "drop").With("phone", "text", "direct", "presence").Parse();
        Assert.That(profile.Shape.Columns, Does.Contain("secret"), "A kept number is compared with every direct value.");
        ForceProfile coded = Some.Column("boolean", "plain", "keep").With("secret", "text", "direct", "drop").Parse();
        Assert.That(coded.Shape.Columns, Does.Not.Contain("secret"), "A field that nobody needs is not even read.");
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(profile, [Some.Record(profile, 1L, [.. Values, ("phone", "07700 900123")])]));
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("value", 5L), ("day", "2026-05-31"), ("kind", "A"), ("phone", "07700 900456"))], holding).Lines, Is.Empty);
    }

    private static IEnumerable<string> After(ProfileText changed)
    {
        ForceProfile before = Text().Parse();
        ForceProfile after = changed.Parse();
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(before, [Some.Record(before, 1L, Values)]));
        return Some.Plan(after, [Some.Record(after, 1L, [.. Values.Where(value => after.Shape.Columns.Contains(value.Item1))])], holding).Lines;
    }
}
