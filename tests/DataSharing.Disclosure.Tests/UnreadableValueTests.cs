using System.Text.Json;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests;

/// <summary>A value of the wrong kind holds its row back with the field's name; the value itself turns up nowhere.</summary>
public sealed class UnreadableValueTests
{
    private const string Marker = "Zzyzx-4711";

    private static readonly (string Type, object[] Wrong)[] Values =
    [
        ("integer", [Marker, 4711.5, 4711.5m, true, new DateTime(4711, 1, 1), (ulong)4711, new byte[] { 47, 11 }]),
        ("number", [Marker, double.NaN, 4.711e300, float.PositiveInfinity, true, new DateTime(4711, 1, 1)]),
        ("boolean", [Marker, "true", 4711, 2L, 0.5]),
        ("date", [Marker, "4711-13-01", "01/01/4711", 4711, new DateTime(4711, 1, 1, 4, 7, 11), new DateTimeOffset(4711, 1, 1, 0, 0, 0, TimeSpan.Zero)]),
        ("dateTime", [Marker, "4711-01-01", "4711-01-01 25:00", 4711, new DateOnly(4711, 1, 1), new DateTimeOffset(4711, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTime(4711, 1, 1, 0, 0, 0, DateTimeKind.Utc)]),
        ("instant", [Marker, "4711-01-01", "4711-01-01 10:00", 4711, new DateOnly(4711, 1, 1), new DateTime(4711, 1, 1, 0, 0, 0, DateTimeKind.Local)]),
        ("text", [4711, new DateTime(4711, 1, 1), Marker.ToCharArray(), new[] { Marker }, new Carrier()]),
        ("postcode", [4711, Marker.ToCharArray(), new Carrier()]),
        ("textList", [4711, new[] { Marker }, new Carrier()]),
    ];

    private static IEnumerable<TestCaseData> Wrong() =>
        from pair in Values
        from value in pair.Wrong
        select new TestCaseData(pair.Type, value).SetName($"{pair.Type}: {value.GetType().Name} {Array.IndexOf(pair.Wrong, value)}");

    [TestCaseSource(nameof(Wrong))]
    public void Holds_the_row_back_and_says_only_the_field(string type, object value)
    {
        ForceProfile profile = Some.Column(type, "direct", "presence").Parse();
        IncidentRecord record = Some.Record(profile, 1L, ("value", value));
        Planned plan = Some.Plan(profile, [record]);
        Assert.That(plan.Lines, Is.Empty);
        Assert.That(plan.Counts.HeldBackByField, Is.EqualTo(new Dictionary<(string, string), int> { [("unreadable", "value")] = 1 }));
        string everything = string.Join('\n', record, JsonSerializer.Serialize(record), string.Join('\n', plan.Counts.HeldBackByField), JsonSerializer.Serialize(plan.Counts.HeldBack), JsonSerializer.Serialize(plan.Counts.Excluded));
        Assert.That(everything, Does.Not.Contain(Marker).And.Not.Contain("4711"));
    }

    [TestCase("number", 0.1, "0.1")]
    [TestCase("number", 0.1f, "0.1")]
    [TestCase("number", 16777216f, "16777216", Description = "rounded to seven digits it would be another number")]
    [TestCase("number", 123456789012.3456, "123456789012.3456")]
    [TestCase("number", 0.30000000000000004, "0.30000000000000004")]
    [TestCase("number", -0.0, "0")]
    [TestCase("number", 1e-27, "0.000000000000000000000000001")]
    [TestCase("number", 1e-30, null, Description = "no 0")]
    [TestCase("number", 999999999999999.9, "999999999999999.9")]
    [TestCase("number", 1e15, null)]
    [TestCase("number", double.NegativeInfinity, null)]
    [TestCase("number", float.NaN, null)]
    [TestCase("number", "", "")]
    [TestCase("integer", " ", "")]
    [TestCase("integer", 5.0, null)]
    [TestCase("boolean", "", "")]
    [TestCase("date", "", "")]
    [TestCase("date", "2026-02-30", null)]
    [TestCase("date", "2026-02-28Z", null)]
    [TestCase("date", "20260228", null)]
    [TestCase("date", 20260228L, null)]
    [TestCase("date", 2461100.5, null, Description = "a Julian day")]
    [TestCase("date", 1772236800L, null, Description = "seconds since 1970")]
    public void Is_the_number_or_day_that_the_source_holds_or_none(string type, object value, string? expected)
    {
        ForceProfile profile = Some.Column(type, "quasi", "keep").Parse();
        Assert.That(Some.Outcome(profile, ("value", value)) ?? "", Is.EqualTo(expected ?? "held back: unreadable value"));
    }

    [Test]
    public void An_instant_before_the_first_of_all_days_is_none() =>
        Assert.That(Some.Outcome(Some.Column("instant", "direct", "presence").Parse(), ("value", "0001-01-01 00:30:00+01:00")), Is.EqualTo("held back: unreadable value"));

    [TestCase(null, 32_767, true)]
    [TestCase(null, 32_768, false)]
    [TestCase(12, 12, true)]
    [TestCase(12, 13, false)]
    public void An_open_text_is_no_longer_than_the_profile_says(int? longest, int characters, bool leaves)
    {
        ProfileText text = Some.Profile().Column("summary", """{ "kind": "approvedSummary", "purpose": "p" }""", field: "summary_text");
        ForceProfile profile = (longest is null ? text : text.Own($"\"longestText\": {longest}")).Parse();
        string written = "Shouting " + new string('.', characters - 9);
        var at = new DateTime(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc);
        string? cell = Some.Outcome(profile, ("summary_text", written), ("summary_author", "A"), ("summary_approved_by", "B"), ("summary_approved_at", at), ("summary_purpose", "p"),
            ("summary_approved_hash", SummaryApproval.Hash(IncidentKey.FromNumber(1), written, "B", at, "p")));
        Assert.That(cell, Is.EqualTo(leaves ? written : "held back: textTooLong summary_text"));
        Assert.That(profile.CellGrammars[0](written), Is.EqualTo(leaves), "The check of the finished file, too.");
    }

    [Test]
    public void Reads_every_form_in_which_a_database_gives_a_point_in_time()
    {
        object[] forms =
        [
            "2026-05-01T10:00:00Z", "2026-05-01T10:00:00.000Z", "2026-05-01 11:00:00+01:00", "2026-05-01T11:00:00+01:00", "2026-05-01 11:00:00.5+01:00",
            new DateTime(2026, 5, 1, 10, 0, 0), new DateTime(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc), new DateTimeOffset(2026, 5, 1, 11, 0, 0, TimeSpan.FromHours(1)),
        ];
        ForceProfile profile = Some.Profile().Column("summary", """{ "kind": "approvedSummary", "purpose": "p" }""", field: "summary_text").Parse();
        string hash = SummaryApproval.Hash(IncidentKey.FromNumber(1), "A text.", "B", new DateTime(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc), "p");
        foreach (object form in forms)
        {
            Assert.That(Some.Outcome(profile, ("summary_text", "A text."), ("summary_author", "A"), ("summary_approved_by", "B"), ("summary_approved_at", form), ("summary_purpose", "p"), ("summary_approved_hash", hash)),
                Is.EqualTo("A text."), form.ToString());
        }
    }

    [Test]
    public void A_key_that_cannot_be_one_is_not_quoted_by_the_exception([Values(Marker + " \u00E9", 4711.5, true)] object key)
    {
        ForceProfile profile = Some.Column("integer", "plain", "keep").TextKey().Parse();
        Exception? thrown = Assert.Catch(() => Some.Plan(profile, [Some.Record(profile, key)]));
        Assert.That(thrown!.ToString(), Does.Not.Contain(Marker).And.Not.Contain("4711"));
        Assert.That(thrown, Is.TypeOf<SourceOrderException>());
    }

    [Test]
    public void A_record_with_too_few_values_is_refused_without_quoting_them()
    {
        ForceProfile profile = Some.Column("integer", "plain", "keep").Parse();
        Assert.That(() => new IncidentRecord(profile.Shape, [Marker]), Throws.ArgumentException.With.Message.Not.Contains(Marker));
    }

    /// <summary>An object of a provider's own that prints its value.</summary>
    private sealed class Carrier
    {
        public override string ToString() => Marker;
    }
}
