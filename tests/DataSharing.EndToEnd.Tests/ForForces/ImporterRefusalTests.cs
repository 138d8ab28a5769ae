using System.Text;
using System.Text.Json.Nodes;

namespace DataSharing.EndToEnd.Tests.ForForces;

/// <summary>What the importer does not import: it says which file and why, changes nothing, and prints no cell of it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ImporterRefusalTests
{
    private const int Refused = 1;
    private const int Usage = 2;
    private const int Missing = 3;
    private const string Header = "record_id,action,version,incident_date,date_precision,local_authority,category,victim_count,summary\r\n";
    private const string Row = "2R0DZPGEVYS9TGC8,NEW,1,2026-11-14,Exact,Basildon,Threats,1,Qzxw7\r\n";

    [Test]
    public async Task A_manifest_without_its_file_waits_for_it()
    {
        using var importer = new Importer();
        importer.Put(Rig.Notts, ThirtyNights.Of(Rig.Notts));
        Delivered lost = ThirtyNights.Of(Rig.Notts).First(file => file.Sequence > 3 && file.Sequence != ThirtyNights.ResentTo(Rig.Notts) && file.File is not null);
        File.Delete(Path.Combine(importer.Inbox, lost.File!));
        Ended ended = await importer.RunAsync();
        Assert.That((ended.Code, importer.Last()), Is.EqualTo((Missing, lost.Sequence - 1)), ended.Output);
        Assert.That(ended.Output, Does.Contain($"missing: {lost.File}, which {lost.ManifestName} describes.").And.Contain($"missing: sequence {lost.Sequence}. "));
        importer.RequireTruth(Rig.Notts, lost.Sequence - 1);
    }

    [Test]
    public async Task A_file_with_one_other_byte_is_refused_and_its_other_attempt_is_taken()
    {
        using var importer = new Importer();
        int sequence = ThirtyNights.ResentTo(Rig.Met);
        Delivered[] attempts = [.. ThirtyNights.Of(Rig.Met).Where(file => file.Sequence == sequence)];
        importer.Put(Rig.Met, ThirtyNights.Of(Rig.Met).Except(attempts[1..]));
        string spoiled = Path.Combine(importer.Inbox, attempts[0].File!);
        byte[] bytes = await File.ReadAllBytesAsync(spoiled);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(spoiled, bytes);
        Ended ended = await importer.RunAsync();
        Assert.That((ended.Code, importer.Last()), Is.EqualTo((Refused, sequence - 1)), ended.Output);
        Assert.That(ended.Output, Does.Contain($"refused: {attempts[0].ManifestName}: {attempts[0].File} is not the file that it describes. Ask the charity for sequence {sequence} again."));
        importer.RequireTruth(Rig.Met, sequence - 1);

        importer.Put(Rig.Met, attempts[1..]);
        Assert.That((await importer.RunAsync()).Code, Is.EqualTo(Refused));
        importer.RequireTruth(Rig.Met);
        Assert.That(importer.Names, Is.EquivalentTo(new[] { attempts[0].File, attempts[0].ManifestName }), "The spoiled pair is left for a person.");
    }

    [Test]
    public async Task A_folder_that_cannot_be_written_needs_keep_files()
    {
        using var importer = new Importer();
        importer.Put(Rig.Gmp, ThirtyNights.Of(Rig.Gmp));
        File.SetUnixFileMode(importer.Folder, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(importer.Script, (UnixFileMode)0b101_101_101);
        foreach (string file in Directory.GetFiles(importer.Inbox))
        {
            File.SetUnixFileMode(file, (UnixFileMode)0b100_100_100);
        }

        File.SetUnixFileMode(importer.Inbox, (UnixFileMode)0b101_101_101);
        Ended refused = await importer.RunWithoutRightsAsync();
        Assert.That(refused.Code, Is.EqualTo(Usage), refused.Output + refused.Error);
        Assert.That(refused.Error, Does.Contain("this account cannot delete files there. Let it write there, or use --keep-files. Nothing was imported."));
        Assert.That(File.Exists(importer.Database), Is.False);

        Ended kept = await importer.RunWithoutRightsAsync("--keep-files");
        Assert.That(kept.Code, Is.Zero, kept.Output + kept.Error);
        importer.RequireTruth(Rig.Gmp);
        Assert.That(File.GetUnixFileMode(importer.Database), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        File.SetUnixFileMode(importer.Inbox, (UnixFileMode)0b111_111_111);
    }

    [TestCase("format", "3", "it has format 3, and this importer knows 2. Ask the charity for the new importer")]
    [TestCase("format", null, "it has format 1, which does not say how its file is read. Ask the charity for a full file, then use --restart")]
    [TestCase("test", "true", "it is a test file. Delete it and its file; they have no real record")]
    [TestCase("sequence", "\"Qzxw7\"", "it is not a whole manifest. Ask the charity for the file again")]
    [TestCase("columns", null, "it is not a whole manifest. Ask the charity for the file again")]
    [TestCase("file", "\"../Qzxw7.csv\"", "it is not a whole manifest. Ask the charity for the file again")]
    [TestCase("force", "\"kent\"", "it is for kent from cst, and this table is for essex from cst")]
    [TestCase("controller", "\"mama\"", "it is for essex from mama, and this table is for essex from cst")]
    public async Task A_manifest_that_is_not_for_this_table_is_refused(string member, string? value, string why)
    {
        using var importer = await WithFirstNightAsync();
        importer.Put("essex-000002-1", Encoding.UTF8.GetBytes("\uFEFF" + Header), manifest =>
        {
            (manifest["sequence"], manifest["counts"]!["new"]) = (2, 0);
            manifest.AsObject().Remove(member);
            if (value is not null)
            {
                manifest[member] = JsonNode.Parse(value);
            }

            // A test file has no sequence.
            if (member == "test")
            {
                manifest.AsObject().Remove("sequence");
            }
        });
        await RefusesAsync(importer, $"refused: essex-000002-1.json: {why}.");
    }

    [TestCase("Qzxw7,NEW\r\n", "row 1 of")]
    [TestCase("Qzxw7,Qzxw7,1,,,,,,\r\n", "row 1 of")]
    [TestCase("Qzxw7,NEW,Qzxw7,,,,,,\r\n", "row 1 of")]
    [TestCase("Qzxw7,NEW,1,\"Qzxw7\"Qzxw7,,,,,\r\n", "cannot be read as its manifest says")]
    [TestCase("Qzxw7,WITHDRAW,2,Qzxw7,,,,,\r\n", "a WITHDRAW with more than its number")]
    [TestCase(Row + Row, "does not have as many NEW rows")]
    [TestCase("", "does not have as many NEW rows")]
    public async Task Rows_that_are_not_as_the_manifest_says_are_refused_without_a_word_of_them(string rows, string why)
    {
        using var importer = await WithFirstNightAsync();
        importer.Put("essex-000002-1", Encoding.UTF8.GetBytes("\uFEFF" + Header + rows), manifest =>
        {
            (manifest["sequence"], manifest["counts"]!["new"]) = (2, 1);
        });
        await RefusesAsync(importer, why);
    }

    [TestCase("Qzxw7," + Header, true)]
    [TestCase("record_id\u00FF", false)]
    public async Task A_header_or_bytes_that_the_manifest_does_not_promise_are_refused(string header, bool mark)
    {
        using var importer = await WithFirstNightAsync();
        byte[] bytes = [.. mark ? Encoding.UTF8.Preamble : [], .. Encoding.Latin1.GetBytes(header + "Qzxw7")];
        importer.Put("essex-000002-1", bytes, manifest => manifest["sequence"] = 2);
        await RefusesAsync(importer, "essex-000002-1.csv");
    }

    [Test]
    public async Task A_sequence_again_with_other_bytes_is_refused_before_and_after_the_import()
    {
        using var importer = await WithFirstNightAsync();
        importer.Put("essex-000001-2", Encoding.UTF8.GetBytes("\uFEFF" + Header + Row));
        await RefusesAsync(importer, "refused: essex-000001-2.json: sequence 1 was imported with other bytes. Tell the charity.");

        using var both = new Importer();
        both.Put("essex-000001-1", Importer.Example("night-1/essex-000001-1.csv"));
        both.Put("essex-000001-2", Encoding.UTF8.GetBytes("\uFEFF" + Header + Row));
        Ended ended = await both.RunAsync();
        Assert.That((ended.Code, both.Last()), Is.EqualTo((Refused, 0)), ended.Output);
        Assert.That(ended.Output, Does.Contain("refused: sequence 1 is here with different bytes: essex-000001-1.json, essex-000001-2.json. Tell the charity."));
    }

    [Test]
    public async Task Unfinished_uploads_are_not_looked_at()
    {
        using var importer = await WithFirstNightAsync();
        string[] unfinished = ["essex-000002-1.csv", "essex-000002-1.json.part", ".essex-000002-1.json.part", ".essex-000002-1.json"];
        foreach (string name in unfinished)
        {
            await File.WriteAllTextAsync(Path.Combine(importer.Inbox, name), "{ Qzxw7");
        }

        Ended ended = await importer.RunAsync();
        Assert.That(ended.Code, Is.Zero, ended.Output + ended.Error);
        Assert.That(importer.Names, Is.EquivalentTo(unfinished));
    }

    [Test]
    public async Task A_folder_with_files_of_two_forces_is_not_begun()
    {
        using var importer = new Importer();
        importer.Put(Rig.Met, ThirtyNights.Of(Rig.Met));
        importer.Put(Rig.Gmp, ThirtyNights.Of(Rig.Gmp));
        Ended ended = await importer.RunAsync();
        Assert.That((ended.Code, importer.Last()), Is.EqualTo((Usage, 0)), ended.Output + ended.Error);
    }

    [Test]
    public async Task What_is_no_folder_or_no_database_is_wrong_usage()
    {
        using var importer = await WithFirstNightAsync();
        await File.WriteAllTextAsync(importer.Database, "Qzxw7, and so on, which is no database of any kind, however long one reads it");
        Ended ended = await importer.RunAsync();
        Assert.That(ended.Code, Is.EqualTo(Usage), ended.Output + ended.Error);
        Assert.That(ended.Error, Does.Contain("the database cannot be used"));
        Directory.Delete(importer.Inbox, recursive: true);
        ended = await importer.RunAsync();
        Assert.That(ended.Code, Is.EqualTo(Usage), ended.Output + ended.Error);
        Assert.That(ended.Error, Does.Contain("is not a folder that can be read"));
    }

    private static async Task<Importer> WithFirstNightAsync()
    {
        var importer = new Importer();
        importer.Put("essex-000001-1", Importer.Example("night-1/essex-000001-1.csv"));
        Ended ended = await importer.RunAsync();
        Assert.That((ended.Code, importer.Rows().Count), Is.EqualTo((0, 3)), ended.Output + ended.Error);
        return importer;
    }

    /// <summary>The file is left, and the table is as it was.</summary>
    private static async Task RefusesAsync(Importer importer, string why)
    {
        string[] before = [.. importer.Names.OfType<string>()];
        Ended ended = await importer.RunAsync();
        Assert.That(ended.Code, Is.EqualTo(Refused), ended.Output + ended.Error);
        Assert.That(ended.Output, Does.Contain(why));
        Assert.That((importer.Last(), importer.Rows().Count), Is.EqualTo((1, 3)));
        Assert.That(importer.Names, Is.EquivalentTo(before));
    }
}
