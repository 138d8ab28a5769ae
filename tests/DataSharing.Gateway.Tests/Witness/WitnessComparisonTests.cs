using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Tests.Ledger;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Tests.Witness;

/// <summary>
/// The sample has two delivered exports and a resend of the second, each with a manifest that its force has. Whoever forges it has the whole database, and leaves
/// nothing in it that does not fit.
/// </summary>
internal sealed class WitnessComparisonTests
{
    private const string Force = ScratchLedger.Force;
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;
    private Lease _lease = null!;
    private DirectoryInfo _kept = null!;

    [SetUp]
    public async Task Prepare()
    {
        _kept = Directory.CreateTempSubdirectory("kept-tests-");
        _scratch = new ScratchLedger();
        _ledger = await _scratch.OpenAsync();
        _lease = (await _ledger.Leases.TryAcquireAsync(Force))!;
        await _ledger.Profiles.FirstSeenEnabledAsync(Force, TimeProvider.System.GetUtcNow());
    }

    [TearDown]
    public async Task Clean()
    {
        await _lease.DisposeAsync();
        _scratch.Dispose();
        _kept.Delete(recursive: true);
    }

    [Test]
    public async Task Every_manifest_that_was_sent_agrees_and_says_up_to_where_the_journal_is_whole()
    {
        RecordedExport first = await DeliverAsync(1);
        RecordedExport second = await DeliverAsync(2);
        await DeliverAsync(2, of: second);
        Assert.That((first.Head!.Entry, second.Head!.Entry), Is.EqualTo((1L, 7L)));
        foreach ((string file, int sequence, int attempt, long entry) in new[] { ("1-1", 1, 1, 1L), ("2-1", 2, 1, 7), ("2-2", 2, 2, 7) })
        {
            ComparedStatement compared = await CompareAsync(file);
            Assert.That((compared.Force, compared.Sequence, compared.Attempt, compared.Entry), Is.EqualTo((Force, sequence, attempt, entry)), string.Join(' ', compared.Findings));
            Assert.That((compared.Ok, compared.Note), Is.EqualTo((true, (string?)null)));
        }

        Assert.That(await _ledger.Journal.VerifyAsync(), Has.Property(nameof(LedgerVerdict.Ok)).True.And.Property(nameof(LedgerVerdict.WithoutSalt)).Zero);
    }

    [TestCase("1-1", 1)]
    [TestCase("2-1", 1)]
    [TestCase("2-1", 7)]
    public async Task One_manifest_shows_that_the_journal_was_rewritten_although_all_of_it_fits_again(string file, long changed)
    {
        await DeliverAsync(1);
        await DeliverAsync(2);
        _scratch.DropTriggers();
        _scratch.Rewrite(entry => entry.Entry == changed ? entry with { Actor = "somebody else" } : entry);
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null, "The ledger by itself shows nothing.");
        Assert.That((await CompareAsync(file)).Findings, Is.EqualTo(new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"The journal was rewritten: entry {(file == "1-1" ? 1 : 7)}, which was its last when the manifest was written, or an entry before it is another now."),
        }));
    }

    [Test]
    public async Task A_rewrite_after_the_last_manifest_is_not_found_by_it_and_by_the_next_one()
    {
        await DeliverAsync(1);
        await DeliverAsync(2);
        _scratch.DropTriggers();
        _scratch.Rewrite(entry => entry.Entry == 8 ? entry with { At = "2020-01-01T00:00:00.000Z" } : entry);
        Assert.That((await CompareAsync("2-1")).Ok, Is.True);
        await DeliverAsync(3);
        Assert.That((await CompareAsync("3-1")).Ok, Is.True, "It is a witness of what stood there when it was written.");
    }

    [Test]
    public async Task An_older_copy_has_no_such_export_and_one_manifest_shows_it()
    {
        await DeliverAsync(1);
        string copy = Path.Combine(_kept.FullName, "copy.db");
        _ledger.Backup(copy);
        await DeliverAsync(2);
        using ExportLedger older = await ExportLedger.OpenAsync(DataSharing.Gateway.Servers.Sqlite.SqliteServer.File(copy), applySchema: false, TimeProvider.System);
        Assert.That((await older.Journal.VerifyAsync()).Ok, Is.True);
        Assert.That((await CompareAsync("1-1", older)).Ok, Is.True);
        Assert.That((await CompareAsync("2-1", older)).Findings, Is.EqualTo(new[]
        {
            "The ledger has no export to nottinghamshire with sequence 2. It was cut off or rewritten since, or it is an older copy.",
        }));
    }

    [Test]
    public async Task A_journal_whose_end_was_cut_off_is_found_by_the_entry_that_is_missing()
    {
        await DeliverAsync(1);
        await DeliverAsync(2);
        _scratch.DropTriggers();
        _scratch.Execute("delete from journal where entry > 6");
        Assert.That((await CompareAsync("2-1")).Findings.Single(), Is.EqualTo("The journal was cut off: entry 7, which was its last when the manifest was written, is missing."));
    }

    [TestCase("update export set sha256 = replace(sha256, 'b', 'c') where id = 2", "The SHA-256 differs: the manifest is not about the file that the ledger has as attempt 1.")]
    [TestCase("update export set manifest_sha256 = sha256 where id = 2", "The manifest is not byte for byte the one that the ledger has as attempt 1. Ask the force for it as it arrived.")]
    [TestCase("update export set force = 'metropolitan' where id = 2", "The ledger has no export to nottinghamshire with sequence 2. It was cut off or rewritten since, or it is an older copy.")]
    [TestCase("update export set manifest_sha256 = sha256, file_name = 'other.csv' where id = 2", "The ledger has sequence 2 of nottinghamshire, but no attempt with this manifest, neither by its bytes nor by its name.")]
    [TestCase("update export set state = 'void', delivered_at = null where id = 2", "The ledger says that attempt 1 was never published: it is void.")]
    [TestCase("update export set head_entry = 5 where id = 2", "The journal was rewritten: entry 5, which was its last when the manifest was written, or an entry before it is another now.")]
    [TestCase("update export set head_value = null where id = 2", "The ledger has lost the value under which the manifest tells the head of the journal.")]
    public async Task Says_in_what_the_ledger_differs_from_a_manifest(string sql, string finding)
    {
        await DeliverAsync(1);
        await DeliverAsync(2);
        Assert.That(_scratch.Execute(sql), Is.Positive);
        Assert.That((await CompareAsync("2-1")).Findings, Is.EqualTo(new[] { finding }));
    }

    [Test]
    public async Task A_manifest_that_tells_nothing_of_the_journal_is_compared_without_it_and_says_so()
    {
        await DeliverAsync(1, tells: Told.Nothing);
        ComparedStatement compared = await CompareAsync("1-1");
        Assert.That((compared.Ok, compared.Note), Is.EqualTo((true, "The manifest is of before ledger version 9 and tells nothing of the journal: only its file was compared.")));
        await DeliverAsync(2, tells: Told.OfEmpty);
        compared = await CompareAsync("2-1");
        Assert.That((compared.Ok, compared.Note), Is.EqualTo((true, "The journal was empty when the manifest was written: only its file was compared.")));
        _scratch.Execute("update export set head_entry = 1, head_value = 'x' where id = 1");
        Assert.That((await CompareAsync("1-1")).Findings, Is.EqualTo(new[] { "The manifest tells nothing of the journal, and the ledger says that it did." }));
    }

    [Test]
    public async Task An_anchor_shows_a_rewrite_and_a_cut_too()
    {
        await DeliverAsync(1);
        JournalHead head = await _ledger.Journal.HeadAsync();
        string anchor = string.Create(CultureInfo.InvariantCulture, $$"""{ "controller": "cst", "entry": {{head.Entry}}, "head": "{{head.Hash}}", "at": "2026-11-29T12:00:00Z" }""");
        Assert.That((await CompareAsync("anchor", text: anchor)).Entry, Is.EqualTo(head.Entry));
        await DeliverAsync(2);
        Assert.That((await CompareAsync("anchor")).Ok, Is.True, "The journal grew.");
        _scratch.DropTriggers();
        _scratch.Rewrite(entry => entry.Entry == 2 ? entry with { Actor = "somebody else" } : entry);
        Assert.That((await CompareAsync("anchor")).Findings.Single(), Does.StartWith("The journal was rewritten: entry 7, which was its last when the anchor was printed, or"));
        _scratch.Execute("delete from journal where entry > 6");
        Assert.That((await CompareAsync("anchor")).Findings.Single(), Is.EqualTo("The journal was cut off: entry 7, which was its last when the anchor was printed, is missing."));
        ComparedStatement empty = await CompareAsync("empty", text: """{ "controller": "cst", "entry": 0, "head": null }""");
        Assert.That((empty.Ok, empty.Note), Is.EqualTo((true, "The journal was empty when the anchor was printed, so that it proves nothing.")));
    }

    [TestCase("", "The file is neither a manifest nor an anchor.")]
    [TestCase("case,summary\n1,Abuse was shouted.\n", "The file is neither a manifest nor an anchor.")]
    [TestCase("[]", "The file is neither a manifest nor an anchor.")]
    [TestCase("""{ "controller": "cst" }""", "The file is neither a manifest nor an anchor.")]
    [TestCase("""{ "controller": "cst", "entry": 3, "head": "abc" }""", "The file is neither a manifest nor an anchor.")]
    [TestCase("""{ "controller": "cst", "entry": 0, "head": "{hash}" }""", "The file is neither a manifest nor an anchor.")]
    [TestCase("""{ "controller": "cst", "force": "notts", "sequence": 0, "file": null, "sha256": null }""", "The file is neither a manifest nor an anchor.")]
    [TestCase("""{ "controller": "cst", "force": "notts", "sequence": 1, "file": "a.csv", "sha256": null }""", "The file is neither a manifest nor an anchor.")]
    [TestCase("""{ "controller": "cst", "force": "notts", "sequence": 1, "file": null, "sha256": null, "journalHead": 5 }""", "The file is neither a manifest nor an anchor.")]
    [TestCase("""{ "controller": "c\ns", "force": "notts", "sequence": 1, "file": null, "sha256": null }""", "The file is neither a manifest nor an anchor.")]
    [TestCase("""{ "controller": "other", "force": "notts", "sequence": 1, "file": null, "sha256": null }""", "It is from another controller, other. This ledger is of cst.")]
    [TestCase("""{ "controller": "cst", "force": "notts", "sequence": 1, "file": null, "sha256": null }""", "The ledger has no export to notts with sequence 1.")]
    public async Task What_is_no_witness_of_this_ledger_is_said_and_not_quoted(string text, string finding)
    {
        ComparedStatement compared = await CompareAsync("file", text: text.Replace("{hash}", ScratchLedger.Sha('a'), StringComparison.Ordinal));
        Assert.That(compared.Ok, Is.False);
        Assert.That(compared.Findings.Single(), Does.StartWith(finding).And.Not.Contain("Abuse"));
    }

    [Test]
    public async Task What_is_not_there_a_folder_and_what_is_too_long_are_told_apart()
    {
        Assert.That((await CompareAsync("nowhere")).Findings, Is.EqualTo(new[] { "There is no such file." }));
        _kept.CreateSubdirectory("folder.json");
        Assert.That((await CompareAsync("folder")).Findings, Is.EqualTo(new[] { "This is a folder. Name the manifests in it." }));
        Assert.That((await CompareAsync("long", text: new string(' ', 1024 * 1024) + "1")).Findings.Single(), Does.StartWith("The file has more than 1 MiB"));
        Assert.That((await CompareAsync("deep", text: new string('[', 100))).Findings.Single(), Does.StartWith("The file is neither"));
    }

    [Test]
    public void No_two_forces_are_told_the_same_and_a_value_is_used_once()
    {
        var head = new JournalHead(7, ScratchLedger.Sha('a'));
        ToldHead one = ToldHead.Of(head)!;
        ToldHead other = ToldHead.Of(head)!;
        Assert.That(one.Value, Is.Not.EqualTo(other.Value).And.Match("^[0-9a-f]{64}$"));
        string[] told = [one.Saying("a", 1, head.Hash), one.Saying("b", 1, head.Hash), one.Saying("a", 2, head.Hash), one.Saying("a", 1, ScratchLedger.Sha('b')), other.Saying("a", 1, head.Hash)];
        Assert.That(told, Is.Unique.And.All.Match("^[0-9a-f]{64}$"));
        Assert.That(ToldHead.Of(JournalHead.Beginning), Is.Null);
    }

    private enum Told
    {
        Head,
        OfEmpty,
        Nothing,
    }

    /// <summary>Delivers an export of one row, and keeps its manifest as the force does.</summary>
    private async Task<RecordedExport> DeliverAsync(int sequence, RecordedExport? of = null, Told tells = Told.Head)
    {
        JournalHead last = await _ledger.Journal.HeadAsync();
        ToldHead? head = tells == Told.Head ? of?.Head ?? ToldHead.Of(last) : null;
        string? hash = head is null ? null : await _ledger.Journal.HashOfAsync(head.Entry);
        string said = tells == Told.Nothing ? "" : $", \"journalHead\": {(head is null ? "null" : $"\"{head.Saying(Force, sequence, hash!)}\"")}";
        ExportNumber number = of is null ? await _ledger.Exports.NextSequenceAsync(Force) : await _ledger.Exports.NextAttemptAsync(Force, sequence);
        string name = string.Create(CultureInfo.InvariantCulture, $"{sequence}-{number.Attempt}");
        byte[] manifest = Encoding.UTF8.GetBytes($$"""{ "file": "{{name}}.csv", "sha256": "{{ScratchLedger.Sha('b')}}", "sequence": {{sequence}}, "force": "{{Force}}", "controller": "cst"{{said}} }""");
        await File.WriteAllBytesAsync(PathOf(name), manifest);
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        BuiltExport built = _scratch.Export(
            run, number, of is null ? ExportKind.Delta : ExportKind.Resend, name + ".csv", of?.Id, head: head, manifestSha256: Convert.ToHexStringLower(SHA256.HashData(manifest)));
        return await ScratchLedger.DeliverAsync(_ledger, _lease, await _ledger.Exports.RecordBuiltAsync(_lease, built, of is null ? [ScratchLedger.Row(sequence)] : []));
    }

    private async Task<ComparedStatement> CompareAsync(string file, ExportLedger? ledger = null, string? text = null)
    {
        if (text is not null)
        {
            await File.WriteAllTextAsync(PathOf(file), text);
        }

        return await new WitnessComparison(ledger ?? _ledger, "cst").CompareAsync(PathOf(file), default);
    }

    private string PathOf(string file) => Path.Combine(_kept.FullName, file + ".json");
}
