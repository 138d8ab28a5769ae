using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Narrative;

/// <summary>Hits and near misses of every recogniser: recognised.txt beside this file.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RecogniserTests
{
    private static readonly Redactor Standard = new(BuiltInWords.Lists, RedactionMode.Standard, BuiltInWords.Keep);

    [TestCaseSource(nameof(Cases))]
    public void A_text_is_redacted_as_the_table_says(string text, string redacted) => Assert.That(Standard.Redact(text, KnownIdentifiers.None).Text, Is.EqualTo(redacted));

    [Test]
    public void The_table_has_hits_and_near_misses()
    {
        Assert.That(Cases().Count(one => (string)one.Arguments[0]! != (string)one.Arguments[1]!), Is.AtLeast(60), "hits");
        Assert.That(Cases().Count(one => (string)one.Arguments[0]! == (string)one.Arguments[1]!), Is.AtLeast(20), "near misses");
    }

    private static IEnumerable<TestCaseData> Cases() => File.ReadLines(RepositoryFolder.At("tests", "DataSharing.Gateway.Tests", "Narrative", "recognised.txt"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(" => ")).Select(parts => new TestCaseData(parts[0], parts[1]).SetArgDisplayNames(parts[0]));
}
