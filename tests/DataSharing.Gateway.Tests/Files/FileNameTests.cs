using System.Globalization;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Tests.Files;

internal sealed class FileNameTests
{
    private static readonly DateTimeOffset Created = new(2026, 3, 29, 0, 30, 0, TimeSpan.FromHours(1));

    [TestCase("cst_{force}_{sequence}_{attempt}.csv", "cst_greater-manchester_000012_3.csv", "cst_greater-manchester_000012_3.json")]
    [TestCase("{controller}.{date}.{sequence}-{attempt}.CSV", "tell-mama.20260328.000012-3.CSV", "tell-mama.20260328.000012-3.json")]
    [TestCase("{sequence}{attempt}", "0000123", "0000123.json")]
    [TestCase("v1.{sequence}_{attempt}", "v1.000012_3", "v1.000012_3.json")]
    [TestCase("v1.0_{sequence}_{attempt}.txt", "v1.0_000012_3.txt", "v1.0_000012_3.json")]
    public void Fills_in_the_template(string template, string data, string manifest)
    {
        foreach (string culture in new[] { "en-GB", "de-DE", "ar-SA", "fa-IR" })
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            FileName name = FileName.For(template, "tell-mama", "greater-manchester", 12, 3, Created);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(FileName.Problems(template), Is.Empty);
                Assert.That(name.Data, Is.EqualTo(data), culture);
                Assert.That(name.Manifest, Is.EqualTo(manifest), culture);
            }
        }
    }

    [Test]
    public void Gives_every_attempt_names_of_its_own()
    {
        string[] names =
        [
            .. from sequence in new[] { 1, 2, 11, 111, 999_999 }
               from attempt in new[] { 1, 2, 11, 111, 999 }
               let name = FileName.For("{sequence}{attempt}", "cst", "kent", sequence, attempt, Created)
               from one in new[] { name.Data, name.Manifest }
               select one,
        ];
        Assert.That(names, Is.Unique);
    }

    [TestCase("{sequence}.csv", "The name lacks {attempt}, so it could be used twice. Add {attempt}.")]
    [TestCase("{attempt}.csv", "The name lacks {sequence}, so it could be used twice. Add {sequence}.")]
    [TestCase("{sequence}_{attempt}_{Force}.csv", "{Force} is not a placeholder. There are {controller}, {force}, {sequence}, {attempt} and {date}.")]
    [TestCase("a/{sequence}_{attempt}.csv", "The name may have the letters A-Z and a-z, digits, dot, underscore and hyphen, and placeholders in braces. Remove anything else.")]
    [TestCase("{sequence}_{attempt}é.csv", "The name may have the letters A-Z and a-z, digits, dot, underscore and hyphen, and placeholders in braces. Remove anything else.")]
    [TestCase("{sequence}_{attempt}_{date.csv", "The name may have the letters A-Z and a-z, digits, dot, underscore and hyphen, and placeholders in braces. Remove anything else.")]
    [TestCase(".{sequence}_{attempt}.csv", "The name begins with a dot or hyphen, which hides it or makes it an option of a command. Begin with a letter or digit.")]
    [TestCase("-{sequence}_{attempt}.csv", "The name begins with a dot or hyphen, which hides it or makes it an option of a command. Begin with a letter or digit.")]
    [TestCase("{sequence}_{attempt}.", "The name ends with a dot, which some systems drop. Remove it or write an extension.")]
    [TestCase("{sequence}_{attempt}.json", "The name ends with .json, which is kept for manifests. Write another extension.")]
    [TestCase("{sequence}_{attempt}.JSON", "The name ends with .json, which is kept for manifests. Write another extension.")]
    [TestCase("{sequence}_{attempt}.part", "The name ends with .part, which is kept for files that are not complete. Write another extension.")]
    public void Says_what_is_wrong_with_a_template(string template, string problem) =>
        Assert.That(FileName.Problems(template), Is.EqualTo(new[] { problem }));

    [Test]
    public void Says_everything_that_is_wrong_at_once() =>
        Assert.That(FileName.Problems(".{x} .json"), Has.Count.EqualTo(6));

    [Test]
    public void Allows_a_hundred_characters_and_no_more()
    {
        // Force 40, sequence 6, attempt 3 and two underscores are 51.
        string fits = $"{{force}}_{{sequence}}_{{attempt}}{new string('x', 45)}.csv";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(FileName.Problems(fits.Replace("x.csv", ".csv", StringComparison.Ordinal)), Is.Empty, "99, its manifest 100");
            Assert.That(FileName.Problems(fits), Is.EqualTo(new[] { "The name can become 101 characters long; 100 are allowed. Shorten it." }));
            Assert.That(
                FileName.For(fits.Replace("x.csv", ".csv", StringComparison.Ordinal), "cst", new string('f', 40), 999_999, 999, Created).Manifest,
                Has.Length.EqualTo(100));
        }
    }

    [TestCase("CST", "kent", 1, 1)]
    [TestCase("cst", "../kent", 1, 1)]
    [TestCase("cst", "", 1, 1)]
    [TestCase("cst", "kent", 0, 1)]
    [TestCase("cst", "kent", 1_000_000, 1)]
    [TestCase("cst", "kent", 1, 0)]
    [TestCase("cst", "kent", 1, 1_000)]
    public void Takes_no_value_outside_its_bounds(string controller, string force, int sequence, int attempt) =>
        Assert.That(() => FileName.For("{sequence}_{attempt}.csv", controller, force, sequence, attempt, Created), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void Takes_no_template_with_problems() =>
        Assert.That(() => FileName.For("{sequence}.csv", "cst", "kent", 1, 1, Created), Throws.ArgumentException);
}
