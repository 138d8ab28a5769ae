using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Narrative.Laws;

/// <summary>
/// Laws that are tables beside this file, each line checked in both modes: what must stay, phrases that are masked as a whole, and the signs and spellings that a
/// text comes with.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class TableLawTests
{
    private static readonly Redactor Standard = new(BuiltInWords.Lists, RedactionMode.Standard, BuiltInWords.Keep);
    private static readonly Redactor Strict = new(BuiltInWords.Lists, RedactionMode.Strict, BuiltInWords.Keep);

    [Test]
    public void What_must_stay_stays([Values] RedactionMode mode)
    {
        const int Fewest = 120;
        string[] lines = [.. Lines("stays")];
        string[] masked = [.. lines.Select(line => (Line: line, Of(mode).Redact(line, KnownIdentifiers.None).Text)).Where(one => one.Text != one.Line).Select(one => $"{one.Line} => {one.Text}")];
        Assert.That(lines, Has.Length.AtLeast(Fewest));
        Assert.That(masked, Is.Empty, string.Join('\n', masked));
    }

    [Test]
    public void A_mask_covers_the_whole_phrase([Values] RedactionMode mode) => Check(mode, "phrases", fewest: 45);

    [Test]
    public void Signs_and_spellings_hide_nothing_and_are_no_names([Values] RedactionMode mode) => Check(mode, "signs", fewest: 35);

    /// <summary>A list that a controller has stands in place of the built-in one, so the example has what that has.</summary>
    [Test]
    public void The_example_of_a_list_of_terms_has_every_built_in_term()
    {
        string[] own = File.ReadAllLines(RepositoryFolder.At("config", "cst", "reference", "narrative-keep.txt"));
        string[] missing = [.. File.ReadLines(RepositoryFolder.At("src", "DataSharing.Gateway", "Narrative", "keep.txt")).Where(line => line.Length > 0 && line[0] != '#').Except(own)];
        Assert.That(missing, Is.Empty, string.Join('\n', missing.Take(20)));
    }

    private static Redactor Of(RedactionMode mode) => mode == RedactionMode.Strict ? Strict : Standard;

    private static void Check(RedactionMode mode, string table, int fewest)
    {
        var wrong = new List<string>();
        int lines = 0;
        foreach (string[] parts in Lines(table).Select(line => line.Replace("\\0", "\0", StringComparison.Ordinal).Split(" => ")))
        {
            lines++;
            string[] text = parts[0].Split(" ## ");
            string redacted = Of(mode).Redact(text[0], text.Length > 1 ? new KnownIdentifiers(text[1].Split(';')) : KnownIdentifiers.None).Text;
            if (redacted != parts[1])
            {
                wrong.Add($"{text[0]} => {redacted}");
            }
        }

        Assert.That(lines, Is.AtLeast(fewest));
        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
    }

    private static IEnumerable<string> Lines(string table) => File.ReadLines(RepositoryFolder.At("tests", "DataSharing.Gateway.Tests", "Narrative", "Laws", table + ".txt")).Where(line => line.Length > 0 && line[0] != '#');
}
