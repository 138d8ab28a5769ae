using System.Data.Common;
using System.Diagnostics;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Npgsql;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// A connection to PostgreSQL that is swallowed and not closed: whatever a run waits for, it ends within a bound with a reason that may pass, and the next one brings
/// everything to its end. The bounds come from the connection string, which may ask for less than the usual ones.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class HangTests
{
    // Of a statement that answers at once a busy machine takes two.
    private const int Seconds = 3;

    // What is waited for longest is the next row: ten times a command. The rest is for a busy machine; the limits before this one were an hour.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    [TestCase("insert into lease", false, Description = "Before there is a lease.")]
    [TestCase("insert into run", false, Description = "Opening the run.")]
    [TestCase("COPY (", false, Description = "Planning: the holding.")]
    [TestCase("insert into outbox_block", false, Description = "Keeping the files.")]
    [TestCase("copy exported_row", false, Description = "Recording the rows.")]
    [TestCase("update export set rows_new", true, Description = "Recording, when the server has it already.")]
    [TestCase("update export set state", false, Description = "Sending.")]
    [TestCase("COMMIT", false, Description = "Any write, at its end.")]
    [TestCase("COMMIT", true, Description = "Any write, when it is done and only its answer is lost.")]
    public async Task A_ledger_that_swallows_a_statement_ends_the_run_for_a_passing_reason(string words, bool arrive)
    {
        foreach (bool all in (bool[])[false, true])
        {
            await using Rig rig = Rig.Make(ServerKind.PostgreSql);
            rig.Fill(Rig.Gmp, 5);
            await using SwallowingProxy proxy = BeforeLedger(rig);
            await rig.LedgerAsync(_ => Task.FromResult(true));
            Task sprung = proxy.SwallowAt(words, arrive, all);
            ExportResult lost = await EndsAsync(rig.ExportAsync(Rig.Gmp));
            Assert.That(sprung.IsCompleted, Is.True, "The statement was asked.");
            Assert.That((lost.Outcome, lost.IsTransient), Is.EqualTo((RunOutcome.Failed, true)), $"{lost.Reason} {lost.Message}");
            Assert.That(lost.Reason, Is.EqualTo(Reason.LedgerUnavailable).Or.EqualTo(Reason.LeaseLost).Or.EqualTo(Reason.LedgerLocked), lost.Message);
            await GoesOnAsync(rig, proxy, 5);
        }
    }

    [TestCase(ExportStep.RunOpened)]
    [TestCase(ExportStep.Planned)]
    [TestCase(ExportStep.Uploaded)]
    [TestCase(ExportStep.LookedAgain)]
    [TestCase(ExportStep.Renamed)]
    [TestCase(ExportStep.ManifestPut)]
    public async Task A_ledger_that_swallows_everything_after_a_step_ends_the_run_for_a_passing_reason(ExportStep step)
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Gmp, 5);
        await using SwallowingProxy proxy = BeforeLedger(rig);
        ExportResult lost = await EndsAsync(rig.ExportAsync(Rig.Gmp, step, proxy.SwallowAll));
        Assert.That((lost.Outcome, lost.IsTransient), Is.EqualTo((RunOutcome.Failed, true)), $"{lost.Reason} {lost.Message}");
        Assert.That(lost.Reason, Is.EqualTo(Reason.LedgerUnavailable).Or.EqualTo(Reason.LeaseLost).Or.EqualTo(Reason.LedgerLocked), lost.Message);
        await GoesOnAsync(rig, proxy, 5);
    }

    [Test]
    public async Task Connections_that_wait_for_their_next_use_and_went_dead_cost_one_failure_and_not_one_each()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        await using SwallowingProxy proxy = BeforeLedger(rig);
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ledger.Runs.HistoryAsync(Rig.Gmp, 1)));
        proxy.SwallowStanding();
        LedgerException? lost = await Assert.ThrowsAsync<LedgerException>(() => ledger.Runs.HistoryAsync(Rig.Gmp, 1));
        Assert.That(lost!.Kind, Is.EqualTo(LedgerFault.Unavailable));
        for (int i = 0; i < 8; i++)
        {
            Assert.That(await ledger.Runs.HistoryAsync(Rig.Gmp, 1), Is.Empty);
        }
    }

    [Test]
    public async Task A_lease_whose_connection_went_dead_is_renewed_over_another()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        await using SwallowingProxy proxy = BeforeLedger(rig);
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        await using Lease? lease = await ledger.Leases.TryAcquireAsync(Rig.Gmp);
        proxy.SwallowStanding();
        await Assert.ThrowsAsync<LedgerException>(() => lease!.ConfirmAsync(Lease.Duration));
        await lease!.ConfirmAsync(Lease.Duration);
        Assert.That(lease.Lost.IsCancellationRequested, Is.False);
    }

    [Test]
    public async Task A_holding_that_was_moved_and_whose_answer_is_lost_does_not_keep_the_force_waiting()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Gmp, 5);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(6, Rig.Gmp);
        await using SwallowingProxy proxy = BeforeLedger(rig);
        Task sprung = proxy.SwallowAt("insert into holding", arrive: true);
        ExportResult lost = await EndsAsync(rig.ExportAsync(Rig.Gmp));
        Assert.That(sprung.IsCompleted, Is.True);
        Assert.That((lost.Outcome, lost.Reason, lost.IsTransient), Is.EqualTo((RunOutcome.Failed, lost.Reason, true)), lost.Message);
        Assert.That(lost.Reason, Is.EqualTo(Reason.LedgerUnavailable).Or.EqualTo(Reason.LedgerLocked), lost.Message);
        await GoesOnAsync(rig, proxy, 6, files: 2);
    }

    [Test]
    public async Task A_statement_that_works_for_longer_than_a_command_may_take_is_waited_for()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Gmp, 5);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(6, Rig.Gmp);
        Ledger(rig, $"""
            create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep({4 * Seconds}); return new; end $$;
            create trigger slow before insert on holding for each statement execute function slowly()
            """);
        await using SwallowingProxy proxy = BeforeLedger(rig);
        Assert.That((await EndsAsync(rig.ExportAsync(Rig.Gmp))).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    [TestCase("", Description = "When the first connection is made.")]
    [TestCase("COPY (", Description = "When the rows are asked for.")]
    public async Task A_source_that_swallows_what_it_is_asked_ends_the_run_for_a_passing_reason(string words)
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Gmp, 5);
        await using SwallowingProxy proxy = BeforeSource(rig);
        if (words.Length == 0)
        {
            proxy.SwallowAll();
        }
        else
        {
            _ = proxy.SwallowAt(words, all: true);
        }

        ExportResult lost = await EndsAsync(rig.ExportAsync(Rig.Gmp));
        Assert.That((lost.Outcome, lost.Reason, lost.IsTransient), Is.EqualTo((RunOutcome.Failed, Reason.SourceUnavailable, true)), lost.Message);
        proxy.Pass();
        Assert.That((await EndsAsync(rig.ExportAsync(Rig.Gmp))).Outcome, Is.EqualTo(RunOutcome.Delivered));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(5));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_source_that_goes_silent_between_two_rows_withdraws_nothing()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Gmp, 5);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(6, Rig.Gmp);
        await using SwallowingProxy proxy = BeforeSource(rig);
        // The rows before the third have left the server by the time that it sleeps over it.
        string view = File.ReadAllText(Path.Combine(rig.Config, "source/incidents.sql"));
        File.WriteAllText(Path.Combine(rig.Config, "source/incidents.sql"), view.Replace("incident_id,",
            "CASE WHEN incident_id = 3 AND pg_sleep(600) IS NULL THEN NULL ELSE incident_id END AS incident_id,", StringComparison.Ordinal));
        ExportResult lost = await EndsAsync(rig.ExportAsync(Rig.Gmp));
        Assert.That((lost.Outcome, lost.Reason, lost.IsTransient), Is.EqualTo((RunOutcome.Failed, Reason.SourceUnavailable, true)), lost.Message);
        File.WriteAllText(Path.Combine(rig.Config, "source/incidents.sql"), view);
        Assert.That((await EndsAsync(rig.ExportAsync(Rig.Gmp))).Rows, Is.EqualTo(new RowCounts(1, 0, 0, 0)));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(6));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Every_force_of_a_worker_has_its_run_and_its_line_within_a_bound_whatever_became_of_its_connection()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        long next = 1;
        foreach (string force in Rig.Forces)
        {
            rig.Source.Add(next++, force);
            rig.Edit($"forces/{force}.json", profile =>
            {
                profile["schedule"]!["cron"] = "0/10 * * * * ?";
                profile["enabled"] = true;
            });
        }

        await using SwallowingProxy proxy = BeforeLedger(rig);
        await using Watched worker = Watched.Start(rig);
        await Task.WhenAll(Rig.Forces.Select(force => worker.SaysAsync($"RunEnded {force} Delivered")));
        foreach (Action swallow in (Action[])[proxy.SwallowStanding, proxy.SwallowAll])
        {
            long begun = Stopwatch.GetTimestamp();
            Task noticed = worker.SaysAgainAsync("WorkerFault");
            swallow();
            if (swallow == proxy.SwallowAll)
            {
                await noticed.WaitAsync(Bound);
                proxy.Pass();
            }

            Task[] again = [.. Rig.Forces.Select(force => worker.SaysAgainAsync($"RunEnded {force} Delivered"))];
            foreach (string force in Rig.Forces)
            {
                rig.Source.Add(next++, force);
            }

            await Task.WhenAll(again).WaitAsync(Bound);
            TestContext.Out.WriteLine($"{Stopwatch.GetElapsedTime(begun).TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s");
        }

        await worker.StopAsync();
        Assert.That(Rig.Forces.Select(force => rig.Replay(force).Count), Is.All.EqualTo(3));
    }

    [TestCase("history")]
    [TestCase("plan", Rig.Gmp)]
    [TestCase("show", Rig.Gmp, "1")]
    [TestCase("ledger", "verify")]
    [TestCase("export", Rig.Gmp)]
    public async Task A_command_ends_where_the_ledger_answers_nothing(params string[] command)
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        rig.Fill(Rig.Gmp, 1);
        await rig.ExportAsync(Rig.Gmp);
        await using SwallowingProxy proxy = BeforeLedger(rig);
        proxy.SwallowAll();
        Ended ended = await EndsAsync(rig.ProgramAsync(["--json", .. command]));
        Assert.That((ended.Code, ended.Output.Contains("ledgerUnavailable", StringComparison.Ordinal)), Is.EqualTo((1, true)), ended.Output + ended.Error);
    }

    private static async Task<T> EndsAsync<T>(Task<T> run)
    {
        long begun = Stopwatch.GetTimestamp();
        T result = await run.WaitAsync(Bound);
        TestContext.Out.WriteLine($"{Stopwatch.GetElapsedTime(begun).TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s");
        return result;
    }

    /// <summary>The next run over connections that pass, whatever the run before left.</summary>
    private static async Task GoesOnAsync(Rig rig, SwallowingProxy proxy, int records, int files = 1)
    {
        proxy.Pass();
        // The proxy forgets what it swallowed; else the server would end those sessions some seconds later, and until then keep what they had locked.
        proxy.Close();
        // What the run before could not release: a minute later its lease would have ended by itself.
        Ledger(rig, "update lease set expires_at = '2026-01-01T00:00:00.000Z' where expires_at is not null");
        ExportResult next = await EndsAsync(rig.ExportAsync(Rig.Gmp));
        Assert.That(next.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), $"{next.Reason} {next.Message}");
        Assert.That(rig.Inbox(Rig.Gmp).Select(one => one.Sequence), Is.EqualTo(Enumerable.Range(1, files)));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(records));
        await rig.VerifyLedgerAsync();
    }

    private static SwallowingProxy BeforeLedger(Rig rig) => rig.SwallowingBeforeLedger(Seconds);

    private static SwallowingProxy BeforeSource(Rig rig) => rig.SwallowingBeforeSource(Seconds);

    private static void Ledger(Rig rig, string sql)
    {
        // Not through the proxy.
        using DbConnection ledger = rig.OpenLedger();
        using DbCommand command = ledger.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
