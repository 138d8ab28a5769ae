using DataSharing.Disclosure;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>Whether it may go now: a run before it begins, and an export before it is published.</summary>
internal sealed class StandingCheck
{
    private const int RowsLookedAtOnce = 400;

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public StandingCheck(ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _ledger = ledger;
        _time = time;
        _log = log;
    }

    /// <summary>
    /// Why a run may not go on; null when it may. What a crash left in the outbox is then destroyed, and a profile that comes into use is
    /// written down before anything is made by it.
    /// </summary>
    /// <exception cref="Keys.KeyRingException">The ring lacks a key that the ledger names for the force.</exception>
    /// <exception cref="Witness.WitnessException">The witness cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<ExportResult?> RefusalOfRunAsync(RunWork work, CancellationToken ct)
    {
        if (await RefusedTodayAsync(work, ct) is { } today)
        {
            return today;
        }

        await NeededKeys.RequireAsync(_ledger, work.Slug, work.Keys, ct);
        if (await _ledger.Journal.RefusedHostKeyAsync(work.Slug, ct) == work.Force.FileSha256)
        {
            return ExportResult.Refused(work.Slug, Reason.HostKey, HostKeyRefused(work.Slug));
        }

        // A resend and a word about an arrived file send nothing that this profile made.
        if (work.Request.Task is not (ExportTask.Resend or ExportTask.Confirm)
            && await ProfileOrder.RefusalOfAsync(_ledger, work.Force, ct) is { } order)
        {
            return ExportResult.Refused(work.Slug, order.Reason, order.Message);
        }

        return await work.Age.AdmitAsync(work.Slug, _log, ct) is { } older ? ExportResult.Refused(work.Slug, Reason.LedgerOlder, older)
            : await TakeIntoUseAsync(work, ct);
    }

    /// <summary>Why an export would be refused that is planned now; null when it would not. Changes nothing.</summary>
    /// <exception cref="Witness.WitnessException">The witness cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<ExportResult?> RefusalOfPlanAsync(RunWork work, CancellationToken ct)
    {
        if (await RefusedTodayAsync(work, ct) is { } today)
        {
            return today;
        }

        if (await _ledger.Clock.ReadAsync(ct) is { Refusal: { } untrue } clock)
        {
            return ExportResult.Refused(work.Slug, untrue, clock.Sentence);
        }

        if (await ProfileOrder.RefusalOfAsync(_ledger, work.Force, ct) is { } order)
        {
            return ExportResult.Refused(work.Slug, order.Reason, order.Message);
        }

        return (await work.Age.LookAsync(work.Slug, ct)).Older is { } older ? ExportResult.Refused(work.Slug, Reason.LedgerOlder, older)
            : NotAccepted(work);
    }

    /// <summary>
    /// Whether an export may still go as it is: same effective profile, agreement in force, and every row still cleared to the same values;
    /// for a resend, every row still shared. If the source cannot be asked, this throws and nothing goes.
    /// </summary>
    /// <exception cref="RefusedException">Nothing may go to the force today.</exception>
    /// <exception cref="SourceUnavailableException">The source cannot be read.</exception>
    public async Task<bool> StillStandsAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        if (export.IsWithdrawal)
        {
            return await StillWithdrawnAsync(work, export, ct);
        }

        ForceConfiguration now = _folder.ReadForce(work.Slug);
        DateOnly today = London.Today(_time);
        if (!work.IgnoresStopFor(export) && await AllStopped.OfAsync(now.Controller.Settings, _ledger, ct) is { } stopped)
        {
            throw new RefusedException(Reason.StopAll, StopGuard.AsSentence(stopped));
        }

        if (RefusedToday(now.Profile, today) is { } refusal)
        {
            throw new RefusedException(refusal);
        }

        if (export.Kind == ExportKind.Resend)
        {
            return await IsSharedAsync(work, now.Profile, today, export, ct);
        }

        // A profile that was saved meanwhile and waits, or goes by another text, is the next run's to judge.
        if ((await ProfileInUse.LookAsync(_folder, _ledger, now, ct)).Runs?.Profile is not { } rules
            || rules.Hash != export.Facts.ProfileHash)
        {
            return false;
        }

        using DecidedTexts decided = work.Decided();
        Planner planner = decided.PlannerOf(rules, today);
        work.OrdersSeen = decided.OrdersSeen;
        return await EveryRowAsync(work, rules, export, planner.StillStands, ct);
    }

    /// <summary>
    /// Why a file of withdrawals may not go; null when it may. It passes an agreement that is not in force and a profile that is switched
    /// off, and a stop where the request says so.
    /// </summary>
    /// <inheritdoc cref="RefusalOfRunAsync" path="/exception"/>
    public async Task<ExportResult?> RefusalOfWithdrawalsAsync(RunWork work, CancellationToken ct)
    {
        if (!work.IgnoresStop && await AllStopped.OfAsync(work.Settings, _ledger, ct) is { } stopped)
        {
            return ExportResult.Refused(work.Slug, Reason.StopAll, StopGuard.AsSentence(stopped));
        }

        await NeededKeys.RequireAsync(_ledger, work.Slug, work.Keys, ct);
        if (await _ledger.Journal.RefusedHostKeyAsync(work.Slug, ct) == work.Force.FileSha256)
        {
            return ExportResult.Refused(work.Slug, Reason.HostKey, HostKeyRefused(work.Slug));
        }

        return await work.Age.AdmitAsync(work.Slug, _log, ct) is { } older ? ExportResult.Refused(work.Slug, Reason.LedgerOlder, older)
            : await TakeIntoUseAsync(work, ct);
    }

    /// <summary>
    /// Whether a file of withdrawals may still go as it is: each of its incidents is withdrawn. One that was made under another profile is
    /// made again; one that is sent again is as it was.
    /// </summary>
    /// <exception cref="RefusedException">Everything is stopped.</exception>
    private async Task<bool> StillWithdrawnAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        if (!work.IgnoresStopFor(export) && await AllStopped.OfAsync(_folder, _ledger, ct) is { } stopped)
        {
            throw new RefusedException(Reason.StopAll, StopGuard.AsSentence(stopped));
        }

        if (export.Kind != ExportKind.Resend && work.Profile.Hash != export.Facts.ProfileHash)
        {
            return false;
        }

        StandingOrders standing = _ledger.Orders.Standing(ct);
        work.OrdersSeen = standing.Seen;
        IncidentOrders withdrawn = UntoldRows.OrdersOf(work.Keys.Marks(), standing.Incidents);
        return _ledger.Exports.ReadRowsByKey(export.Id, ct).All(row => withdrawn.IsWithdrawn(row.Key));
    }

    /// <summary>
    /// Whether every row of an old file is still shared. A row that had to be withdrawn because of what it told never is again, however its
    /// record was corrected: the old file has it as it was.
    /// </summary>
    /// <exception cref="SourceUnavailableException">The source cannot be read.</exception>
    public async Task<bool> IsSharedAsync(RunWork work, ForceProfile profile, DateOnly today, RecordedExport export, CancellationToken ct)
    {
        using DecidedTexts decided = work.Decided();
        Planner planner = decided.PlannerOf(profile, today);
        work.OrdersSeen = decided.OrdersSeen;
        return !await _ledger.Holdings.HasAlreadySentAsync(export.Id, ct)
            && await EveryRowAsync(work, profile, export, planner.StillShared, ct);
    }

    /// <summary>
    /// Writes down what the run goes by from now on, where that is another text than before. Why it may not go; null when it may.
    /// </summary>
    private async Task<ExportResult?> TakeIntoUseAsync(RunWork work, CancellationToken ct)
    {
        if (work.InUse is not { } use)
        {
            return null;
        }

        long follows = use.Migrated is { } migrated
            ? await _ledger.Accepted.MigrateAsync(work.Slug, migrated, work.Request.AskedBy, ProgramVersion.Text, ct)
            : use.Last?.Entry ?? 0;
        if (use.Waits || use.By is not { } by)
        {
            return NotAccepted(work);
        }

        var taken = new LedgerAccepted.Use(use.Text, by, follows, use.Acceptance, ProgramVersion.Text);
        if (!await _ledger.Accepted.UseAsync(work.Held, taken, ct))
        {
            return new ExportResult(work.Slug, RunOutcome.Busy) { Reason = Reason.Busy, IsTransient = true };
        }

        _log.ProfileTakenIntoUse(new ForceSlug(work.Slug), use.Changes);
        return null;
    }

    private static ExportResult? NotAccepted(RunWork work) => work.InUse?.Sentence is not { } sentence ? null
        : new ExportResult(work.Slug, RunOutcome.Held) { Reason = Reason.ProfileNotAccepted, Message = sentence };

    private async Task<ExportResult?> RefusedTodayAsync(RunWork work, CancellationToken ct)
    {
        if (!work.IgnoresStop && await AllStopped.OfAsync(work.Settings, _ledger, ct) is { } stopped)
        {
            return ExportResult.Refused(work.Slug, Reason.StopAll, StopGuard.AsSentence(stopped));
        }

        return RefusedToday(work.Profile, work.Today) is { } today ? ExportResult.Refused(work.Slug, today) : null;
    }

    private static Reason? RefusedToday(ForceProfile profile, DateOnly today) =>
        !profile.Enabled ? Reason.Disabled : profile.Agreement.Refuses(today);

    /// <summary>Why no connection is made under a profile whose drop's host key was refused.</summary>
    internal static string HostKeyRefused(string force) =>
        "The server's host key was refused under this profile, and nobody has edited the profile since: no connection is made. "
        + "Confirm the key with the force by another, known way; then edit the profile's drop, or its version where the pins stay. "
        + $"Look without sending: datasharing force test {force}.";

    private async Task<bool> EveryRowAsync(
        RunWork work, ForceProfile profile, RecordedExport export, Func<IncidentRecord, ExportedRow, bool> test, CancellationToken ct)
    {
        int count = export.Rows.New + export.Rows.Amend + export.Rows.Resend;
        if (count == 0)
        {
            // Nothing of it is the source's to say.
            return true;
        }

        // To ask for a record by its key costs some three times what it costs to pass it in a reading of them all.
        bool isMost = count > RowsLookedAtOnce && count >= await _ledger.Holdings.CountAsync(work.Slug, ct) / 3;
        using SourceSnapshot snapshot = work.Source.OpenSnapshot();
        IEnumerable<ExportedRow> sent = _ledger.Exports.ReadRowsByKey(export.Id, ct).Where(row => row.Action != RowAction.Withdraw);
        if (isMost)
        {
            var missing = new List<ExportedRow>();
            if (!EveryRow(
                ReadAhead.Of(snapshot.ReadKeyed(profile.Shape, profile.IsStatistical ? null : work.Slug, ct), ct), sent, test, missing))
            {
                return false;
            }

            sent = missing;
        }

        foreach (ExportedRow[] rows in sent.Chunk(RowsLookedAtOnce))
        {
            var byKey = rows.ToDictionary(row => row.Key);
            int standing = snapshot.ReadByKeys(profile.Shape, byKey.Keys, ct)
                .Count(pair => byKey.TryGetValue(pair.Key, out ExportedRow? row) && test(pair.Record, row));
            if (standing != rows.Length)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether each row that finds its record among the force's, both in key order, passes.</summary>
    /// <param name="records">The force's records.</param>
    /// <param name="sent">The rows.</param>
    /// <param name="test">Whether one passes.</param>
    /// <param name="missing">Receives rows whose record is not among them: it is gone, another force's, or nobody's.</param>
    private static bool EveryRow(
        IEnumerable<(IncidentKey Key, IncidentRecord Record)> records, IEnumerable<ExportedRow> sent,
        Func<IncidentRecord, ExportedRow, bool> test, List<ExportedRow> missing)
    {
        using IEnumerator<ExportedRow> rows = sent.GetEnumerator();
        bool more = rows.MoveNext();
        IncidentKey? last = null;
        foreach ((IncidentKey key, IncidentRecord record) in records)
        {
            if (last is { } previous && key <= previous)
            {
                return false;
            }

            last = key;
            if (!more)
            {
                return true;
            }

            while (more && rows.Current.Key < key)
            {
                missing.Add(rows.Current);
                more = rows.MoveNext();
            }

            if (more && rows.Current.Key == key)
            {
                if (!test(record, rows.Current))
                {
                    return false;
                }

                more = rows.MoveNext();
            }
        }

        for (; more; more = rows.MoveNext())
        {
            missing.Add(rows.Current);
        }

        return true;
    }
}
