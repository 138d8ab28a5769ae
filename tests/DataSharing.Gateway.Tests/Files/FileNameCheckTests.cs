using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Tests.Files;

internal sealed class FileNameCheckTests
{
    private const string Template = "{controller}_{force}_{sequence}_{attempt}.csv";

    private static readonly FileNameParts Parts = new("cst", "metropolitan", 12, 1, new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));

    [TestCase(Template)]
    [TestCase("{date}-{sequence}-{attempt}")]
    [TestCase("v1.{sequence}_{attempt}")]
    [TestCase("{sequence}.{attempt}")]
    [TestCase("x.{sequence}.{attempt}.TXT")]
    public void Takes_the_names_that_are_made(string template)
    {
        FileName name = FileName.For(template, Parts.Controller, Parts.Force, Parts.Sequence, Parts.Attempt, Parts.Created);
        Assert.That(() => FileNameCheck.Verify(name.Data, name.Manifest, template, Parts), Throws.Nothing);
        Assert.That(() => FileNameCheck.Verify(null, name.Manifest, template, Parts), Throws.Nothing);
    }

    [TestCase("cst_metropolitan_000012_1_example.csv")]
    [TestCase("jo-example_cst_metropolitan_000012_1.csv")]
    [TestCase("cst_metropolitan_000012_2.csv")]
    [TestCase("cst_metropolitan_000013_1.csv")]
    [TestCase("cst_metropolitan_12_1.csv")]
    [TestCase("cst_kent_000012_1.csv")]
    [TestCase("CST_metropolitan_000012_1.csv")]
    [TestCase("cst_metropolitan_000012_1.csv ")]
    [TestCase("cst_metropolitan_000012_1.csv\u200B")]
    [TestCase("../cst_metropolitan_000012_1.csv")]
    [TestCase("cst_metropolitan_000012_1.xlsx")]
    [TestCase("cst_metropolitan_000012_1")]
    [TestCase("")]
    public void Finds_any_other_name(string name)
    {
        FileCheckException? failure = Assert.Throws<FileCheckException>(() => FileNameCheck.Verify(name, "cst_metropolitan_000012_1.json", Template, Parts));
        Assert.That(failure!.Message, Is.EqualTo("File name: it is not the form of the profile's template."));
        Assert.That(failure.Refused, Is.Null);
    }

    [TestCase("cst_metropolitan_000012_1.csv")]
    [TestCase("cst_metropolitan_000012_1.csv.json")]
    [TestCase("cst_metropolitan_000012_1-example.json")]
    public void Finds_any_other_name_of_the_manifest(string name) =>
        Assert.That(() => FileNameCheck.Verify("cst_metropolitan_000012_1.csv", name, Template, Parts), Throws.TypeOf<FileCheckException>().With.Message.StartsWith("Manifest name"));
}
