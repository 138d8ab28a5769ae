using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Tests;

/// <summary>What is no problem and should be known: it suspends nothing.</summary>
public sealed class NoteTests
{
    [TestCase("personName", "names the same person")]
    [TestCase("organisation", "the same premises")]
    [TestCase("number", "premises number")]
    [TestCase("address", "the same address")]
    [TestCase("phone", "about one person")]
    public void A_pseudonym_says_what_it_links(string holds, string what)
    {
        ProfileText text = Some.Profile().Field("value", "text", "direct", more: $", \"holds\": \"{holds}\"").Column("value", "pseudonym");
        ConfigNote[] notes = [.. Notes(text).Where(note => note.Code == "pseudonymLinks")];
        Assert.That(notes.Select(note => (note.File, note.Path, note.Line)), Is.EqualTo(new[] { ("protocols/national-2015.json", "columns.value.treatment", 3) }));
        Assert.That(notes[0].Message, Does.StartWith("The pseudonym in \"value\" links every record in the recipient's files").And.Contains(what));
        Assert.That(text.Problems(), Is.Empty);
    }

    [Test]
    public void Roles_that_are_not_named_are_told_once()
    {
        Assert.That(Notes(Some.Column("boolean", "plain", "keep")).Select(note => note.Code), Is.EqualTo(new[] { "noCaseReference", "noSeries" }));
        ProfileText named = Some.Column("boolean", "plain", "keep").Field("case_ref", "text", "internal").Field("series", "integer", "internal").Roles(""" "caseReference": "case_ref", "series": "series" """);
        Assert.That(Notes(named), Is.Empty);
    }

    [Test]
    public void A_note_on_one_line_says_what_it_is_and_where() =>
        Assert.That(Notes(Some.Column("boolean", "plain", "keep"))[0].ToString(), Is.EqualTo(
            "note: source/fields.json:14: roles: No column is named as the case reference, so a cell that is one is not noticed. Add \"caseReference\": \"case_ref\" to the roles, if the source has such a column."));

    [TestCase("countBand", "0, 1, 2, 3, 6", "3-5")]
    [TestCase("numberBand", "10, 100", "10-99", Description = "October 1999")]
    [TestCase("ageBand", "0, 18, 65", null, Description = "neither begins with a month")]
    [TestCase("countBand", "1, 2, 3", null)]
    public void A_band_that_a_spreadsheet_makes_a_date_of_is_told_until_the_profile_says_how_bands_are_called(string kind, string from, string? label)
    {
        ProfileText text = Some.Column("integer", "quasi", $$"""{ "kind": "{{kind}}", "from": [{{from}}] }""");
        ConfigNote[] notes = [.. Notes(text).Where(note => note.Code == "bandLabels")];
        Assert.That(notes.Select(note => note.Message), Is.EqualTo(label is null ? Array.Empty<string>() : [$"A spreadsheet makes a date of the band \"{label}\" in \"value\"."]));
        Assert.That(notes.Select(note => note.File).Distinct(), Is.SubsetOf(new[] { "forces/metropolitan.json" }));
        foreach (string said in new[] { "dashes", "words" })
        {
            Assert.That(Notes(Some.Column("integer", "quasi", $$"""{ "kind": "{{kind}}", "from": [{{from}}] }""").Own($"\"bandLabels\": \"{said}\"")).Select(note => note.Code), Does.Not.Contain("bandLabels"));
        }
    }

    private static IReadOnlyList<ConfigNote> Notes(ProfileText text)
    {
        var found = new ConfigProblems();
        Assert.That(ProfileText.Parse(text.Profile, text.Protocol, text.Fields, found, Some.Force), Is.Not.Null);
        return found.Notes;
    }
}
