using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Free text leaves when a person has approved exactly what leaves: over the command line, the ledger, the outbox and the drop.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class TextTests
{
    private const string Name = "Quillfeather";
    private const string Original = "A man shouted at Perpetua Quillfeather outside. She rang 07700 900461.";
    private const string Redacted = "A man shouted at [PERSON] outside. She rang [PHONE].";

    /// <summary>Words of the original and of its redacted form; neither may stand anywhere in the clear but in the file that the force gets.</summary>
    private static readonly string[] Canaries = ["Perpetua", Name, "07700 900461", "outside. She rang"];

    [Test]
    public async Task A_text_leaves_as_an_amendment_once_a_person_has_approved_it()
    {
        await using Rig rig = await MakeAsync();
        ExportResult first = await rig.ExportAsync(Rig.Met);
        Assert.That((first.Rows.New, first.TextsWaiting), Is.EqualTo((3, 1)));
        Assert.That(Summaries(rig), Has.All.Empty);

        JsonNode listed = await JsonAsync(rig, 0, "text", "list", Rig.Met);
        Assert.That(listed.ToJsonString(), Is.EqualTo($$"""{"force":"metropolitan","waiting":1,"approved":0,"rejected":0,"texts":[{"incident":"2","column":"summary","state":"waiting","characters":{{Original.Length}}}]}"""));
        JsonNode shown = (await JsonAsync(rig, 0, "text", "show", Rig.Met, "2"))["texts"]![0]!;
        Assert.That(((string?)shown["original"], (string?)shown["proposal"], (string?)shown["approved"]), Is.EqualTo((Original, Redacted, (string?)null)));
        string id = (string)shown["text"]!;
        Assert.That((string?)(await JsonAsync(rig, 0, "text", "approve", Rig.Met, "2", "--text", id))["state"], Is.EqualTo("approved"));

        rig.Time.Now = rig.Time.Now.AddDays(1);
        ExportResult second = await rig.ExportAsync(Rig.Met);
        Assert.That((second.Rows, second.TextsWaiting), Is.EqualTo((new RowCounts(0, 1, 0, 0), 0)));
        Assert.That(Summaries(rig), Is.EquivalentTo(new[] { "", "", Redacted }));

        rig.Time.Now = rig.Time.Now.AddDays(1);
        Assert.That((await rig.ExportAsync(Rig.Met)).Rows.Total, Is.Zero, "It goes on standing.");

        Assert.That((string?)(await JsonAsync(rig, 0, "text", "reject", Rig.Met, "2", "--text", id, "--reason", "the neighbours would know her"))["state"], Is.EqualTo("rejected"));
        rig.Time.Now = rig.Time.Now.AddDays(1);
        Assert.That((await rig.ExportAsync(Rig.Met)).Rows, Is.EqualTo(new RowCounts(0, 1, 0, 0)));
        Assert.That(Summaries(rig), Has.All.Empty);
        await rig.VerifyLedgerAsync();
        Assert.That(Journal(rig), Is.EqualTo(new[] { "textApproved", "textRejected" }));
    }

    [Test]
    public async Task One_changed_character_takes_the_text_back_and_asks_again()
    {
        await using Rig rig = await MakeAsync();
        await ApproveAsync(rig);
        await rig.ExportAsync(Rig.Met);
        Assert.That(Summaries(rig), Does.Contain(Redacted));

        rig.Source.Set(2, ("summary_shareable", Original.Replace("A man", "A men", StringComparison.Ordinal)));
        rig.Time.Now = rig.Time.Now.AddDays(1);
        ExportResult changed = await rig.ExportAsync(Rig.Met);
        Assert.That((changed.Rows, changed.TextsWaiting), Is.EqualTo((new RowCounts(0, 1, 0, 0), 1)));
        Assert.That(Summaries(rig), Has.All.Empty);

        rig.Source.Set(2, ("summary_shareable", Original));
        rig.Time.Now = rig.Time.Now.AddDays(1);
        Assert.That((await rig.ExportAsync(Rig.Met)).TextsWaiting, Is.Zero);
        Assert.That(Summaries(rig), Does.Contain(Redacted), "The text is the one that was approved again.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_file_that_was_built_does_not_leave_with_a_text_that_was_rejected_meanwhile()
    {
        await using Rig rig = await MakeAsync();
        string id = await ApproveAsync(rig);
        ExportResult result = await rig.ExportAsync(Rig.Met, ExportStep.Uploaded, () =>
        {
            using ExportLedger ledger = ExportLedger.OpenAsync(rig.LedgerPath, applySchema: false, rig.Time).Result;
            var review = new TextReview(new Gateway.Configuration.ConfigurationFolder(rig.Config), ledger, Rig.Met, rig.Time);
            review.DecideAsync("2", null, id, approve: false, "test", "a second thought", default).Wait();
        });
        Assert.That((result.Outcome, result.Sequence), Is.EqualTo((RunOutcome.Delivered, (int?)1)));
        Assert.That(Summaries(rig), Has.All.Empty);
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_approval_that_was_shown_another_text_decides_nothing()
    {
        await using Rig rig = await MakeAsync();
        string id = (string)(await JsonAsync(rig, 0, "text", "show", Rig.Met, "2"))["texts"]![0]!["text"]!;
        rig.Source.Set(2, ("summary_shareable", Original + " "));
        Assert.That((string?)(await JsonAsync(rig, 1, "text", "approve", Rig.Met, "2", "--text", id))["error"]!["code"], Is.EqualTo("textChanged"));
        Assert.That((string?)(await JsonAsync(rig, 1, "text", "approve", Rig.Met, "1", "--text", id))["error"]!["code"], Is.EqualTo("noSuchText"));
        Assert.That((string?)(await JsonAsync(rig, 1, "text", "show", Rig.Met, "no key"))["error"]!["code"], Is.EqualTo("noSuchText"));
        Assert.That((string?)(await JsonAsync(rig, 1, "text", "list", Rig.Notts))["error"]!["code"], Is.EqualTo("noSuchText"), "Its profile has no summary.");
        Assert.That((string?)(await JsonAsync(rig, 2, "text", "list", "essex"))["error"]!["code"], Is.EqualTo("profileMissing"));
        Assert.That(Journal(rig), Is.Empty);
    }

    [Test]
    public async Task Neither_the_original_nor_what_was_approved_stands_anywhere_in_the_clear()
    {
        await using Rig rig = await MakeAsync();
        string id = await ApproveAsync(rig);
        await rig.ExportAsync(Rig.Met);
        Ended[] all =
        [
            await rig.ProgramAsync("text", "list", Rig.Met, "--all"), await rig.ProgramAsync("text", "reject", Rig.Met, "2", "--text", id, "--reason", "a reason"),
            await rig.ProgramAsync("text", "approve", Rig.Met, "2", "--text", id), await rig.ProgramAsync("export", Rig.Met), await rig.ProgramAsync("ledger", "verify"),
            await rig.ProgramAsync("history"), await rig.ProgramAsync("plan", Rig.Met),
        ];
        foreach (Ended ended in all)
        {
            Assert.That(ended.Code, Is.Zero, ended.Error);
            Assert.That(Canaries.Where(canary => (ended.Output + ended.Error).Contains(canary, StringComparison.Ordinal)), Is.Empty, "A command printed a text.");
        }

        SqliteConnection.ClearAllPools();
        foreach (string file in Directory.GetFiles(rig.Folder, "ledger.db*").Concat(Directory.GetFiles(rig.OutboxPath)))
        {
            string bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.That(Canaries.Where(canary => bytes.Contains(canary, StringComparison.Ordinal)), Is.Empty, Path.GetFileName(file));
        }

        string inbox = string.Concat(Directory.GetFiles(rig.InboxOf(Rig.Met)).Select(File.ReadAllText));
        Assert.That(Canaries[..3].Where(canary => inbox.Contains(canary, StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("update text_decision set sealed = zeroblob(60)", false)]
    [TestCase("update text_decision set source_hash = 'AAAAAAAAAAAAAAAA'", false)]
    [TestCase("delete from text_decision", false)]
    [TestCase("update text_decision set incident_key = (select incident_key from text_decision)", true)]
    public async Task The_ledger_notices_a_decision_that_somebody_altered(string statement, bool ok)
    {
        await using Rig rig = await MakeAsync();
        await ApproveAsync(rig);
        using (var connection = new SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }

        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.LedgerPath, applySchema: false, rig.Time);
        Assert.That((await ledger.Journal.VerifyAsync()).Ok, Is.EqualTo(ok));
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That(result.Reason, Is.EqualTo(statement.Contains(" set s", StringComparison.Ordinal) ? Reason.LedgerDamaged : null), "An altered text does not leave.");
    }

    [Test]
    public async Task Show_puts_the_texts_under_each_other_where_no_terminal_is_and_hides_what_a_terminal_would_obey()
    {
        await using Rig rig = await MakeAsync();
        rig.Source.Set(2, ("summary_shareable", "A man\u001b[2J shouted.\nHe left."));
        Ended ended = await rig.ProgramAsync("text", "show", Rig.Met, "2");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        Assert.That(ended.Output, Does.Contain("ORIGINAL (does not leave)\n  A man\uFFFD[2J shouted.\n  He left.\n\nWOULD LEAVE\n").And.Contain("datasharing text approve metropolitan 2 --column summary --text "));
        Assert.That(ended.Output.Contains('\u001b', StringComparison.Ordinal), Is.False);
    }

    [Test]
    public async Task A_plan_says_how_often_texts_that_nobody_read_leak()
    {
        await using Rig rig = await MakeAsync();
        rig.Edit("protocols/national-2015.json", protocol => protocol["columns"]!["summary"]!["treatment"] =
            new JsonObject { ["kind"] = "redact", ["unread"] = "accepted", ["reason"] = "DPIA 2026-4 accepts the measured rate" });
        rig.Edit("forces/metropolitan.json", profile => profile["narrative"] = new JsonObject { ["mode"] = "strict" });
        rig.Edit("forces/greater-manchester.json", profile => profile["narrative"] = new JsonObject { ["mode"] = "strict" });
        Ended plan = await rig.ProgramAsync("plan", Rig.Met);
        Assert.That(plan.Output, Does.Match(@"summary leaves unread \(DPIA 2026-4 accepts the measured rate\): about 1 text in \d+ still"));
        JsonNode unread = (await JsonAsync(rig, 0, "plan", Rig.Met))["unreadTexts"]![0]!;
        Assert.That((int)unread["oneTextIn"]!, Is.GreaterThan(1));
        await rig.ExportAsync(Rig.Met);
        Assert.That(Summaries(rig), Does.Contain(Redacted));
    }

    private static async Task<Rig> MakeAsync()
    {
        Rig rig = Rig.Make();
        rig.RedactSummaries();
        rig.Fill(Rig.Met, 3);
        rig.Source.Set(2, ("summary_shareable", Original));
        await rig.MakeLedgerAsync();
        return rig;
    }

    /// <summary>Approves the text of incident 2 and gives its id.</summary>
    private static async Task<string> ApproveAsync(Rig rig)
    {
        string id = (string)(await JsonAsync(rig, 0, "text", "show", Rig.Met, "2"))["texts"]![0]!["text"]!;
        await JsonAsync(rig, 0, "text", "approve", Rig.Met, "2", "--text", id);
        return id;
    }

    private static IEnumerable<string> Summaries(Rig rig) => rig.Replay(Rig.Met).Values.Select(row => row["summary"]);

    private static async Task<JsonNode> JsonAsync(Rig rig, int code, params string[] arguments)
    {
        Ended ended = await rig.ProgramAsync(["--json", .. arguments]);
        Assert.That(ended.Code, Is.EqualTo(code), ended.Error + ended.Output);
        return JsonNode.Parse(ended.Output)!;
    }

    private static string[] Journal(Rig rig)
    {
        using var connection = new SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "select kind from journal where kind like 'text%' order by entry";
        using SqliteDataReader reader = command.ExecuteReader();
        var kinds = new List<string>();
        while (reader.Read())
        {
            kinds.Add(reader.GetString(0));
        }

        return [.. kinds];
    }
}
