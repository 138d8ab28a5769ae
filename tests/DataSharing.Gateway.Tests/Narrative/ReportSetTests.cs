using System.Globalization;
using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Narrative;

/// <summary>
/// How well texts are redacted that other hands wrote: three writers, who saw neither the rules nor each other. A third of them, <c>sealed</c>, is never looked at by whoever
/// changes a rule. What is missed is never printed here, only how many.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ReportSetTests
{
    private static readonly string[] Splits = ["report", "sealed"];

    private static readonly Dictionary<string, string> Writers = new(StringComparer.Ordinal)
    {
        ["a"] = "people at work",
        ["b"] = "those it happened to",
        ["c"] = "reports from outside",
    };

    [TestCase("ordinary", RedactionMode.Standard, true, 0.97, 0.9, 0.71, 0.955, 0.045)]
    [TestCase("ordinary", RedactionMode.Standard, false, 0.96, 0.865, 0.695, 0.955, 0.045)]
    [TestCase("ordinary", RedactionMode.Strict, true, 0.98, 0.94, 0.725, 0.925, 0.07)]
    [TestCase("ordinary", RedactionMode.Strict, false, 0.975, 0.915, 0.71, 0.925, 0.07)]
    [TestCase("hard", RedactionMode.Standard, true, 0.735, 0.345, 0.515, 0.905, 0.165)]
    [TestCase("hard", RedactionMode.Standard, false, 0.66, 0.225, 0.47, 0.915, 0.14)]
    [TestCase("hard", RedactionMode.Strict, true, 0.8, 0.435, 0.565, 0.875, 0.225)]
    [TestCase("hard", RedactionMode.Strict, false, 0.74, 0.315, 0.525, 0.885, 0.2)]
    public void Texts_of_other_hands_are_redacted_as_well_as_they_were(string kind, RedactionMode mode, bool withRecord, double direct, double clean, double quasi, double precision, double needless)
    {
        var redactor = new Redactor(BuiltInWords.Lists, mode, BuiltInWords.Keep);
        foreach (string split in Splits.Append("all"))
        {
            RedactionScore score = RedactionScore.Of(Texts(split, file => file.StartsWith(kind, StringComparison.Ordinal)), redactor, withRecord);
            TestContext.Out.WriteLine($"{split} {kind} {mode} {(withRecord ? "with" : "without")} record: {score}");
            if (split == "all")
            {
                using (Assert.EnterMultipleScope())
                {
                    Assert.That(score.Direct, Is.AtLeast(direct));
                    Assert.That(score.Clean, Is.AtLeast(clean));
                    Assert.That(score.Quasi, Is.AtLeast(quasi));
                    Assert.That(score.Precision, Is.AtLeast(precision));
                    Assert.That(score.Needless, Is.AtMost(needless));
                }
            }
        }
    }

    [Test]
    public void Each_kind_of_writing_is_told_with_its_leaks_the_worst_first()
    {
        var redactor = new Redactor(BuiltInWords.Lists, RedactionMode.Strict, BuiltInWords.Keep);
        var rows = KindsOf("ordinary").Concat(KindsOf("hard")).Select(kind => (Kind: kind, Score: RedactionScore.Of(Texts("all", file => file == kind), redactor, withRecord: true)))
            .OrderByDescending(row => row.Score.Leaking.Share).ToArray();
        foreach ((string kind, RedactionScore score) in rows)
        {
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {NameOf(kind)} | {score.Leaking.Texts} of {score.Leaking.Of} | {score.Leaking.Share:P0} | {score.Leaking.Low:P0} to {score.Leaking.High:P0} |"));
        }

        Assert.That(rows, Has.Length.AtLeast(12 + 12));
    }

    [Test]
    public void What_plan_says_of_texts_that_nobody_reads_is_no_better_than_what_is_measured()
    {
        var redactor = new Redactor(BuiltInWords.Lists, RedactionMode.Strict, BuiltInWords.Keep);
        RedactionScore score = RedactionScore.Of(Texts("sealed", file => file.StartsWith("ordinary", StringComparison.Ordinal)), redactor, withRecord: true);
        Assert.That(score.Leaking.High, Is.AtMost(1d / LeakRate.OneTextIn), $"plan says that about 1 text in {LeakRate.OneTextIn} leaks. {score}");
    }

    private static string NameOf(string kind) => kind.Split('-') is [var how, var writer, var voice] ? $"{Writers[writer]}: {voice}, {how}" : kind;

    private static IEnumerable<string> KindsOf(string kind) => Splits.SelectMany(split => Directory.GetFiles(RepositoryFolder.At("tests", "DataSharing.Gateway.Tests", "Narrative", "corpus", split), $"{kind}-*.txt"))
        .Select(path => Path.GetFileNameWithoutExtension(path)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static IEnumerable<CorpusText> Texts(string split, Func<string, bool> file) => split == "all" ? Splits.SelectMany(one => CorpusText.Read(one, file)) : CorpusText.Read(split, file);
}
