using System.Globalization;
using System.Text.Json;
using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Tests.Ledger;
using DataSharing.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.People;

/// <summary>What the journal says of who may act, and of those who were refused.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
internal sealed class PeopleEntryTests(ServerKind server)
{
    private static readonly PeopleRead First = new(ScratchLedger.Sha('1'), "priya operator 4242 2026-11-01 -");
    private static readonly PeopleRead Second = new(ScratchLedger.Sha('2'), "priya operator,approver 4242 2026-11-01 -");

    [Test]
    [CancelAfter(120_000)]
    public async Task Of_many_that_meet_a_changed_file_at_once_one_writes_it(CancellationToken cancellation)
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        foreach ((PeopleRead read, int entries) in (IEnumerable<(PeopleRead, int)>)[(First, 1), (Second, 2), (new PeopleRead(null, null), 3), (First, 4)])
        {
            bool[] wrote = await Task.WhenAll(Enumerable.Range(0, 8).Select(process => Task.Run(
                async () =>
                {
                    // A second object on the same file stands for a second process: it shares no state with the first.
                    using ExportLedger own = await ExportLedger.OpenAsync(scratch.Address, applySchema: false, TimeProvider.System, cancellation);
                    bool one = await own.People.NoteAsync(read, $"process {process}", last => [$"after {last?.Entry ?? 0}", "and more"], cancellation);
                    Assert.That(own.People.Noted, Is.EqualTo(one));
                    return one;
                },
                cancellation)));
            Assert.That(wrote.Count(one => one), Is.EqualTo(1));
            IReadOnlyList<PeopleEntry> known = await ledger.People.SinceAsync(DateTimeOffset.UnixEpoch, cancellation);
            Assert.That(known.Select(entry => entry.Entry), Is.EqualTo(Enumerable.Range(1, entries)));
            Assert.That((known[^1].Sha256, known[^1].Statement, known[^1].Machine), Is.EqualTo((read.Sha256, read.Statement, Environment.MachineName)));
            Assert.That(known[^1].Said, Is.EqualTo(new[] { $"after {entries - 1}", "and more" }), "What is said is said of the entry before.");
        }

        Assert.That((await ledger.Journal.VerifyAsync(cancellation: cancellation)).Problem, Is.Null);
    }

    [Test]
    public async Task No_file_where_there_never_was_one_is_no_change()
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        Assert.That(await ledger.People.NoteAsync(new PeopleRead(null, null), "worker", _ => ["gone"]), Is.False);
        Assert.That(await ledger.Journal.HeadAsync(), Is.EqualTo(JournalHead.Beginning));
    }

    [Test]
    public async Task What_is_older_than_asked_for_is_not_given()
    {
        using var scratch = new ScratchLedger(server);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        ExportLedger ledger = await scratch.OpenAsync(time);
        await ledger.People.NoteAsync(First, "worker", _ => ["first"]);
        IReadOnlyList<PeopleEntry> all = await ledger.People.SinceAsync(DateTimeOffset.UnixEpoch);
        Assert.That(await ledger.People.SinceAsync(all[0].At), Has.Count.EqualTo(1));
        Assert.That(await ledger.People.SinceAsync(all[0].At.AddMilliseconds(1)), Is.Empty);
    }

    [Test]
    public async Task However_often_somebody_is_refused_the_journal_has_two_entries_an_hour_and_the_count()
    {
        using var scratch = new ScratchLedger(server);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        ExportLedger ledger = await scratch.OpenAsync(time);
        const int Asked = 200;
        for (int i = 0; i < Asked; i++)
        {
            await RefuseAsync(ledger);
        }

        await RefuseAsync(ledger, "jan (4243)");
        await ledger.Refusals.CatchUpAsync();
        Assert.That(Entries(scratch), Is.EqualTo(2L), "One for each login: the hour is not over.");
        Assert.That(scratch.Scalar("select count(*) from told"), Is.EqualTo(2L), "What is counted takes no room.");

        time.Advance(LedgerRefusals.Between);
        await RefuseAsync(ledger);
        await ledger.Refusals.CatchUpAsync();
        Assert.That(await TimesAsync(ledger, scratch), Is.EqualTo((long[])[1, 1, Asked]));

        await RefuseAsync(ledger);
        time.Advance(LedgerRefusals.Between);
        await ledger.Refusals.CatchUpAsync();
        await ledger.Refusals.CatchUpAsync();
        Assert.That(await TimesAsync(ledger, scratch), Is.EqualTo((long[])[1, 1, Asked, 1]), "The sum is how often it was refused.");
    }

    [Test]
    public async Task Another_operation_or_reason_has_an_entry_of_its_own()
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        await RefuseAsync(ledger);
        await RefuseAsync(ledger, operation: "ResendExport");
        await RefuseAsync(ledger, reason: "personUnknown");
        Assert.That(await TimesAsync(ledger, scratch), Is.EqualTo((long[])[1, 1, 1]));
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Refusals_at_once_are_all_counted(CancellationToken cancellation)
    {
        using var scratch = new ScratchLedger(server);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        ExportLedger ledger = await scratch.OpenAsync(time);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                using ExportLedger own = await ExportLedger.OpenAsync(scratch.Address, applySchema: false, time, cancellation);
                for (int i = 0; i < 10; i++)
                {
                    await RefuseAsync(own);
                }
            },
            cancellation)));
        time.Advance(LedgerRefusals.Between);
        await ledger.Refusals.CatchUpAsync(cancellation);
        Assert.That(await TimesAsync(ledger, scratch), Is.EqualTo((long[])[1, 39]));
    }

    [Test]
    public async Task A_word_about_the_clock_forgets_neither_a_count_nor_who_may_act()
    {
        using var scratch = new ScratchLedger(server);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        // A server does not believe a clock that is ahead of its own: the moment is written into the ledger as an older program did.
        var ahead = new FakeTimeProvider(now.AddDays(30));
        ExportLedger ledger = await scratch.OpenAsync(ahead);
        await ledger.People.NoteAsync(First, "worker", _ => ["first"]);
        for (int i = 0; i < 3; i++)
        {
            await RefuseAsync(ledger);
        }

        await using (Lease lease = (await ledger.Leases.TryAcquireAsync(ScratchLedger.Force))!)
        {
            await ledger.Journal.AcceptRestoredAsync(lease, 7, 1, "administrator", "a test");
        }

        scratch.Execute("insert into profile_seen (force, first_enabled_at, entry) values ('metropolitan', '2999-01-01T00:00:00.000Z', null)");
        ExportLedger right = await scratch.OpenAsync(new FakeTimeProvider(now));
        Assert.That(await right.Clock.AcknowledgeAsync(Reason.ClockAhead, "administrator", "a test"), Is.Not.Null);
        Assert.That(await right.People.NoteAsync(First, "worker", _ => ["again"]), Is.False, "It is known.");
        Assert.That((await right.Journal.RestoredAsync(ScratchLedger.Force)).Next, Is.EqualTo(7));
        await right.Refusals.CatchUpAsync();
        scratch.Execute("delete from profile_seen");
        Assert.That(await TimesAsync(right, scratch), Is.EqualTo((long[])[1, 2]));
    }

    [TestCase("delete from told where kind = 'peopleEntry'")]
    [TestCase("update told set subject = '1' where kind = 'peopleEntry'")]
    public async Task Which_entry_says_who_may_act_is_verified(string altered)
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        await ledger.People.NoteAsync(First, "worker", _ => ["first"]);
        await ledger.People.NoteAsync(Second, "worker", _ => ["second"]);
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
        scratch.Execute(altered);
        LedgerVerdict verdict = await ledger.Journal.VerifyAsync();
        Assert.That((verdict.FirstBad, verdict.Problem), Is.EqualTo(((long?)2, "The last entry that says who may act is not the one that what was told names.")));
    }

    private static Task RefuseAsync(ExportLedger ledger, string actor = "priya (4242)", string operation = "ExportForce", string reason = "notPermitted") =>
        ledger.Refusals.WriteAsync(actor, operation, "export.run", reason);

    private static long Entries(ScratchLedger scratch) => Convert.ToInt64(scratch.Scalar("select count(*) from journal where kind = 'operationRefused'"), CultureInfo.InvariantCulture);

    private static async Task<long[]> TimesAsync(ExportLedger ledger, ScratchLedger scratch)
    {
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
        var times = new List<long>();
        for (long entry = 1; entry <= (await ledger.Journal.HeadAsync()).Entry; entry++)
        {
            using var body = JsonDocument.Parse((string)scratch.Scalar($"select body from journal where entry = {entry}")!);
            if (body.RootElement.TryGetProperty("times", out JsonElement counted))
            {
                times.Add(counted.GetInt64());
            }
        }

        return [.. times];
    }
}
