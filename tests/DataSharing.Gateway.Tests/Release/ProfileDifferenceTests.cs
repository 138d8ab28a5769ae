using System.Text.Json.Nodes;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Release;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Release;

/// <summary>What changed between two texts of a configuration: by edits that somebody would make, and by any edit at all.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ProfileDifferenceTests
{
    private const string Met = "metropolitan";
    private const string Same = "says the same";
    private const string Unknown = "is not known to the table of changes";
    private const int EditsAtRandom = 320;

    private static readonly string[] Documents = ["forces/{0}.json", "protocols/", "source/fields.json"];

    private static IEnumerable<ProfileEdit> Edits => ProfileEdits.All;

    private static IEnumerable<ProfileEdit> Narrowing => ProfileEdits.All.Where(edit => edit.Class == ChangeClass.Narrower);

    /// <summary>Whether the program refuses the text is seen where runs go by it (<c>AcceptedEditTests</c>).</summary>
    [TestCaseSource(nameof(Edits))]
    public void An_edit_is_classed_and_told(ProfileEdit edit)
    {
        (DeliveredProfile before, DeliveredProfile now) = Texts(edit);
        var difference = ProfileDifference.Between(before, now, edit.Force);
        string told = string.Join('\n', difference.Changes.Select(change => $"{change.Class} {change.Part}: {change.Words}"));
        Assert.That(difference.Class, Is.EqualTo(edit.Class), told);
        Assert.That(difference.Changes.Where(change => change.Class == edit.Class).Select(change => change.Words), Has.Some.Contains(edit.Words), told);
        Assert.That(edit.IsRefused || difference.Changes.All(change => !change.Words.Contains(Unknown, StringComparison.Ordinal)), Is.True, told);
    }

    [Test]
    public void There_are_enough_edits_and_each_is_another() => Assert.That(Edits.Select(edit => edit.ToString()).ToArray(), Is.Unique.And.Length.GreaterThan(120));

    [TestCaseSource(nameof(Narrowing))]
    public void What_was_narrowed_is_widened_by_its_contrary(ProfileEdit edit)
    {
        (DeliveredProfile before, DeliveredProfile now) = Texts(edit);
        Assert.That(ProfileDifference.Between(now, before, edit.Force).Class, Is.EqualTo(ChangeClass.Wider));
    }

    [Test]
    public void Nothing_changed_where_the_texts_are_the_same([ValueSource(typeof(SampleTexts), nameof(SampleTexts.Forces))] string force)
    {
        var difference = ProfileDifference.Between(SampleTexts.Of(force), new DeliveredProfile([.. SampleTexts.Of(force).Files]), force);
        Assert.That(difference.Changes, Is.Empty);
        Assert.That(difference.Class, Is.EqualTo(ChangeClass.Neither));
        Assert.That(difference.IsHostKeyAlone, Is.False);
    }

    [Test]
    public void The_first_text_is_wider_as_a_whole() =>
        Assert.That(ProfileDifference.Between(null, SampleTexts.Of(Met), Met).Changes.Single().Class, Is.EqualTo(ChangeClass.Wider));

    /// <summary>Changes a value, takes a member or an item away, or adds one, anywhere in the documents of a force.</summary>
    [Test]
    public void No_edit_of_a_document_passes([ValueSource(typeof(SampleTexts), nameof(SampleTexts.Forces))] string force)
    {
        var random = new Random(20261129);
        DeliveredProfile before = SampleTexts.Of(force);
        string[] files = [.. before.Files.Select(file => file.File).Where(file => file.EndsWith(".json", StringComparison.Ordinal))];
        Assert.That(files, Has.Length.EqualTo(Documents.Length));
        using IDisposable all = Assert.EnterMultipleScope();
        for (int edit = 0; edit < EditsAtRandom / SampleTexts.Forces.Length; edit++)
        {
            string did = "";
            string file = files[random.Next(files.Length)];
            DeliveredProfile now = before.With(file, ProfileEdit.Json(document => did = AnyEdit.Of(document, random)));
            var difference = ProfileDifference.Between(before, now, force);
            string told = $"{file}: {did}: {string.Join("; ", difference.Changes.Select(change => $"{change.Class} {change.Words}"))}";
            Assert.That(difference.Changes.Any(change => !change.Words.Contains(Same, StringComparison.Ordinal)), Is.EqualTo(!AnyEdit.IsDefault(did)), told);
            Assert.That(AnyEdit.IsAddition(did) && difference.Class != ChangeClass.Wider, Is.False, told);
        }
    }

    /// <summary>A line or blank somewhere in a list or the statement.</summary>
    [TestCase("source/incidents.sql")]
    [TestCase("reference/towns.csv")]
    [TestCase("reference/premises.csv")]
    [TestCase("reference/local-authorities.csv")]
    [TestCase("reference/outward-codes.csv")]
    [TestCase("reference/keep.txt")]
    [TestCase("reference/narrative-keep.txt")]
    public void No_line_that_is_taken_away_passes(string file)
    {
        var random = new Random(20261129);
        DeliveredProfile before = SampleTexts.Of(Met);
        for (int edit = 0; edit < 10; edit++)
        {
            string gone = "";
            DeliveredProfile now = before.With(file, text =>
            {
                List<string> lines = [.. text.Split('\n')];
                int at = random.Next(1, lines.Count);
                gone = lines[at];
                lines.RemoveAt(at);
                return string.Join('\n', lines);
            });
            bool says = gone.Trim().Length > 0 && gone[0] != '#';
            var difference = ProfileDifference.Between(before, now, Met);
            Assert.That(difference.Changes, Has.Count.EqualTo(1), gone);
            // A town of one name stands in several authorities, and what the list is of are names.
            Assert.That(difference.Changes[0].Words.Contains(Same, StringComparison.Ordinal) && says && !IsTwice(before, file, gone), Is.False, gone);
        }
    }

    [Test]
    public void A_text_that_cannot_be_read_part_by_part_is_wider()
    {
        DeliveredProfile before = SampleTexts.Of(Met).With("source/fields.json", text => text[..200]);
        var difference = ProfileDifference.Between(before, SampleTexts.Of(Met), Met);
        Assert.That(difference.Class, Is.EqualTo(ChangeClass.Wider));
        Assert.That(difference.Changes.Single().Words, Does.Contain("cannot be read part by part"));
    }

    [Test]
    public void A_file_that_is_new_or_gone_is_told()
    {
        var without = new DeliveredProfile([.. SampleTexts.Of(Met).Files.Where(file => file.File != "reference/narrative-keep.txt")]);
        var with = new DeliveredProfile([.. SampleTexts.Of(Met).Files, ("reference/more.csv", "a\n"u8.ToArray())]);
        Assert.That(ProfileDifference.Between(SampleTexts.Of(Met), without, Met).Changes.Single().Words, Does.Contain("the built-in list counts again"));
        Assert.That(ProfileDifference.Between(SampleTexts.Of(Met), with, Met).Changes.Single().Class, Is.EqualTo(ChangeClass.Wider));
    }

    [Test]
    public void A_block_that_moves_from_the_profile_to_its_protocol_says_the_same()
    {
        JsonNode? block = null;
        DeliveredProfile now = SampleTexts.Of(Met).With($"forces/{Met}.json", ProfileEdit.Json(all =>
        {
            block = all["rarePremises"]!.DeepClone();
            all.AsObject().Remove("rarePremises");
        })).With("protocols/national-2015.json", ProfileEdit.Json(all => all["rarePremises"] = block));
        Assert.That(ProfileDifference.Between(SampleTexts.Of(Met), now, Met).Changes, Has.Count.EqualTo(2).And.All.Property(nameof(ProfileChange.Class)).EqualTo(ChangeClass.Neither));
    }

    [Test]
    public void Only_the_host_keys_wait_alone()
    {
        const string file = $"forces/{Met}.json";
        DeliveredProfile before = SampleTexts.Of(Met);
        DeliveredProfile keys = before.With(file, ProfileEdits.All.Single(edit => edit.Name == "another host key").Edit);
        DeliveredProfile hour = keys.With(file, ProfileEdits.All.Single(edit => edit.Name == "at another hour").Edit);
        DeliveredProfile server = keys.With(file, ProfileEdits.All.Single(edit => edit.Name == "another server").Edit);
        Assert.That(ProfileDifference.Between(before, keys, Met).IsHostKeyAlone, Is.True);
        Assert.That(ProfileDifference.Between(before, hour, Met).IsHostKeyAlone, Is.True, "What does not wait is not looked at.");
        Assert.That(ProfileDifference.Between(before, server, Met).IsHostKeyAlone, Is.False);
        Assert.That(ProfileDifference.Between(before, before.With(file, ProfileEdits.All.Single(edit => edit.Name == "a column more").Edit), Met).IsHostKeyAlone, Is.False);
    }

    [TestCase("", "\"approvers\": 0,", ChangeClass.Wider)]
    [TestCase("", "\"approvers\": 1,", ChangeClass.Neither)]
    [TestCase("", "\"approvers\": 2,", ChangeClass.Narrower)]
    [TestCase("\"approvers\": 2,", "", ChangeClass.Wider)]
    [TestCase("", "\"guards\": { \"firstExport\": false },", ChangeClass.Wider)]
    [TestCase("\"guards\": { \"firstExport\": false },", "", ChangeClass.Narrower)]
    [TestCase("", "\"guards\": { \"otherArea\": false },", ChangeClass.Wider)]
    [TestCase("\"guards\": { \"otherArea\": false },", "\"guards\": { \"otherArea\": { \"percent\": 90 } },", ChangeClass.Narrower)]
    [TestCase("", "\"guards\": { \"volume\": { \"times\": 4 } },", ChangeClass.Wider)]
    [TestCase("", "\"guards\": { \"volume\": { \"times\": 2 } },", ChangeClass.Narrower)]
    [TestCase("", "\"guards\": { \"volume\": { \"times\": 2, \"moreThan\": 50 } },", ChangeClass.Wider)]
    [TestCase("", "\"guards\": { \"massWithdrawal\": { \"percent\": 10 } },", ChangeClass.Neither)]
    [TestCase("", "\"guards\": { \"massWithdrawal\": { \"hours\": 10 } },", ChangeClass.Wider)]
    public void Approval_and_guards_that_ask_for_less_are_wider(string then, string now, ChangeClass expected)
    {
        DeliveredProfile With(string member) => SampleTexts.Of(Met).With($"forces/{Met}.json", ProfileEdit.Swap("\"version\": 1,", $"\"version\": 1, {member}"));
        var difference = ProfileDifference.Between(With(then), With(now), Met);
        Assert.That(difference.Class, Is.EqualTo(expected), string.Join('\n', difference.Changes));
    }

    [Test]
    public void The_table_of_the_documents_is_the_one_in_the_program()
    {
        IEnumerable<string> lines = ChangeTable.Rules.Select(rule =>
            $"| `{rule.Pattern}` | {rule.What.Replace("{0}", "…", StringComparison.Ordinal).Replace("{1}", "…", StringComparison.Ordinal)} | {rule.Judge.Wider} | {rule.Judge.Narrower} | {rule.Judge.Neither} |");
        string[] document = File.ReadAllLines(RepositoryFolder.At("docs/configuration.md"));
        string[] table = [.. document.SkipWhile(line => !line.StartsWith("## What waits for acceptance", StringComparison.Ordinal))
            .SkipWhile(line => !line.StartsWith("| part ", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))];
        Assert.That(table.Select(line => line.Replace("  ", " ", StringComparison.Ordinal)), Is.EqualTo(lines.Select(line => line.Replace("  ", " ", StringComparison.Ordinal))), string.Join('\n', lines));
    }

    private static (DeliveredProfile Before, DeliveredProfile Now) Texts(ProfileEdit edit)
    {
        DeliveredProfile sample = SampleTexts.Of(edit.Force);
        return (edit.First is null ? sample : sample.With(edit.File, edit.First), sample.With(edit.File, edit.Edit));
    }

    private static bool IsTwice(DeliveredProfile text, string file, string line) => file.EndsWith("towns.csv", StringComparison.Ordinal)
        && System.Text.Encoding.UTF8.GetString(text.Files.Single(one => one.File == file).Bytes).Split('\n').Count(other => other.Split(',')[0] == line.Split(',')[0]) > 1;
}
