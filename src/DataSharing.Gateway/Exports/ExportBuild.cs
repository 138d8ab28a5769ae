using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>Plans an export, writes its files, checks them and records it. What fails the check is destroyed.</summary>
internal sealed class ExportBuild
{
    private readonly ExportLedger _ledger;
    private readonly SourceReading _reading;
    private readonly ExportGuards _guards;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RunWatch _watch;

    public ExportBuild(ExportLedger ledger, TimeProvider time, ILogger log, RunWatch watch)
    {
        _ledger = ledger;
        _reading = new SourceReading(ledger, watch);
        _guards = new ExportGuards(ledger);
        _time = time;
        _log = log;
        _watch = watch;
    }

    /// <summary>Builds what the run is asked for; once more where the check refused rows that can be left out.</summary>
    /// <exception cref="SourceUnavailableException">The source cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public async Task<Building> BuildAsync(RunWork work, CancellationToken ct)
    {
        while (true)
        {
            using SortedRows rows = work.NewRows();
            PlanCounts counts = _reading.Plan(work, rows.Add, ct).Counts;
            _watch.Step(work.Slug, ExportStep.Planned);
            ExportResult planned = ExportResult.Planned(work.Slug, counts) with { Message = work.Refused?.Sentence };
            // Whatever becomes of the export: the force has them.
            await _ledger.Holdings.RecordAlreadySentAsync(work.Held, work.Run, counts.AlreadySent, ct);
            GuardVerdict verdict = await _guards.LookAsync(work, counts, ct);
            planned = planned with { Guards = verdict };
            if (verdict.Held is { } held)
            {
                return new Building.Ended(planned with { Outcome = RunOutcome.Held, Reason = verdict.Reason, Message = held });
            }

            await _guards.RecordAcceptedAsync(work, verdict, ct);

            if (counts.Rows == 0 && work.Profile.EmptyNight == EmptyNight.None && work.Request.Task == ExportTask.Export)
            {
                return new Building.Ended(planned with { Outcome = RunOutcome.NothingToSend });
            }

            try
            {
                return new Building.Built(
                    await WriteAsync(work, counts.PerAction, rows, number => GateReport.Of(work, number, counts, verdict), isWithdrawal: false, ct),
                    planned);
            }
            catch (FileCheckException fault)
            {
                if (work.Refused is not null || rows.Refused(fault) is not { } found)
                {
                    return new Building.Ended(
                        planned with { Outcome = RunOutcome.Held, Reason = Reason.FileCheck, Message = fault.Message });
                }

                work.Refused = new RefusedRows(found, fault);
                _log.FileCheckedAgain(new ForceSlug(work.Slug), found.Count);
            }
        }
    }

    /// <summary>Builds a file of WITHDRAW rows alone. The source is not asked.</summary>
    /// <param name="work">The run.</param>
    /// <param name="untold">What the force must be told to delete, in the order of the incidents.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="FileCheckException">The check found a fault; nothing is left of the attempt.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public async Task<RecordedExport> BuildWithdrawalsAsync(RunWork work, IReadOnlyList<SentIncident> untold, CancellationToken ct)
    {
        using SortedRows rows = work.NewRows();
        foreach (SentIncident incident in untold)
        {
            SentRow last = incident.Last!;
            rows.Add(PlannedRow.Withdrawal(last.Key, last.Token, incident.Version, last.Placement, work.Keys.ActiveKeyId));
        }

        return await WriteAsync(
            work, rows.Counts, rows, number => GateReport.OfWithdrawals(work, number, rows.Counts), isWithdrawal: true, ct);
    }

    /// <summary>Writes the file and its manifest into the outbox, checks name and bytes of both, and records the export.</summary>
    /// <exception cref="FileCheckException">The check found a fault; nothing is left of the attempt.</exception>
    private async Task<RecordedExport> WriteAsync(
        RunWork work, RowCounts counts, SortedRows rows, Func<ExportNumber, string> report, bool isWithdrawal, CancellationToken ct)
    {
        ExportNumber number = await _ledger.Exports.NextSequenceAsync(work.Slug, ct);
        bool hasData = counts.Total > 0 || work.IsFull || work.Range is not null || work.Profile.EmptyNight == EmptyNight.HeaderOnly;
        JournalHead head = await _ledger.Journal.HeadAsync(ct);
        WrittenAttempt written = WrittenAttempt.Write(
            work, AttemptPlace.Of(work, number), number, _time.GetUtcNow(), hasData ? rows : null, counts, head);
        _watch.Step(work.Slug, ExportStep.Written);

        // The check reads the finished file while the ledger takes blocks and rows, and has the last word: nothing is recorded unless it
        // succeeds.
        Task check = Task.Run(() => written.Check(work.Profile, counts), CancellationToken.None);
        try
        {
            await work.Archive.KeepAsync(work.Held, [written.ManifestFile, written.Data], ct);
            BuiltExport built = written.ToBuilt(
                work, work.IsFull ? ExportKind.Full : ExportKind.Delta, report(number), isWithdrawal: isWithdrawal);
            RecordedExport export = await _ledger.Exports.RecordBuiltAsync(
                work.Held, built, ReadAhead.Of(rows.EntriesByKey(), ct), check, ct);
            _watch.Step(work.Slug, ExportStep.Built);
            return export;
        }
        finally
        {
            await check.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (check.IsFaulted)
            {
                await work.Archive.DestroyAsync(work.Held, written.Entries, CancellationToken.None);
            }
        }
    }
}
