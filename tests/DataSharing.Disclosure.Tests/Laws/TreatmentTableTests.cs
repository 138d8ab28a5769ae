using System.Reflection;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Laws;

/// <summary>The tables of the documents say which treatments there are, which classes have them and which are open. They are compared with the code.</summary>
public sealed partial class TreatmentTableTests
{
    private static readonly Assembly Disclosure = typeof(ForceProfile).Assembly;

    private static readonly (string Word, IReadOnlyCollection<FieldClass> Classes)[] Matrix =
        [.. ((IEnumerable<(string Word, IReadOnlyCollection<FieldClass> Classes, IReadOnlyCollection<FieldType> Types)>)Find("TreatmentTable").GetProperty("Matrix")!.GetValue(null)!).Select(entry => (entry.Word, entry.Classes))];

    [TestCase("src/DataSharing.Disclosure/README.md", 1)]
    [TestCase("docs/configuration.md", 2)]
    public void The_table_of_classes_is_that_of_the_code(string file, int column)
    {
        var written = ClassRow().Matches(Read(file)).ToDictionary(match => match.Groups[1].Value, match => Words(match.Groups[2].Value.Split('|')[column - 1]));
        Assert.That(written.Keys, Is.EquivalentTo(Enum.GetValues<FieldClass>().Select(WordOf)));
        foreach (FieldClass fieldClass in Enum.GetValues<FieldClass>())
        {
            IEnumerable<string> known = Matrix.Where(entry => entry.Classes.Contains(fieldClass)).Select(entry => entry.Word).Prepend("drop");
            Assert.That(written[WordOf(fieldClass)], Is.EqualTo(known), fieldClass.ToString());
        }
    }

    [Test]
    public void The_table_of_treatments_names_every_one_in_order() =>
        Assert.That(TreatmentRow().Matches(Section(Read("docs/configuration.md"), "### The treatments")).Select(match => match.Groups[1].Value), Is.EqualTo(Matrix.Select(entry => entry.Word).Prepend("drop")));

    [Test]
    public void Three_treatments_are_open_and_the_documents_name_them()
    {
        string[] open = [.. Disclosure.GetTypes().Where(type => type.IsSubclassOf(Find("Treatment")) && type.GetProperty("IsOpen")!.DeclaringType == type).Select(type => type.Name).Order(StringComparer.Ordinal)];
        Assert.That(open, Is.EqualTo(new[] { "ApprovedSummary", "OwnReference", "Redact" }));
        Assert.That(Read("src/DataSharing.Disclosure/README.md"), Does.Contain("Three are open: the approved summary, redacted text and a force's own\n  reference; nothing else."));
        Assert.That(Read("docs/configuration.md"), Does.Contain("The outputs of `approvedSummary`, `redact` and `ownReference` are open"));
    }

    private static Type Find(string name) => Disclosure.GetType("DataSharing.Disclosure.Treatments." + name, throwOnError: true)!;

    private static string Read(string file) => File.ReadAllText(Path.Combine(TestWords.Repository, file));

    private static string Section(string text, string heading)
    {
        string rest = text[(text.IndexOf(heading, StringComparison.Ordinal) + heading.Length)..];
        return rest[..rest.IndexOf("\n## ", StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Words(string cell) => Word().Matches(cell).Select(match => match.Groups[1].Value).Where(word => word != "condition");

    private static string WordOf(FieldClass fieldClass) => char.ToLowerInvariant(fieldClass.ToString()[0]) + fieldClass.ToString()[1..];

    [GeneratedRegex(@"^\| `(direct|quasi|special|freeText|plain|internal)` \|(.*)\|$", RegexOptions.Multiline)]
    private static partial Regex ClassRow();

    [GeneratedRegex(@"^\| `([a-zA-Z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex TreatmentRow();

    [GeneratedRegex("`([a-zA-Z]+)`")]
    private static partial Regex Word();
}
