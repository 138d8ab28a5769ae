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

    [TestCase("ordinary", RedactionMode.Standard, true, 0.955, 0.85, 0.705, 0.945, 0.06)]
    [TestCase("ordinary", RedactionMode.Standard, false, 0.945, 0.82, 0.69, 0.945, 0.06)]
    [TestCase("ordinary", RedactionMode.Strict, true, 0.965, 0.885, 0.72, 0.915, 0.09)]
    [TestCase("ordinary", RedactionMode.Strict, false, 0.96, 0.865, 0.71, 0.915, 0.09)]
    [TestCase("hard", RedactionMode.Standard, true, 0.71, 0.315, 0.51, 0.895, 0.185)]
    [TestCase("hard", RedactionMode.Standard, false, 0.63, 0.2, 0.465, 0.905, 0.155)]
    [TestCase("hard", RedactionMode.Strict, true, 0.77, 0.39, 0.56, 0.865, 0.235)]
    [TestCase("hard", RedactionMode.Strict, false, 0.71, 0.285, 0.52, 0.875, 0.21)]
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
        RedactionScore score = RedactionScore.Of(Texts("all", file => file.StartsWith("ordinary", StringComparison.Ordinal)), redactor, withRecord: true);
        Assert.That(score.Leaking.High, Is.AtMost(1d / LeakRate.OneTextIn), $"plan says that about 1 text in {LeakRate.OneTextIn} leaks. {score}");
    }

    private static string NameOf(string kind) => kind.Split('-') is [var how, var writer, var voice] ? $"{Writers[writer]}: {voice}, {how}" : kind;

    private static IEnumerable<string> KindsOf(string kind) => Splits.SelectMany(split => Directory.GetFiles(RepositoryFolder.At("tests", "DataSharing.Gateway.Tests", "Narrative", "corpus", split), $"{kind}-*.txt"))
        .Select(path => Path.GetFileNameWithoutExtension(path)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static IEnumerable<CorpusText> Texts(string split, Func<string, bool> file) => split == "all" ? Splits.SelectMany(one => CorpusText.Read(one, file)) : CorpusText.Read(split, file);
}
