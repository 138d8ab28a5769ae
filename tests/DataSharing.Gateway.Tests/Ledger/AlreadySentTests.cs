using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>What a force had and must not have: remembered once a version, until an administrator has said a word, and for ever where a file would be sent again.</summary>
[TestFixture(DatabaseServer.Sqlite)]
[TestFixture(DatabaseServer.PostgreSql)]
[TestFixture(DatabaseServer.SqlServer)]
internal sealed class AlreadySentTests(DatabaseServer server)
{
    private const string Force = ScratchLedger.Force;
    private ScratchLedger _scratch = null!;
    private FakeTimeProvider _time = null!;
    private ExportLedger _ledger = null!;
    private Lease _lease = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger(server);
        _time = new FakeTimeProvider(ScratchLedger.Night);
        _ledger = await _scratch.OpenAsync(_time);
        _lease = (await _ledger.Leases.TryAcquireAsync(Force))!;
    }

    [TearDown]
    public async Task Clean()
    {
        await (_lease?.DisposeAsync() ?? ValueTask.CompletedTask);
        _scratch?.Dispose();
    }

    [Test]
    public async Task Is_one_question_until_it_is_acknowledged_and_another_when_it_is_found_again()
    {
        RecordedExport first = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2), ScratchLedger.Row(3));
        Assert.That(await FindAsync(1, 2), Is.EqualTo(2));
        Assert.That(await FindAsync(1, 2), Is.Zero, "The same version is the same finding.");
        AlreadySentQuestion question = (await _ledger.Holdings.AlreadySentQuestionsAsync(1)).Single();
        Assert.That((question.Force, question.Records, question.NotWithdrawn), Is.EqualTo((Force, 2, 2)));
        Assert.That(question.First.Single().ToString(), Is.EqualTo($"record {ScratchLedger.Token(1)}, sent with sequence 1: ownRecord at summary"));
        await _ledger.Holdings.RememberAlreadySentToldAsync(Force, question.LastRun);
        Assert.That(Number("select count(*) from already_sent where told_at is not null"), Is.EqualTo(2));

        RecordedExport withdrawing = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.Withdraw, 2), ScratchLedger.Row(3, RowAction.Withdraw, 2));
        question = (await _ledger.Holdings.AlreadySentQuestionsAsync(0)).Single();
        Assert.That((question.Records, question.NotWithdrawn, question.First.Count), Is.EqualTo((2, 1, 0)));
        Assert.That((await _ledger.Holdings.AlreadySentOfAsync(withdrawing.Id, 10)).Select(row => (row.Token, row.Version)), Is.EqualTo(new[] { (ScratchLedger.Token(1), 1) }), "What is withdrawn for another reason is not told.");
        Assert.That(await _ledger.Holdings.AlreadySentOfAsync(first.Id, 10), Is.Empty);

        Acknowledgement word = (await _ledger.Holdings.AcknowledgeAlreadySentAsync(Force, "administrator", "CST-2026-000014"))!;
        Assert.That((word.Force, word.Records, string.Join(' ', word.RecordIds)), Is.EqualTo((Force, 2, $"{ScratchLedger.Token(1)} {ScratchLedger.Token(2)}")));
        Assert.That(await _ledger.Holdings.AlreadySentQuestionsAsync(1), Is.Empty);
        Assert.That(await _ledger.Holdings.AcknowledgeAlreadySentAsync(Force, "administrator", "again"), Is.Null);
        string body = (string)_scratch.Scalar(string.Create(CultureInfo.InvariantCulture, $"select body from journal where entry = {word.Entry} and kind = 'acknowledged' and actor = 'administrator'"))!;
        Assert.That(body, Does.StartWith("""{"code":"alreadySent","digest":""").And.Contain($"\"recordIds\":\"{ScratchLedger.Token(1)} {ScratchLedger.Token(2)}\",\"records\":2,\"why\":\"CST-2026-000014\""));

        Assert.That(await FindAsync(2), Is.Zero, "Not withdrawn yet, and acknowledged already.");
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.New, 3));
        Assert.That(await FindAsync(1), Is.EqualTo(1), "It came back, and has a fault again.");
        Assert.That((await _ledger.Holdings.AlreadySentQuestionsAsync(1)).Single().First.Single().Sequence, Is.EqualTo(3));
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [Test]
    public async Task No_file_with_such_a_row_or_an_earlier_one_of_its_record_is_sent_again()
    {
        RecordedExport first = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        RecordedExport second = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.Amend, 2));
        RecordedExport other = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(2, RowAction.Amend, 2));
        Assert.That(await HaveAsync(first, second, other), Is.EqualTo(new[] { false, false, false }));
        await FindAsync(1);
        RecordedExport withdrawing = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.Withdraw, 3));
        RecordedExport corrected = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.New, 4));
        Assert.That(await HaveAsync(first, second, other, withdrawing, corrected), Is.EqualTo(new[] { true, true, false, false, false }));
        Assert.That(await _ledger.Holdings.HasAlreadySentAsync((await _scratch.ResendAsync(_ledger, _lease, second)).Id), Is.True, "A resend has the rows of what it repeats.");
    }

    [Test]
    public async Task One_force_is_not_another()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        await using Lease metropolitan = (await _ledger.Leases.TryAcquireAsync("metropolitan"))!;
        RecordedExport theirs = await _scratch.DeliverAsync(_ledger, metropolitan, ScratchLedger.Row(1));
        await FindAsync(1);
        Assert.That(await _ledger.Holdings.HasAlreadySentAsync(theirs.Id), Is.False);
        Assert.That(await _ledger.Holdings.AcknowledgeAlreadySentAsync("metropolitan", "administrator", "x"), Is.Null);
        RecordedExport gone = await _scratch.DeliverAsync(_ledger, metropolitan, ScratchLedger.Row(1, RowAction.Withdraw, 2));
        Assert.That(await _ledger.Holdings.AlreadySentOfAsync(gone.Id, 10), Is.Empty);
        Assert.That((await _ledger.Holdings.AlreadySentQuestionsAsync(0)).Single().NotWithdrawn, Is.EqualTo(1), "The other force's withdrawal is not this one's.");
    }

    [Test]
    public async Task Many_are_named_up_to_a_hundred_and_all_are_covered()
    {
        ExportedRow[] rows = [.. Enumerable.Range(1, 150).Select(key => ScratchLedger.Row(key))];
        await _scratch.DeliverAsync(_ledger, _lease, rows);
        Assert.That(await FindAsync([.. Enumerable.Range(1, 150).Select(key => (long)key)]), Is.EqualTo(150));
        Acknowledgement word = (await _ledger.Holdings.AcknowledgeAlreadySentAsync(Force, "administrator", "x"))!;
        Assert.That((word.Records, word.RecordIds.Count), Is.EqualTo((150, 100)));
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    private Task<int> FindAsync(params long[] keys) => ScratchLedger.FindAlreadySentAsync(_ledger, _lease, keys);

    private async Task<bool[]> HaveAsync(params RecordedExport[] exports)
    {
        var have = new List<bool>();
        foreach (RecordedExport export in exports)
        {
            have.Add(await _ledger.Holdings.HasAlreadySentAsync(export.Id));
        }

        return [.. have];
    }

    private long Number(string sql) => Convert.ToInt64(_scratch.Scalar(sql), CultureInfo.InvariantCulture);
}
