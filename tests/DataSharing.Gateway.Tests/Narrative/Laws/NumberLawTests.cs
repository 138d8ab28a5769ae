using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Narrative.Laws;

/// <summary>Structured numbers in unusual writing, all of which are masked in both modes, and what looks like one and stays in standard mode: numbers.txt.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class NumberLawTests
{
    private static readonly string[] Frames = ["His details are {0} he said.", "she gave {0} and left"];

    [Test]
    public void Every_number_of_the_table_is_masked([Values] RedactionMode mode)
    {
        const int Fewest = 300;
        var redactor = new Redactor(BuiltInWords.Lists, mode, BuiltInWords.Keep);
        string[] numbers = [.. Lines().Where(line => line.Contains('«', StringComparison.Ordinal))];
        string[] left = [.. numbers.SelectMany(_ => Frames, (number, frame) => frame.Replace("{0}", number, StringComparison.Ordinal)).Where(marked => IsLeft(redactor, marked))];
        TestContext.Out.WriteLine($"{mode}: {left.Length} of {numbers.Length * Frames.Length} are left.");
        Assert.That(numbers, Has.Length.AtLeast(Fewest));
        Assert.That(left, Is.Empty, string.Join('\n', left));
    }

    [Test]
    public void What_looks_like_a_number_and_is_none_stays()
    {
        const int Fewest = 60;
        var redactor = new Redactor(BuiltInWords.Lists, RedactionMode.Standard, BuiltInWords.Keep);
        string[] others = [.. Lines().Where(line => !line.Contains('«', StringComparison.Ordinal))];
        string[] masked = [.. others.Select(line => (Line: line, redactor.Redact(line, KnownIdentifiers.None).Text)).Where(one => one.Text != one.Line).Select(one => $"{one.Line} => {one.Text}")];
        Assert.That(others, Has.Length.AtLeast(Fewest));
        Assert.That(masked, Is.Empty, string.Join('\n', masked));
    }

    private static bool IsLeft(Redactor redactor, string marked)
    {
        int start = marked.IndexOf('«', StringComparison.Ordinal);
        int end = marked.IndexOf('»', StringComparison.Ordinal) - 1;
        string text = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        Redaction redaction = redactor.Redact(text, KnownIdentifiers.None);
        return Enumerable.Range(start, end - start).Any(i => char.IsLetterOrDigit(text[i]) && !redaction.Spans.Any(span => span.Start <= i && i < span.End));
    }

    private static IEnumerable<string> Lines() => File.ReadLines(RepositoryFolder.At("tests", "DataSharing.Gateway.Tests", "Narrative", "Laws", "numbers.txt")).Where(line => line.Length > 0 && line[0] != '#');
}
