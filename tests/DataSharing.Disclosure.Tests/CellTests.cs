using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests;

/// <summary>How a released text stands in a file: formulas, control characters and the file's encoding.</summary>
public sealed class CellTests
{
    private static readonly string[] Signs = ["=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20", "\uFE66", "\uFE62", "\uFE63", "\uFE6B", "\u2212"];

    /// <summary>What a reader trims or does not see, so that the sign behind it is first.</summary>
    private static readonly string[] Unseen = ["", " ", "   ", "\n", "\u00A0", "\u2003", "\u3000", "\u200B", "\u200D", "\u2060", "\u00AD", "\uFE0F", "\u034F", "\u3164", " \u200B\n"];

    [Test]
    public void A_formula_is_escaped_rejected_or_left_as_the_profile_says([ValueSource(nameof(Signs))] string sign, [ValueSource(nameof(Unseen))] string before)
    {
        string text = $"{before}{sign}1+1";
        Assert.That(Outcome(text, "escape"), Is.EqualTo("'" + text));
        Assert.That(Outcome(text, "reject"), Is.EqualTo("held back: formula summary_text"));
        Assert.That(Outcome(text, "off"), Is.EqualTo(text));
    }

    [TestCase("1=1")]
    [TestCase("a-b")]
    [TestCase("'=1")]
    [TestCase("''")]
    [TestCase("\"=1+1")]
    [TestCase("\u20131 is an en dash")]
    [TestCase(" \u200B\n")]
    [TestCase("\U0001F600=1")]
    public void What_is_no_formula_stays_as_it_is(string text)
    {
        Assert.That(Outcome(text, "escape"), Is.EqualTo(text));
        Assert.That(Outcome(text, "reject"), Is.EqualTo(text));
    }

    [TestCase("integer", -5L, "-5")]
    [TestCase("number", -0.5, "-0.5")]
    public void A_number_is_never_taken_for_a_formula(string type, object value, string expected)
    {
        foreach (string policy in new[] { "escape", "reject", "off" })
        {
            Assert.That(Some.Outcome(Some.Column(type, "quasi", "keep").Layout($"\"formula\": \"{policy}\"").Parse(), ("value", value)), Is.EqualTo(expected));
        }
    }

    [TestCase("=1", "'=1")]
    [TestCase("'=1", "'=1")]
    [TestCase("'a", "'a")]
    public void A_closed_list_may_hold_a_formula_or_an_apostrophe(string listed, string expected) =>
        Assert.That(Some.Outcome(Some.Column("text", "plain", "keep", $"[\"{listed}\"]").Parse(), ("value", listed)), Is.EqualTo(expected));

    [TestCase('\0')]
    [TestCase('\u001F')]
    [TestCase('\u007F')]
    [TestCase('\u009F')]
    public void A_control_character_holds_the_row_back(char control) =>
        Assert.That(Outcome($"a{control}b", "off"), Is.EqualTo("held back: controlCharacter summary_text"));

    [TestCase("a\tb\vc", "a b\nc")]
    [TestCase("\ta\r\n\v\tb", " a\n\n b")]
    public void A_tab_is_a_blank_and_a_vertical_tab_a_line_end(string text, string expected) => Assert.That(Outcome(text, "off"), Is.EqualTo(expected));

    [TestCase("\uFEFF=1+1")]
    [TestCase("a\uFEFFb")]
    [TestCase("\u202E=1+1")]
    [TestCase("a\u2066b\u2069")]
    [TestCase("\U000E0020=1+1")]
    [TestCase("a\uE000b")]
    public void A_character_that_is_not_seen_and_changes_what_is_holds_the_row_back(string text)
    {
        foreach (string policy in new[] { "escape", "reject", "off" })
        {
            Assert.That(Outcome(text, policy), Is.EqualTo("held back: controlCharacter summary_text"));
        }
    }

    [TestCase("caf\u00E9", true)]
    [TestCase("\u20AC5 \u2013 \u201Cquoted\u201D", true)]
    [TestCase("\u0142", false)]
    [TestCase("\u05E9\u05DC\u05D5\u05DD", false)]
    [TestCase("\uFF21", false, Description = "a best fit would write A")]
    [TestCase("\u2212", false, Description = "a best fit would write -")]
    [TestCase("\u221E", false, Description = "a best fit would write 8")]
    [TestCase("\U0001F600", false)]
    public void What_windows_1252_lacks_holds_the_row_back(string text, bool fits)
    {
        Assert.That(Outcome("x" + text, "off", "windows-1252"), Is.EqualTo(fits ? "x" + text : "held back: encoding summary_text"));
        Assert.That(Outcome("x" + text, "off"), Is.EqualTo("x" + text));
    }

    [Test]
    public void The_encodings_refuse_what_they_lack_instead_of_writing_a_question_mark([Values("utf-8", "utf-8-bom", "windows-1252")] string encoding)
    {
        FileLayout layout = Some.Column("integer", "plain", "keep").Layout($"\"encoding\": \"{encoding}\"").Parse().Layout;
        Assert.That(() => layout.Encoding.GetBytes("\uD83D"), Throws.InstanceOf<System.Text.EncoderFallbackException>());
        Assert.That(layout.Encoding.Preamble.Length, Is.EqualTo(encoding == "utf-8-bom" ? 3 : 0));
    }

    private static string? Outcome(string text, string policy, string encoding = "utf-8")
    {
        ForceProfile profile = Some.Profile().Column("summary", "redact", field: "summary_text").Layout($"\"formula\": \"{policy}\", \"encoding\": \"{encoding}\"").Parse();
        IncidentRecord record = Some.Record(profile, 1L, ("summary_text", "The source text."));
        string source = new Planner(profile, Some.Keys(), Some.Today, full: false).Texts([record], []).Single().SourceHash;
        Planned plan = Some.Plan(profile, [record], decisions: (_, _) => new TextDecision(source, text));
        return plan.Counts.HeldBackByField.Keys.Select(held => $"held back: {held.Reason} {held.Field}").SingleOrDefault() ?? plan.Rows.Single().Cells[0];
    }
}
