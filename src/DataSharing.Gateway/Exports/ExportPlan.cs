using DataSharing.Disclosure;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// What would leave now, by the same reading, selecting, clearing, comparing and checking as an export. Takes no lease, and changes nothing
/// but in the folder of a dry run.
/// </summary>
internal sealed class ExportPlan
{
    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SourceReading _reading;
    private readonly StandingCheck _standing;
    private readonly ExportGuards _guards;
    private readonly PlanComparison _comparison;

    /// <summary>Composes the plan from what it needs.</summary>
    public ExportPlan(ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, ILogger log, RunWatch watch)
    {
        _folder = folder;
        _ledger = ledger;
        _time = time;
        _log = log;
        _reading = new SourceReading(ledger, watch);
        _standing = new StandingCheck(folder, ledger, time, log);
        _guards = new ExportGuards(ledger);
        _comparison = new PlanComparison(ledger);
    }

    /// <summary>What would leave now.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="full">Whether to plan a full re-export.</param>
    /// <param name="rows">Whether somebody wants to see the rows, and why they are there.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="NoLedgerException">The rows are wanted and there is no ledger.</exception>
    public async Task<ExportPreview> PreviewAsync(string force, bool full, bool rows, CancellationToken ct)
    {
        var asked = new Asked(force) { IsFull = full, Measures = true };
        if (!rows)
        {
            return await PlanAsync(asked, ct);
        }

        NoLedgerException.ThrowIfNone(_ledger);
        var taken = new List<PlannedRow>();
        var explanations = new PlanExplanations();
        ShownPlan? shown = null;
        ExportPreview preview = await PlanAsync(
            asked with
            {
                TakerOf = _ => taken.Add,
                Explanations = explanations,
                Then = async work => shown = await _comparison.ShowAsync(work, taken, explanations, ct),
            },
            ct);
        return shown is not null && IsWhole(preview) ? preview with { Rows = new Withheld<ShownPlan>(_ledger, force, shown.Records, shown) }
            : preview;
    }

    /// <summary>What would leave now, with the file: built and checked as one that leaves, sealed under a key that is forgotten.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="output">The file that is asked for; nothing is written there before <see cref="DryRun.Publish"/>, but an empty part
    /// beside it.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="NoLedgerException">There is no ledger.</exception>
    /// <exception cref="DataSharing.Disclosure.Configuration.ConfigurationException"><c>gateway.json</c> has problems.</exception>
    /// <exception cref="IOException">The folder or the part cannot be made.</exception>
    public async Task<DryRun> DryRunAsync(string force, string output, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        DryRunFolder folder = DryRunFolder.Make(new Outbox(_folder.ReadSettings().OutboxFolder), output);
        try
        {
            Attempted attempted = await AttemptAsync(force, folder.Path, null, ct);
            // As an export does: once more without the rows that the check of the file refused.
            return new DryRun(
                folder, attempted.Refused is null ? attempted.Preview
                : (await AttemptAsync(force, folder.Path, attempted.Refused, ct)).Preview);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Plans, and builds the file.</summary>
    private async Task<Attempted> AttemptAsync(string force, string folder, RefusedRows? refused, CancellationToken ct)
    {
        SortedRows? rows = null;
        RunWork? work = null;
        try
        {
            ExportPreview preview = await PlanAsync(
                new Asked(force)
                {
                    Refused = refused,
                    TakerOf = profile => (rows = new SortedRows(profile.Layout, folder)).Add,
                    Then = planned =>
                    {
                        work = planned;
                        return Task.CompletedTask;
                    },
                },
                ct);
            // Refused too: a new force's file is read before its profile is enabled.
            return rows is null || work is null || !IsWhole(preview) ? new Attempted(preview, null)
                : await WriteAsync(work, preview, rows, folder, ct);
        }
        finally
        {
            rows?.Dispose();
        }
    }

    /// <summary>
    /// Writes and checks name, file and manifest as they would leave, so that what an export would refuse is refused here.
    /// </summary>
    private async Task<Attempted> WriteAsync(RunWork work, ExportPreview preview, SortedRows rows, string folder, CancellationToken ct)
    {
        try
        {
            AttemptPlace place = AttemptPlace.OfDryRun(folder, build: work.Refused is null ? 1 : 2);
            ExportNumber number = await _ledger.Exports.NextSequenceAsync(work.Slug, ct);
            // Nobody is a witness by a file that does not leave.
            WrittenAttempt written = WrittenAttempt.Write(
                work, place, number, _time.GetUtcNow(), rows, rows.Counts, JournalHead.Beginning);
            written.Check(work.Profile, rows.Counts);
            return new Attempted(preview with { File = new Withheld<ExportFile>(_ledger, work.Slug, rows.Count, written.Data!) }, null);
        }
        catch (FileCheckException fault)
        {
            ExportResult held = preview.Result with { Outcome = RunOutcome.Held, Reason = Reason.FileCheck, Message = fault.Message,
                Sequence = null, Attempt = null };
            RefusedRows? refused = work.Refused is null && rows.Refused(fault) is { } found ? new RefusedRows(found, fault) : null;
            return new Attempted(preview with { Result = held }, refused);
        }
    }

    private async Task<ExportPreview> PlanAsync(Asked asked, CancellationToken ct)
    {
        SmallNumberFigures? figures = null;
        ForceProfile? profile = null;
        StrayRecords? stray = null;
        ProfileInUse? use = null;
        ExportResult result = await Failures.SettleAsync(asked.Force, _log, async () =>
        {
            if (!_folder.HasForce(asked.Force))
            {
                return ExportResult.Refused(asked.Force, Reason.ProfileMissing);
            }

            RunWork work = await RunWork.PrepareAsync(_folder, _ledger, _time, asked.Request, lease: null, run: 0, ct);
            work.Refused = asked.Refused;
            profile = work.Profile;
            use = work.InUse;
            await NeededKeys.RequireAsync(_ledger, asked.Force, work.Keys, ct);
            stray = SourceReading.Stray(work, ct);
            Planner planner = _reading.Plan(work, asked.TakerOf(work.Profile), ct, asked.Measures, asked.Explanations);
            figures = planner.Figures;
            ExportNumber next = await _ledger.Exports.NextSequenceAsync(asked.Force, ct);
            await asked.Then(work);
            GuardVerdict verdict = await _guards.LookAsync(work, planner.Counts, ct);
            return Concluded(work, planner.Counts, await _standing.RefusalOfPlanAsync(work, ct), verdict, next);
        });
        return new ExportPreview(result, profile, figures) { Stray = stray, InUse = use };
    }

    /// <summary>What an export of this plan would come to, up to the connection.</summary>
    private static ExportResult Concluded(
        RunWork work, PlanCounts counts, ExportResult? refusal, GuardVerdict verdict, ExportNumber next)
    {
        ExportResult planned = ExportResult.Planned(work.Slug, counts) with { Guards = verdict };
        if (refusal is not null)
        {
            return planned with { Outcome = refusal.Outcome, Reason = refusal.Reason, Message = refusal.Message };
        }

        if (verdict.Held is { } held)
        {
            return planned with { Outcome = RunOutcome.Held, Reason = verdict.Reason, Message = held };
        }

        return counts.Rows == 0 && !work.IsFull && work.Profile.EmptyNight == EmptyNight.None
            ? planned with { Outcome = RunOutcome.NothingToSend }
            : planned with { Sequence = next.Sequence, Attempt = next.Attempt };
    }

    private static bool IsWhole(ExportPreview preview) =>
        preview.Profile is not null && preview.Result.Outcome is not (RunOutcome.Failed or RunOutcome.Cancelled);

    /// <summary>What is to be planned.</summary>
    private sealed record Asked(string Force)
    {
        public bool IsFull { get; init; }

        /// <summary>Whether to measure how far records stand out.</summary>
        public bool Measures { get; init; }

        /// <summary>The rows that the check of the file refused before; null for none.</summary>
        public RefusedRows? Refused { get; init; }

        /// <summary>Given the profile, says what takes every row, in key order.</summary>
        public Func<ForceProfile, Action<PlannedRow>> TakerOf { get; init; } = static _ => static _ => { };

        /// <summary>Told what becomes of each record and why; null where nobody asks.</summary>
        public PlanExplanations? Explanations { get; init; }

        /// <summary>Acts once everything is planned.</summary>
        public Func<RunWork, Task> Then { get; init; } = static _ => Task.CompletedTask;

        public ExportRequest Request => new(Force, IsFull ? ExportTask.ReexportFull : ExportTask.Export, "preview");
    }

    /// <summary>A plan with its file, or the rows without which it is to be made once more.</summary>
    private sealed record Attempted(ExportPreview Preview, RefusedRows? Refused);
}
