using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>What a wrong clock wrote is not believed, and after an administrator's word never again.</summary>
[TestFixture(DatabaseServer.Sqlite)]
[TestFixture(DatabaseServer.PostgreSql)]
[TestFixture(DatabaseServer.SqlServer)]
internal sealed class ClockTests(DatabaseServer server)
{
    private const string Force = ScratchLedger.Force;

    // The real time: a ledger on a server is compared with the server's clock.
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private ScratchLedger _scratch = null!;

    [SetUp]
    public void Prepare() => _scratch = new ScratchLedger(server);

    [TearDown]
    public void Clean() => _scratch?.Dispose();

    [Test]
    public async Task A_night_that_is_yet_to_come_was_not_served_and_after_a_word_never_was()
    {
        DateTimeOffset wrong = _now.AddDays(30);
        await ServeAsync(wrong);

        ExportLedger ledger = await AtAsync(_now);
        Assert.That(await ledger.Runs.LastServedDueAsync(Force), Is.Null);
        Assert.That(await ledger.Runs.LastDeliveryAsync(Force), Is.Null);
        ClockReading clock = await ledger.Clock.ReadAsync();
        Assert.That((clock.Refusal?.Code, clock.Told?.Code, clock.Latest), Is.EqualTo(("clockBehind", "clockAhead", (DateTimeOffset?)Stored(wrong))));
        Assert.That(clock.Sentence, Does.Contain($"{wrong:yyyy-MM-dd'T'HH:mm:ss'Z'}, which is yet to come").And.Contain("datasharing acknowledge --all clockAhead --reason TEXT"));
        Assert.That(await (await AtAsync(_now.AddDays(31))).Runs.LastServedDueAsync(Force), Is.EqualTo(Stored(wrong)), "Without a word it is believed when the time comes.");

        Acknowledgement word = (await ledger.Clock.AcknowledgeAsync(Reason.ClockBehind, "administrator", "CST-2026-000020"))!;
        Assert.That((word.Force, word.Covers), Is.EqualTo(((string?)null, $"the moments of the ledger later than {_now:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} count as never")));
        Assert.That(await ledger.Clock.ReadAsync(), Has.Property("Latest").Null.And.Property("Refusal").Null.And.Property("Told").Null);
        Assert.That(await ledger.Clock.AcknowledgeAsync(Reason.ClockAhead, "administrator", "again"), Is.Null);

        ExportLedger later = await AtAsync(_now.AddDays(31));
        Assert.That((await later.Runs.LastServedDueAsync(Force), await later.Runs.LastDeliveryAsync(Force)), Is.EqualTo(((DateTimeOffset?)null, (DateTimeOffset?)null)), "The time has come, and it counts as never.");
        await ServeAsync(_now.AddDays(31));
        Assert.That((await later.Runs.LastServedDueAsync(Force), await later.Runs.LastDeliveryAsync(Force)), Is.EqualTo(((DateTimeOffset?)Stored(_now.AddDays(31)), (DateTimeOffset?)Stored(_now.AddDays(31)))),
            "What is served after the word counts.");
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [Test]
    public async Task Five_minutes_are_no_difference()
    {
        await ServeAsync(_now.AddMinutes(5));
        ExportLedger ledger = await AtAsync(_now);
        Assert.That(await ledger.Runs.LastServedDueAsync(Force), Is.EqualTo(Stored(_now.AddMinutes(5))));
        Assert.That(await ledger.Clock.ReadAsync(), Has.Property("Refusal").Null.And.Property("Told").Null);
    }

    [Test]
    public async Task A_run_that_was_refused_at_a_wrong_time_asks_for_a_word_only_where_no_server_knew_the_time()
    {
        DateTimeOffset wrong = _now.AddDays(30);
        await (await AtAsync(wrong)).Runs.RecordRefusedAsync(Force, RunRequest.BySchedule(wrong, RunCommand.Export, null, "0.1.0"), RunOutcome.Refused, Reason.ClockAhead.Code);
        ClockReading clock = await (await AtAsync(_now)).Clock.ReadAsync();
        // Its end has an entry in the journal.
        Assert.That(clock.Refusal, Is.EqualTo(server == DatabaseServer.Sqlite ? Reason.ClockBehind : null));
    }

    [Test]
    public async Task The_moments_of_the_journal_and_of_a_profile_first_seen_are_the_servers_where_there_is_one()
    {
        DateTimeOffset wrong = _now.AddDays(180);
        DateTimeOffset seen = await (await AtAsync(wrong)).Profiles.FirstSeenEnabledAsync(Force, wrong);
        ExportLedger ledger = await AtAsync(_now);
        ClockReading clock = await ledger.Clock.ReadAsync();
        if (server != DatabaseServer.Sqlite)
        {
            Assert.That(seen, Is.EqualTo(_now).Within(ClockReading.Tolerance));
            Assert.That(clock.Latest, Is.Null, "Nothing was written that the server's clock contradicts.");
            Assert.That(await ledger.Profiles.FirstSeenEnabledAsync(Force, _now), Is.EqualTo(seen));
            return;
        }

        Assert.That((seen, clock.Latest), Is.EqualTo((Stored(wrong), (DateTimeOffset?)Stored(wrong))));
        Assert.That(await ledger.Profiles.FirstSeenEnabledAsync(Force, _now), Is.EqualTo(DateTimeOffset.MinValue), "Every due time before it counts.");
        Assert.That(await (await AtAsync(wrong.AddDays(1))).Profiles.FirstSeenEnabledAsync(Force, _now), Is.EqualTo(seen));
        await ledger.Clock.AcknowledgeAsync(Reason.ClockAhead, "administrator", "x");
        ExportLedger later = await AtAsync(wrong.AddDays(1));
        Assert.That(await later.Profiles.FirstSeenEnabledAsync(Force, _now), Is.EqualTo(DateTimeOffset.MinValue));
        Assert.That(await later.Profiles.FirstSeenEnabledAsync("metropolitan", wrong.AddDays(1)), Is.EqualTo(Stored(wrong.AddDays(1))), "What is first seen after the word counts.");
        Assert.That((await later.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [Test]
    public async Task An_entry_of_the_journal_that_is_yet_to_come_stops_runs_until_a_word_also_when_others_follow_it()
    {
        if (server != DatabaseServer.Sqlite)
        {
            Assert.Ignore("A server's clock writes the journal.");
        }

        await (await AtAsync(_now.AddDays(30))).Journal.AppendAsync(JournalKind.KeysAdded, null, "administrator", new JournalBody());
        ExportLedger ledger = await AtAsync(_now);
        await ledger.Journal.AppendAsync(JournalKind.KeysAdded, null, "administrator", new JournalBody());
        Assert.That((await ledger.Clock.ReadAsync()).Refusal, Is.EqualTo(Reason.ClockBehind));
        await ledger.Clock.AcknowledgeAsync(Reason.ClockBehind, "administrator", "x");
        Assert.That((await ledger.Clock.ReadAsync()).Refusal, Is.Null);
    }

    [Test]
    public async Task The_servers_clock_decides_which_way_the_machines_is_wrong()
    {
        (int Minutes, string? Code)[] cases = server == DatabaseServer.Sqlite
            ? [(60, null), (-60, null)]
            : [(60, "clockAhead"), (-60, "clockBehind"), (3, null), (-3, null)];
        foreach ((int minutes, string? code) in cases)
        {
            ExportLedger ledger = await AtAsync(_now.AddMinutes(minutes));
            ClockReading clock = await ledger.Clock.ReadAsync();
            Assert.That((clock.Refusal?.Code, clock.Told?.Code), Is.EqualTo((code, code)), $"{minutes}");
            if (code is not null)
            {
                Assert.That(clock.Sentence, Does.Contain("the clock of the ledger's database server says"));
                Exception? refused = await Assert.CatchAsync(() => ledger.Clock.AcknowledgeAsync(Reason.ClockAhead, "administrator", "x"));
                Assert.That(refused!.Message, Is.EqualTo((await ledger.Clock.ReadAsync()).Sentence), "Which clock is right is mended first.");
            }
        }
    }

    [Test]
    public async Task What_was_told_at_a_time_yet_to_come_is_told_again()
    {
        ExportLedger ahead = await AtAsync(_now.AddDays(30));
        await ahead.Told.RememberAsync("keyExpiring", "essex");
        await ahead.Told.RememberAsync("nightSummary", "another day");
        await ServeAsync(_now.AddDays(30));
        ExportLedger ledger = await AtAsync(_now);
        Assert.That(await ledger.Told.WasToldAsync("keyExpiring", "essex"), Is.False);
        await ledger.Told.RememberAsync("keyExpiring", "essex");
        Assert.That(await ledger.Told.WasToldAsync("keyExpiring", "essex"), Is.True);
        await ledger.Clock.AcknowledgeAsync(Reason.ClockAhead, "administrator", "x");
        Assert.That(await (await AtAsync(_now.AddDays(31))).Told.WasToldAsync("nightSummary", "another day"), Is.False);
        Assert.That(await ledger.Told.WasToldAsync("keyExpiring", "essex"), Is.True);
    }

    [Test]
    public async Task A_lease_that_was_taken_before_the_clock_was_set_back_lasts_no_longer_than_any_other()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease dead = (await ledger.Leases.TryAcquireAsync(Force))!;
        _scratch.Execute($"update lease set boot_id = 'another boot', expires_at = {_scratch.At(30 * 24 * 3600)}");
        Assert.That(await ledger.Leases.TryAcquireAsync(Force), Is.Null, "Its holder may live.");
        Assert.That((await ledger.Leases.DescribeHolderAsync(Force))!.ExpiresAt - TimeProvider.System.GetUtcNow(), Is.EqualTo(Lease.Duration).Within(TimeSpan.FromSeconds(10)));
        _scratch.Execute($"update lease set expires_at = {_scratch.At(-1)}");
        await using Lease? next = await ledger.Leases.TryAcquireAsync(Force);
        Assert.That(next, Is.Not.Null);
    }

    [TestCase("update clock_word set last_run = last_run + 1", "is not the one that the entry tells of")]
    [TestCase("delete from clock_word", "that the entry tells of is missing")]
    [TestCase("update profile_word set version = 9", "is not the one that the entry tells of")]
    [TestCase("delete from profile_word", "that the entry tells of is missing")]
    [TestCase("insert into profile_word (entry, force, version, release_hash, last_export) select min(entry), 'essex', 1, 'x', 0 from journal", "that no entry tells of")]
    [TestCase("update profile_seen set entry = entry + 1", "differs from the entry")]
    public async Task Words_are_what_the_journal_says(string alteration, string problem)
    {
        await ServeAsync(_now.AddDays(30));
        ExportLedger ledger = await AtAsync(_now);
        await ledger.Profiles.FirstSeenEnabledAsync(Force, _now);
        await ledger.Clock.AcknowledgeAsync(Reason.ClockAhead, "administrator", "x");
        await ledger.Profiles.AcknowledgeAsync(Reason.ProfileOlder, Force, 1, ScratchLedger.Sha('e'), "administrator", "x");
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
        _scratch.Execute(alteration);
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Does.Contain(problem));
    }

    private static DateTimeOffset Stored(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private Task<ExportLedger> AtAsync(DateTimeOffset now) => _scratch.OpenAsync(new FakeTimeProvider(now));

    /// <summary>Serves a due time by the clock of that moment.</summary>
    private async Task ServeAsync(DateTimeOffset due)
    {
        ExportLedger ledger = await AtAsync(due);
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        long run = await ledger.Runs.OpenAsync(lease, RunRequest.BySchedule(due, RunCommand.Export, null, "0.1.0"));
        await ledger.Runs.CloseAsync(lease, run, RunOutcome.NothingToSend, null, RunCounts.None, null);
    }
}
