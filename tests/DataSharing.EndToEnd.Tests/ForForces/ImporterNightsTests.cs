using System.Globalization;

namespace DataSharing.EndToEnd.Tests.ForForces;

/// <summary>Thirty nights imported in every order in which they can come: the table is the truth, or the importer says which file is missing.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ImporterNightsTests
{
    private const int Missing = 3;

    private static string[] Forces => Rig.Forces;

    [TestCaseSource(nameof(Forces))]
    public async Task Files_in_order_make_the_truth_and_are_deleted(string force)
    {
        using var importer = new Importer();
        IReadOnlyList<Delivered> files = ThirtyNights.Of(force);
        int half = files[files.Count / 2].Sequence;
        importer.Put(force, files.Where(file => file.Sequence <= half));
        await DoneAsync(importer);
        importer.RequireTruth(force, half);
        importer.Put(force, files.Where(file => file.Sequence > half));
        await DoneAsync(importer);
        importer.RequireTruth(force);
        Assert.That((importer.Names, importer.Last()), Is.EqualTo((Array.Empty<string>(), files[^1].Sequence)));

        byte[] before = await File.ReadAllBytesAsync(importer.Database);
        importer.Put(force, files);
        Ended again = await DoneAsync(importer);
        Assert.That(again.Output, Does.StartWith($"skipped: {files.Count} manifests").And.Not.Contain("imported: "));
        Assert.That((await File.ReadAllBytesAsync(importer.Database)).SequenceEqual(before), Is.True, "A repeated file changes nothing.");
        Assert.That(importer.Names, Is.Empty);
    }

    [TestCaseSource(nameof(Forces))]
    public async Task Files_out_of_order_wait_for_those_before_them(string force)
    {
        using var importer = new Importer();
        Delivered[] shuffled = [.. ThirtyNights.Of(force)];
        new Random(7).Shuffle(shuffled);
        int put = 0;
        foreach (Delivered[] batch in shuffled.Chunk(6))
        {
            importer.Put(force, batch);
            put += batch.Length;
            HashSet<int> there = [.. shuffled[..put].Select(file => file.Sequence)];
            int expected = Enumerable.Range(1, there.Count + 1).First(sequence => !there.Contains(sequence)) - 1;
            // With --keep-files every earlier file is met again.
            Ended ended = await importer.RunAsync("--keep-files");
            Assert.That((ended.Code, importer.Last()), Is.EqualTo((expected == there.Max() ? 0 : Missing, expected)), ended.Output + ended.Error);
            importer.RequireTruth(force, expected);
        }

        importer.RequireTruth(force);
        Assert.That(importer.Names.Count(), Is.EqualTo(Directory.GetFiles(ThirtyNights.InboxOf(force)).Length));
    }

    [TestCaseSource(nameof(Forces))]
    public async Task A_gap_is_told_by_its_number_and_everything_after_it_waits(string force)
    {
        using var importer = new Importer();
        ILookup<bool, Delivered> files = ThirtyNights.Of(force).ToLookup(file => file.Sequence is 9 or 11);
        importer.Put(force, files[false]);
        Ended gap = await importer.RunAsync();
        Assert.That(gap.Code, Is.EqualTo(Missing), gap.Output + gap.Error);
        Assert.That(gap.Output, Does.Contain("missing: sequence 9, 11. Ask the charity to send it again. Waiting for it: 10, 12, "));
        importer.RequireTruth(force, 8);
        Assert.That(importer.Names, Is.SupersetOf(files[false].Where(file => file.Sequence > 9).Select(file => file.ManifestName)));

        importer.Put(force, files[true]);
        await DoneAsync(importer);
        importer.RequireTruth(force);
    }

    [TestCaseSource(nameof(Forces))]
    public async Task A_sequence_that_came_only_under_attempt_2_is_no_gap(string force)
    {
        using var importer = new Importer();
        Delivered[] attempts = [.. ThirtyNights.Of(force).Where(file => file.Sequence == ThirtyNights.ResentTo(force))];
        Assert.That(attempts[0].ManifestName, Does.EndWith("1.json"));
        importer.Put(force, ThirtyNights.Of(force).Except(attempts[..1]));
        Ended ended = await DoneAsync(importer);
        Assert.That(ended.Output, Does.Contain($"imported: sequence {attempts[1].Sequence}, {attempts[1].File}: "));
        importer.RequireTruth(force);
    }

    [TestCaseSource(nameof(Forces))]
    public async Task A_full_file_deletes_what_is_not_in_it_and_a_table_can_begin_with_it(string force)
    {
        using var importer = new Importer();
        Delivered full = ThirtyNights.Of(force).Single(file => file.IsFull);
        importer.Put(force, ThirtyNights.Of(force).Where(file => file.Sequence < full.Sequence));
        await DoneAsync(importer);
        importer.Read("INSERT INTO records (record_id, version) VALUES ('STRAY', 1)");
        importer.Put(force, [full]);
        Ended ended = await DoneAsync(importer);
        Assert.That(ended.Output, Does.Contain("1 deleted because a full file does not have them"));
        importer.RequireTruth(force, full.Sequence);

        using var late = new Importer();
        late.Put(force, ThirtyNights.Of(force).Where(file => file.Sequence >= full.Sequence - 1));
        string sequence = full.Sequence.ToString(CultureInfo.InvariantCulture);
        Assert.That((await late.RunAsync()).Code, Is.EqualTo(Missing));
        await DoneAsync(late, "--restart", sequence);
        late.RequireTruth(force);
        Assert.That(late.Names, Is.Empty, "What is older than the full file is deleted unread.");
        late.Put(force, [full]);
        await DoneAsync(late, "--restart", sequence);
        late.RequireTruth(force);
        Assert.That((await late.RunAsync("--restart", "999")).Code, Is.EqualTo(2));
        late.RequireTruth(force);
    }

    [TestCase("self.apply(pair.columns", 40)]
    [TestCase("self.db.execute(\"COMMIT\")", 5)]
    [TestCase("pair.done = True", 5)]
    [TestCase("os.remove", 5)]
    [TestCase("os.remove", 6)]
    public async Task Killed_at_a_step_and_started_again_it_ends_with_the_truth(string step, int times)
    {
        using var importer = new Importer();
        importer.Put(Rig.Met, ThirtyNights.Of(Rig.Met));
        await KilledAsync(importer, times, step);
        await DoneAsync(importer);
        importer.RequireTruth(Rig.Met);
        Assert.That(importer.Names, Is.Empty);
    }

    [Test]
    public async Task Killed_again_and_again_at_any_line_it_ends_with_the_truth()
    {
        using var importer = new Importer();
        importer.Put(Rig.Gmp, ThirtyNights.Of(Rig.Gmp));
        var random = new Random(9);
        for (int kill = 0; kill < 8; kill++)
        {
            await KilledAsync(importer, random.Next(1500, 4500), "");
        }

        await DoneAsync(importer);
        importer.RequireTruth(Rig.Gmp);
        Assert.That(importer.Names, Is.Empty);
    }

    [Test]
    public async Task Two_at_once_lose_nothing()
    {
        using var importer = new Importer();
        importer.Put(Rig.Notts, ThirtyNights.Of(Rig.Notts));
        Ended[] both = await Task.WhenAll(importer.RunAsync(), importer.RunAsync());
        int[] codes = [.. both.Select(ended => ended.Code).Order()];
        Assert.That((codes[0], codes[1]), Is.EqualTo((0, 0)).Or.EqualTo((0, 2)), both[0].Output + both[0].Error + both[1].Output + both[1].Error);
        await DoneAsync(importer);
        importer.RequireTruth(Rig.Notts);
        Assert.That(importer.Names, Is.Empty);
    }

    private static async Task KilledAsync(Importer importer, int times, string step)
    {
        Ended killed = await importer.KilledAsync(times, step);
        Assert.That(killed.Code, Is.EqualTo(128 + 9), killed.Output + killed.Error);
        importer.RequireTruth(Rig.Forces.Single(force => importer.Names.First()!.Contains(force, StringComparison.Ordinal)), importer.Last());
    }

    private static async Task<Ended> DoneAsync(Importer importer, params string[] options)
    {
        Ended ended = await importer.RunAsync(options);
        Assert.That(ended.Code, Is.Zero, ended.Output + ended.Error);
        return ended;
    }
}
