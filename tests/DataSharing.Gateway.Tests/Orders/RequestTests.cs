using System.Text.RegularExpressions;
using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.Tests.Ledger;
using DataSharing.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Orders;

/// <summary>What waits for a second person.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
internal sealed partial class RequestTests(ServerKind server)
{
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;
    private FakeTimeProvider _time = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger(server);
        _time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        _ledger = await _scratch.OpenAsync(_time);
    }

    [TearDown]
    public void Clean() => _scratch.Dispose();

    [TestCase("2026-11-23T10:00:00Z", "2026-11-27T00:00:00Z", TestName = "Monday counts until the end of Thursday")]
    [TestCase("2026-11-26T23:59:00Z", "2026-12-02T00:00:00Z", TestName = "Thursday counts until the end of Tuesday")]
    [TestCase("2026-11-28T10:00:00Z", "2026-12-03T00:00:00Z", TestName = "Saturday counts until the end of Wednesday")]
    [TestCase("2026-06-01T23:30:00Z", "2026-06-05T23:00:00Z", TestName = "In summer the day is that of London")]
    [TestCase("2026-10-22T10:00:00Z", "2026-10-28T00:00:00Z", TestName = "The clocks go back in between")]
    public void The_second_word_counts_until_the_end_of_the_third_weekday(string asked, string until) =>
        Assert.That(SecondWord.ValidUntil(DateTimeOffset.Parse(asked, System.Globalization.CultureInfo.InvariantCulture)),
            Is.EqualTo(DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture)));

    [Test]
    public async Task A_request_waits_is_taken_once_and_ends_once()
    {
        RecordedRequest made = await MakeAsync();
        Assert.That(_ledger.Requests.All(openOnly: true).Single().Arguments, Is.EquivalentTo(made.Arguments));
        Assert.That(SecondWord.Waiting(_ledger, "RestoreIncident", "b", default)?.Id, Is.EqualTo(made.Id));
        Assert.That(SecondWord.Waiting(_ledger, "RestoreIncident", "c", default), Is.Null);
        Assert.That((await _ledger.Requests.ClaimAsync(made.Id, "sam (root)"), await _ledger.Requests.ClaimAsync(made.Id, "kim (root)")), Is.EqualTo((true, false)));
        Assert.That(await _ledger.Requests.EndAsync(made, RequestState.Done, "sam (root)", null, "sam (root)"), Is.True);
        Assert.That(await _ledger.Requests.EndAsync(made, RequestState.Done, "kim (root)", null, "kim (root)"), Is.False);
        RecordedRequest ended = _ledger.Requests.Find(made.Id)!;
        Assert.That((ended.State, ended.Second, ended.Person), Is.EqualTo((RequestState.Done, "sam (root)", "priya (root)")));
        Assert.That(_ledger.Requests.All(openOnly: true), Is.Empty);
        await VerifyAsync(true);
    }

    [Test]
    public async Task After_its_time_a_request_expires_and_one_in_time_does_not()
    {
        RecordedRequest made = await MakeAsync();
        Assert.That(await _ledger.Requests.ExpireAsync(), Is.Zero);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.That(await _ledger.Requests.ExpireAsync(), Is.EqualTo(1));
        RecordedRequest ended = _ledger.Requests.Find(made.Id)!;
        Assert.That((ended.State, ended.Reason, ended.Second), Is.EqualTo((RequestState.Expired, Reason.RequestExpired.Code, (string?)null)));
        Assert.That(await _ledger.Requests.ClaimAsync(made.Id, "sam (root)"), Is.False);
        await VerifyAsync(true);
    }

    [TestCase("update request set person = 'sam (root)'")]
    [TestCase("update request set arguments = '{\"incident\":\"x\",\"order\":\"b\",\"why\":\"asked\"}'")]
    [TestCase("update request set valid_until = '2099-01-01T00:00:00.000Z'")]
    [TestCase("update request set state = 'failed'")]
    [TestCase("update request set second = 'priya (root)'")]
    [TestCase("update request set state = 'waitsForSecond', ended_at = null")]
    [TestCase("delete from request")]
    public async Task A_request_that_was_altered_is_noticed(string alteration)
    {
        RecordedRequest made = await MakeAsync();
        await _ledger.Requests.EndAsync(made, RequestState.Done, "sam (root)", null, "sam (root)");
        await VerifyAsync(true);
        _scratch.Execute(alteration);
        await VerifyAsync(false);
    }

    [Test]
    public void The_table_of_the_documents_is_the_list_of_reasons() => Assert.That(
        Row().Matches(File.ReadAllText(RepositoryFolder.At("docs/withdrawing.md"))).Select(match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value == "yes")),
        Is.EqualTo(WithdrawalReason.All.Select(reason => (reason.Code, reason.Meaning, reason.NeedsSecond))));

    private Task<RecordedRequest> MakeAsync() => _ledger.Requests.MakeAsync(
        "RestoreIncident", new Dictionary<string, string> { ["incident"] = "a", ["order"] = "b", ["why"] = "asked" }, "priya (root)", _time.GetUtcNow().AddHours(1));

    private async Task VerifyAsync(bool ok)
    {
        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
        Assert.That(verdict.Ok, Is.EqualTo(ok), verdict.Problem);
    }

    [GeneratedRegex(@"^\| `([a-zA-Z]+)` \| ([a-z][^|`]+) \| (yes)? ?\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
