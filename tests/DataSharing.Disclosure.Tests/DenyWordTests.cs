namespace DataSharing.Disclosure.Tests;

public sealed class DenyWordTests
{
    [TestCase("name", "name")]
    [TestCase("victim_name", "name")]
    [TestCase("victim_names", "name")]
    [TestCase("name2_old", "name")]
    [TestCase("phone2", "phone")]
    [TestCase("phones2", "phone")]
    [TestCase("home_phone", "phone")]
    [TestCase("mail", "mail")]
    [TestCase("emails", "email")]
    [TestCase("dob", "dob")]
    [TestCase("victim_dob_text", "dob")]
    [TestCase("address_line1", "address")]
    [TestCase("addresses", "address")]
    [TestCase("lat", "lat")]
    [TestCase("lat2", "lat")]
    [TestCase("site_lon", "lon")]
    [TestCase("uprn", "uprn")]
    [TestCase("reg", "reg")]
    [TestCase("vehicle_regs", "reg")]
    [TestCase("social_handle", "handle")]
    [TestCase("profile_url", "url")]
    [TestCase("urls", "url")]
    [TestCase("case_notes", "note")]
    [TestCase("note_", "note")]
    [TestCase("narrative", "narrative")]
    [TestCase("victim_postcode", "postcode")]
    [TestCase("postcodes", "postcode")]
    public void A_column_with_an_identifying_word_is_neither_plain_nor_quasi(string column, string word)
    {
        foreach (string fieldClass in new[] { "plain", "quasi" })
        {
            string fix = word == "postcode" ? "Make it direct, or its type \"postcode\" and its class quasi." : "Make it direct, or freeText if it is text somebody wrote.";
            Assert.That(Some.Profile().Field(column, "text", fieldClass, """["A"]""").Problems(), Is.EqualTo(new[]
            {
                $"source/fields.json:13: fields.{column}.class: \"{column}\" has the word \"{word}\" in its name and cannot be {fieldClass}. {fix}",
            }));
        }

        foreach (string fieldClass in new[] { "direct", "special", "freeText", "internal" })
        {
            Assert.That(Some.Profile().Field(column, "text", fieldClass).Problems().Where(problem => problem.Contains("fields." + column, StringComparison.Ordinal)), Is.Empty);
        }
    }

    [TestCase("region")]
    [TestCase("mailing")]
    [TestCase("denoted")]
    [TestCase("flat_count")]
    [TestCase("phonetic")]
    [TestCase("longest")]
    [TestCase("named")]
    public void A_word_that_only_contains_one_is_another_word(string column) =>
        Assert.That(Some.Profile().With(column, "text", "plain", "keep", """["A"]""").Problems(), Is.Empty);

    [Test]
    public void A_postcode_is_quasi_by_its_type() =>
        Assert.That(Some.Profile().With("victim_postcode", "postcode", "quasi", "outwardPostcode").Problems(), Is.Empty);

    [TestCase("Name")]
    [TestCase("victim-x")]
    [TestCase("1st")]
    [TestCase("x\\n")]
    [TestCase("x y")]
    public void A_name_that_could_hide_a_word_is_no_column_name(string column) =>
        Assert.That(Some.Profile().Field(column, "integer", "plain").Problems().Single(), Does.EndWith("is not a column name. Use lower-case letters, digits and underscores, beginning with a letter, as the source view does."));
}
