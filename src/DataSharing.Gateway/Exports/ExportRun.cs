using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Telemetry;
using DataSharing.Gateway.Witness;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// The main flow: one run for one force, from lease to closed export. Nightly runs, an administrator's export, resend, re-export and confirm all
/// go through here; nothing else exports. Source: design, section 5.
/// </summary>
internal sealed partial class ExportRun
{
    private const int RebuildsAtMost = 3;
    private const int RowsLookedAtOnce = 400;
    private const int GuardedWithdrawals = 20;
    private static readonly TimeSpan LeaseLeftBeforeRename = TimeSpan.FromSeconds(30);

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly ISftpConnector _connector;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RunWatch _watch;
    private readonly IRunFollower? _follower;
    private readonly TakenParts _parts;

    /// <summary>Composes the flow from what it needs; without <paramref name="follower"/> nobody is told how runs end.</summary>
    public ExportRun(ConfigurationFolder folder, ExportLedger ledger, ISftpConnector connector, TimeProvider time, ILogger log, RunWatch watch, IRunFollower? follower = null)
    {
        _follower = follower;
        _folder = folder;
        _ledger = ledger;
        _connector = connector;
        _time = time;
        _log = log;
        _watch = watch;
        _parts = new TakenParts(ledger, log);
    }

    /// <summary>
    /// Whether a run is refused while the machine's clock cannot be believed. It is, but for a caller whose nights lie in other weeks than those in which it runs.
    /// </summary>
    public bool LooksAtClock { get; init; } = true;

    /// <summary>Does what is asked for one force. Every ending is a result; only an error in the program's own logic escapes as an exception of the log.</summary>
    public async Task<ExportResult> RunAsync(ExportRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        long started = _time.GetTimestamp();
        _log.RunStarted(new ForceSlug(request.Force));
        ExportResult result = await Settle(request.Force, () => RunRecordedAsync(request, ct));
        Report(result, _time.GetElapsedTime(started));
        if (_follower is not null)
        {
            // What happened has happened: that the caller cancels must not keep it from whoever has to know.
            await _follower.RunEndedAsync(result, CancellationToken.None);
        }

        return result;
    }

    private async Task<ExportResult> RunRecordedAsync(ExportRequest request, CancellationToken ct)
    {
        try
        {
            return await RunUnderLeaseAsync(request, ct);
        }
        catch (OperationCanceledException) when (_folder.HasForce(request.Force))
        {
            // A run that was opened ends with a result. This one was cancelled before, and has its line all the same.
            await _ledger.Runs.RecordRefusedAsync(request.Force, RunRequestOf(request), RunOutcome.Cancelled, Reason.Cancelled.Code, CancellationToken.None);
            throw;
        }
    }

    private async Task<ExportResult> RunUnderLeaseAsync(ExportRequest request, CancellationToken ct)
    {
        if (!_folder.HasForce(request.Force) && await _ledger.Runs.HistoryAsync(request.Force, 1, ct) is [])
        {
            // No force was ever called that: what somebody typed in its place may be anything, and stays out of the ledger.
            return Refused(request, Reason.ProfileMissing);
        }

        if (LooksAtClock && await _ledger.Clock.ReadAsync(ct) is { Refusal: { } untrue } clock)
        {
            await _ledger.Runs.RecordRefusedAsync(request.Force, RunRequestOf(request), RunOutcome.Refused, untrue.Code, ct);
            return Refused(request, untrue, clock.Sentence);
        }

        await using Lease? lease = await _ledger.Leases.TryAcquireAsync(request.Force, ct);
        if (lease is null)
        {
            await _ledger.Runs.RecordRefusedAsync(request.Force, RunRequestOf(request), RunOutcome.Busy, Reason.Busy.Code, ct);
            string holder = await _ledger.Leases.DescribeHolderAsync(request.Force, ct) is { } by ? $"process {Number(by.Pid)} on {by.Host}" : "another process";
            return new ExportResult(request.Force, RunOutcome.Busy) { Reason = Reason.Busy, IsTransient = true, Message = $"The force's lease is held by {holder}." };
        }

        if (request.DueAt is { } due && await DueTimes.IsServedAsync(_ledger, request.Force, due, _time.GetUtcNow(), ct))
        {
            // Between the schedule's question and the lease: a second file for the same night is not sent.
            return new ExportResult(request.Force, RunOutcome.Busy) { Reason = Reason.Busy, IsTransient = true, Message = "Another worker has served this due time meanwhile." };
        }

        using var working = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Lost);
        await _ledger.Runs.CloseInterruptedAsync(lease, ct);
        long run = await _ledger.Runs.OpenAsync(lease, RunRequestOf(request), CancellationToken.None);
        Stepped(request.Force, ExportStep.RunOpened);
        ExportResult result = await Settle(request.Force, () => RunOpenedAsync(request, lease, run, working.Token), async error =>
        {
            await RememberHostKeyAsync(request, error);
            await _parts.RememberAsync(lease, error);
        });
        if (result.Outcome == RunOutcome.Cancelled && lease.Lost.IsCancellationRequested)
        {
            return new ExportResult(request.Force, RunOutcome.Failed) { Reason = Reason.LeaseLost, IsTransient = true };
        }

        await _ledger.Runs.CloseAsync(lease, run, result.Outcome, result.Reason?.Code, new RunCounts(result.Excluded, result.HeldBack), result.ExportId, CancellationToken.None);
        return result;
    }

    /// <summary>A refused host key stops all runs for the force until a person edits the profile; the journal holds under which profile it was.</summary>
    private async Task RememberHostKeyAsync(ExportRequest request, Exception error)
    {
        if (error is DropException { Reason: var reason } && reason == Reason.HostKey)
        {
            JournalBody body = new JournalBody().With("profile", _folder.Sha256OfForce(request.Force));
            await _ledger.Journal.AppendAsync(JournalKind.HostKeyRefused, request.Force, request.AskedBy, body, CancellationToken.None);
        }
    }

    private async Task<ExportResult> RunOpenedAsync(ExportRequest request, Lease lease, long run, CancellationToken ct)
    {
        if (!_folder.HasForce(request.Force))
        {
            return Refused(request, Reason.ProfileMissing);
        }

        Work work = Prepare(request, lease, run);
        if (RefusedToday(work) is { } refusal)
        {
            return Refused(request, refusal);
        }

        await NeededKeys.RequireAsync(_ledger, work.Slug, work.Keys, ct);
        if (await _ledger.Journal.RefusedHostKeyAsync(request.Force, ct) == work.Force.FileSha256)
        {
            return Refused(request, Reason.HostKey, "The server's host key was refused under this profile, and nobody has edited the profile since: no connection is made. Confirm the key with the force by another, known way; then edit the profile's drop, or its version where the pins stay. Look without sending: datasharing force test " + request.Force + ".");
        }

        // A resend and a word about an arrived file send nothing that this profile made.
        if (request.Task is not (ExportTask.Resend or ExportTask.Confirm) && await ProfileOrder.RefusalOfAsync(_ledger, work.Force, ct) is { } order)
        {
            return Refused(request, order.Reason, order.Message);
        }

        if (await work.Age.AdmitAsync(request.Force, _log, ct) is { } older)
        {
            return Refused(request, Reason.LedgerOlder, older);
        }

        if (request.Range is { } range)
        {
            work.Range = ReleasedRange.Of(work.Profile, range.From, range.To, range.Column, out string? problem);
            if (work.Range is null)
            {
                return Refused(request, Reason.NoSuchRange, problem);
            }

            // The export is a difference like every other; which rows are in it again, the journal says, also when the manifest is gone.
            JournalBody asked = new JournalBody().With("from", Iso(work.Range.From)).With("to", Iso(work.Range.To)).With("column", work.Range.Column).With("run", run).With("why", request.Why);
            await _ledger.Journal.AppendAsync(JournalKind.RangeAsked, request.Force, request.AskedBy, asked, ct);
        }

        Stepped(request.Force, ExportStep.ProfileRead);
        if (_follower is not null)
        {
            await _follower.LookAtEngineAsync(work.Force, ct);
        }

        Resumption resumption = await ResumeAsync(work, ct);
        Stepped(request.Force, ExportStep.Resumed);
        ExportResult result = resumption.Stopped ?? request.Task switch
        {
            ExportTask.Resend => resumption.Answered ?? await ResendAsync(work, ct),
            ExportTask.Confirm => resumption.Answered ?? Refused(request, Reason.NoSuchExport, $"Sequence {request.Sequence} of {request.Force} is not waiting for confirmation."),
            _ => await BuildAndDeliverAsync(work, ct),
        };
        return result with { Resumed = resumption.Sequences };
    }

    /// <summary>Reads everything the run rests on, afresh.</summary>
    private Work Prepare(ExportRequest request, Lease? lease, long run)
    {
        ControllerConfiguration controller = _folder.ReadController();
        ForceConfiguration force = _folder.ReadForce(request.Force);
        KeyRing ring = KeyRingFile.Read(controller.Settings.Keys.Path, controller.Settings.Keys.Description);
        var keys = new ForceKeys(ring, controller.Settings.Controller, request.Force);
        return new Work
        {
            Request = request,
            Lease = lease,
            Run = run,
            Settings = controller.Settings,
            Age = LedgerAge.Of(controller.Settings, _ledger),
            Force = force,
            Keys = keys,
            Decided = () => new DecidedTexts(_ledger, request.Force, keys),
            Source = new IncidentSource(controller.Settings.Source, controller.SourceSql, controller.Dictionary),
            KnownForces = _folder.KnownForces(controller),
            Today = Today(),
        };
    }

    /// <summary>What an export would be refused for by the clock and by what the force was sent last.</summary>
    private async Task<(Reason? Reason, string? Why)> RefusedBeforeAsync(Work work, CancellationToken ct)
    {
        if (LooksAtClock && await _ledger.Clock.ReadAsync(ct) is { Refusal: { } untrue } clock)
        {
            return (untrue, clock.Sentence);
        }

        return await ProfileOrder.RefusalOfAsync(_ledger, work.Force, ct) is { } order ? (order.Reason, order.Message) : (null, null);
    }

    private static Reason? RefusedToday(Work work) =>
        work.Settings.StopAll ? Reason.StopAll
        : !work.Profile.Enabled ? Reason.Disabled
        : work.Profile.Agreement.Refuses(work.Today);

    /// <summary>Finishes what earlier runs left, oldest first.</summary>
    private async Task<Resumption> ResumeAsync(Work work, CancellationToken ct)
    {
        IReadOnlyList<RecordedExport> pending = await _ledger.Exports.PendingAsync(work.Slug, ct);
        SortedRows.RemoveStale(work.Outbox.Folder);
        var finished = new List<int>();
        ExportResult? answered = null;
        foreach (RecordedExport export in pending)
        {
            bool asked = work.Request.Sequence == export.Number.Sequence;
            ExportResult? ended;
            if (export.State == ExportState.Unconfirmed)
            {
                if (asked && work.Request.Task == ExportTask.Confirm)
                {
                    RecordedExport arrived = await _ledger.Exports.SetStateAsync(work.Held, export.Id, ExportState.Unconfirmed, ExportState.Published, cancellation: ct);
                    ended = await CompleteAsync(work, arrived, ct);
                }
                else if (await SettledByResendAsync(work, export, ct))
                {
                    ended = Of(work, export, RunOutcome.Delivered);
                }
                else if ((asked && work.Request.Task == ExportTask.Resend) || pending.Any(other => other.ContentOf == export.Id))
                {
                    // The resend that is asked for, or that an earlier run left, settles it.
                    continue;
                }
                else
                {
                    return new Resumption(finished, RefusedUnconfirmed(work.Request, export.Number.Sequence));
                }
            }
            else
            {
                ended = export.State == ExportState.Published
                    ? await CompleteAsync(work, export, ct)
                    : await DeliverAsync(work, export, resumed: true, ct);
            }

            if (ended is { Outcome: not RunOutcome.Delivered })
            {
                return new Resumption(finished, ended);
            }

            if (ended is null && !asked && pending.Any(other => other.Id == export.ContentOf && other.State == ExportState.Unconfirmed))
            {
                // The resend that should have settled it may no longer go, so a person has to.
                return new Resumption(finished, RefusedUnconfirmed(work.Request, export.Number.Sequence));
            }

            if (ended is not null)
            {
                _log.ExportResumed(new ForceSlug(work.Slug), export.Number.Sequence);
                finished.Add(export.Number.Sequence);
                if (asked && (work.Request.Task == ExportTask.Confirm || export.Kind == ExportKind.Resend))
                {
                    answered = ended;
                }
            }
        }

        return new Resumption(finished, null) { Answered = answered };
    }

    /// <summary>Closes an export of unknown outcome whose bytes arrived by a resend, where a crash came between the two. False when none arrived.</summary>
    private async Task<bool> SettledByResendAsync(Work work, RecordedExport export, CancellationToken ct)
    {
        IReadOnlyList<RecordedExport> attempts = await _ledger.Exports.AttemptsAsync(work.Slug, export.Number.Sequence, ct);
        long content = export.ContentOf ?? export.Id;
        if (attempts.FirstOrDefault(attempt => attempt.Id != export.Id && attempt.ContentOf == content && attempt.State == ExportState.Delivered) is not { } again)
        {
            return false;
        }

        await _ledger.Exports.CloseDeliveredAsync(work.Held, export.Id, again.Evidence!, ct);
        return true;
    }

    private async Task<ExportResult> BuildAndDeliverAsync(Work work, CancellationToken ct)
    {
        IReadOnlyDictionary<IncidentKey, RefusedRow>? refused = null;
        string? refusal = null;
        for (int build = 0; build < RebuildsAtMost + (refused is null ? 0 : 1); build++)
        {
            using SortedRows rows = work.NewRows();
            PlanCounts counts = Plan(work, rows.Add, ct, refused: refused).Counts;
            Stepped(work.Slug, ExportStep.Planned);
            ExportResult planned = Planned(work, counts) with { Message = refusal };
            // Whatever becomes of the export: the force has them.
            await _ledger.Holdings.RecordAlreadySentAsync(work.Held, work.Run, counts.AlreadySent, ct);
            if (await GuardAsync(work, counts, counts.AlreadySent.Count(row => refused?.ContainsKey(row.Key) == true), ct) is { } held)
            {
                return planned with { Outcome = RunOutcome.Held, Reason = Reason.MassWithdrawal, Message = held };
            }

            if (counts.Rows == 0 && work.Profile.EmptyNight == EmptyNight.None && work.Request.Task == ExportTask.Export)
            {
                return planned with { Outcome = RunOutcome.NothingToSend };
            }

            RecordedExport export;
            try
            {
                export = await BuildAsync(work, counts, rows, ct);
            }
            catch (FileCheckException fault)
            {
                // Once: planned again without the rows, because what is left of a class or of a full file depends on them.
                if (refused is null && rows.Refused(fault) is { } found)
                {
                    refused = found;
                    refusal = $"{(found.Count == 1 ? "One row was" : $"{Number(found.Count)} rows were")} held back by the check of the finished file. {fault.Message}";
                    _log.FileCheckedAgain(new ForceSlug(work.Slug), found.Count);
                    continue;
                }

                return planned with { Outcome = RunOutcome.Held, Reason = Reason.FileCheck, Message = fault.Message };
            }

            if (await DeliverAsync(work, export, resumed: false, ct) is { } result)
            {
                return result with { Excluded = planned.Excluded, HeldBack = planned.HeldBack, AlreadySent = planned.AlreadySent, TextsWaiting = planned.TextsWaiting, Message = result.Message ?? refusal };
            }
        }

        return new ExportResult(work.Slug, RunOutcome.Failed) { Reason = Reason.SourceChanging, IsTransient = true };
    }

    /// <summary>Reads the source to its end inside one snapshot and hands over the rows to send, as <see cref="Planner.Rows"/> orders them; twice where small numbers are counted first.</summary>
    private Planner Plan(
        Work work, Action<PlannedRow> take, CancellationToken ct, bool measure = false, IReadOnlyDictionary<IncidentKey, RefusedRow>? refused = null, PlanExplanations? explanations = null)
    {
        using SourceSnapshot snapshot = work.Source.OpenSnapshot();
        using DecidedTexts decided = work.Decided();
        bool full = work.Request.Task == ExportTask.ReexportFull;
        var planner = new Planner(work.Profile, work.Keys, work.Today, full, measure, refused, decided.Find, work.Range, explanations);
        string? places = work.Profile.IsStatistical ? null : work.Slug;
        if (planner.NeedsSurvey)
        {
            planner.Survey(ReadAhead.Of(snapshot.Read(work.Profile.Shape, places, ct), ct), ReadAhead.Of(_ledger.Holdings.Read(work.Slug, ct), ct), Elsewhere(work.Profile.Shape));
        }

        RecordShape shape = explanations is not null ? work.Profile.ExplainedShape : measure ? work.Profile.MeasuredShape : work.Profile.Shape;
        IEnumerable<IncidentRecord> records = ReadAhead.Of(snapshot.Read(shape, places, ct), ct);
        // Three at a time: reading, with the holding beside it; clearing and comparing; and whatever is done with the rows.
        IEnumerable<HoldingRow> holding = ReadAhead.Of(_ledger.Holdings.Read(work.Slug, ct), ct);
        foreach (PlannedRow row in ReadAhead.Of(planner.Rows(Watched(work.Slug, records), holding, Elsewhere(shape)), ct))
        {
            take(row);
        }

        return planner;

        // Asked for when the reading has ended, because a connection answers one question at a time.
        RecordsByKey? Elsewhere(RecordShape columns) => places is null ? null : keys => snapshot.ReadByKeys(columns, keys, ct);
    }

    /// <summary>The sentences why the plan is held, or null.</summary>
    /// <param name="work">The run.</param>
    /// <param name="counts">What was planned.</param>
    /// <param name="byCheck">How many of the withdrawals only the check of the finished file found, in this run: whoever accepted the others could not know of them.</param>
    /// <param name="ct">Cancels.</param>
    private async Task<string?> GuardAsync(Work work, PlanCounts counts, int byCheck, CancellationToken ct)
    {
        if (MassWithdrawal(work.Request, counts) is not { } held)
        {
            return null;
        }

        if (work.Request.AcceptWithdrawals is { } number && (number == counts.Withdraw || number == counts.Withdraw - byCheck))
        {
            JournalBody accepted = new JournalBody().With("withdrawals", counts.Withdraw).With("held", counts.Held).With("why", work.Request.Why);
            await _ledger.Journal.AppendAsync(JournalKind.WithdrawalsAccepted, work.Slug, work.Request.AskedBy, accepted, ct);
            return null;
        }

        return held;
    }

    /// <summary>Why a plan withdraws too much to go by itself, with the line that lets it through; null where it does not.</summary>
    private static string? MassWithdrawal(ExportRequest request, PlanCounts counts)
    {
        bool emptied = counts.Read == 0 && counts.Held > 0;
        if (!emptied && (counts.Withdraw <= GuardedWithdrawals || counts.Withdraw <= counts.Held / 10.0))
        {
            return null;
        }

        string plan = $"The export would withdraw {Number(counts.Withdraw)} of the {Number(counts.Held)} records the force holds" + (emptied ? ", because the source gave no record for it." : ".");
        string sent = counts.AlreadySent.Count == 0 ? "" : $" Of {Number(counts.AlreadySent.Count)} of them something must not have left ({Reason.AlreadySent.Code}); nothing new goes to the force before.";
        string accepted = request.AcceptWithdrawals is { } number ? $" You accepted {Number(number)}; the numbers must be equal." : "";
        string command = request switch
        {
            { Task: ExportTask.ReexportFull } => $"reexport {request.Force} --full",
            { Range: { } range } => $"reexport {request.Force} --from {Iso(range.From)} --to {Iso(range.To)}{(range.Column is null ? "" : $" --column \"{range.Column}\"")}",
            _ => $"export {request.Force}",
        };
        return $"{plan}{sent}{accepted} If that is right: datasharing {command} --accept-withdrawals {Number(counts.Withdraw)} --reason TEXT.";
    }

    /// <summary>Writes the file and its manifest into the outbox, checks name and bytes of both, and records the export. What fails the check is destroyed.</summary>
    /// <exception cref="FileCheckException">The check found a fault; nothing is left of the attempt.</exception>
    private async Task<RecordedExport> BuildAsync(Work work, PlanCounts counts, SortedRows rows, CancellationToken ct)
    {
        (int sequence, int attempt) = await _ledger.Exports.NextSequenceAsync(work.Slug, ct);
        bool full = work.IsFull;
        DateTimeOffset now = _time.GetUtcNow();
        FileName name = FileName.For(work.Profile.Layout.NameTemplate, work.Settings.Controller, work.Slug, sequence, attempt, now);
        byte[] key = work.ArchiveKey;
        ExportFile? file = null;
        if (counts.Rows > 0 || full || work.Range is not null || work.Profile.EmptyNight == EmptyNight.HeaderOnly)
        {
            file = ExportFile.Write(work.Outbox, key, work.Keys.ActiveKeyId, Outbox.DataEntry(work.Slug, sequence, attempt), name.Data, rows);
        }

        Manifest manifest = ManifestOf(work, file, counts.PerAction, sequence, now);
        ExportFile manifestFile = ExportFile.Write(work.Outbox, key, work.Keys.ActiveKeyId, Outbox.ManifestEntry(work.Slug, sequence, attempt), name.Manifest, manifest);
        Stepped(work.Slug, ExportStep.Written);

        // The check reads the finished file while the ledger takes blocks and rows, and has the last word: nothing is recorded unless it succeeds.
        Task check = Task.Run(
            () =>
            {
                IReadOnlyList<CellRule> rules = CellRule.Of(work.Profile);
                Check(work, file, manifestFile, manifest, attempt, content => FileCheck.Verify(content, work.Profile.Layout, counts.PerAction, rules),
                    content => ManifestCheck.Verify(content, manifest, work.Profile.Layout, rules));
            },
            CancellationToken.None);
        try
        {
            await KeepAsync(work, [manifestFile, file], ct);
            BuiltExport built = Built(work, full ? ExportKind.Full : ExportKind.Delta, new ExportNumber(sequence, attempt), file, manifestFile, manifest);
            RecordedExport export = await _ledger.Exports.RecordBuiltAsync(work.Held, built, ReadAhead.Of(rows.EntriesByKey(), ct), check, ct);
            Stepped(work.Slug, ExportStep.Built);
            return export;
        }
        finally
        {
            await check.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (check.IsFaulted)
            {
                string[] entries = file is null ? [manifestFile.Entry] : [manifestFile.Entry, file.Entry];
                Array.ForEach(entries, work.Outbox.Destroy);
                await _ledger.Files.DestroyAsync(work.Held, entries, CancellationToken.None);
            }
        }
    }

    private static Manifest ManifestOf(Work work, ExportFile? file, RowCounts rows, int sequence, DateTimeOffset now) => new()
    {
        Reading = FileReading.Of(work.Profile),
        File = file?.Name,
        Sha256 = file?.Sha256,
        Bytes = file?.Bytes,
        Counts = rows,
        IsFull = work.IsFull,
        Range = ManifestRange.Of(work.Range),
        Sequence = sequence,
        Force = work.Slug,
        Controller = work.Settings.Controller,
        Protocol = work.Profile.Protocol,
        ProfileVersion = work.Profile.Version,
        ProfileHash = work.Profile.Hash,
        AgreementReference = work.Profile.Agreement.Reference,
        AgreementVersion = work.Profile.Agreement.Version,
        KeyId = work.Keys.ActiveKeyId,
        Marking = work.Profile.Agreement.Marking,
        Created = now,
    };

    /// <summary>Checks what was written of one attempt before anything of it is recorded.</summary>
    private static void Check(Work work, ExportFile? file, ExportFile manifestFile, Manifest manifest, int attempt, Action<Stream> checkData, Action<Stream> checkManifest)
    {
        FileNameCheck.Verify(manifest.File, manifestFile.Name, work.Profile.Layout.NameTemplate, new FileNameParts(manifest.Controller, manifest.Force, manifest.Sequence, attempt, manifest.Created));
        if (file is not null)
        {
            using Stream content = file.OpenContent();
            checkData(content);
        }

        using Stream members = manifestFile.OpenContent();
        checkManifest(members);
    }

    /// <summary>
    /// Brings an export that was not published yet to its end. Null when it was voided instead, because what it tells is no longer so; then
    /// tonight's build takes its sequence.
    /// </summary>
    private async Task<ExportResult?> DeliverAsync(Work work, RecordedExport export, bool resumed, CancellationToken ct)
    {
        // Before a byte of an earlier night's file travels, and again directly before its rename.
        if (resumed && export.State != ExportState.Publishing && !await StillStandsAsync(work, export, ct))
        {
            await using DropVisit? cleaning = export.TemporaryName is null ? null : await DropVisit.ConnectAsync(_connector, work.Force.Drop, ct);
            return await VoidAsync(work, export, cleaning, ct);
        }

        ExportFile? data = Reopen(work, export);
        ExportFile manifest = ReopenManifest(work, export);
        ExportFile lead = data ?? manifest;
        bool direct = work.Force.Drop.Publish == PublishBy.Direct;
        await using DropVisit visit = await ConnectAsync(work, ct);

        if (export.State == ExportState.Publishing && export.TemporaryName == lead.Name)
        {
            (RecordedExport? free, ExportResult? ended) = await ResumeDirectAsync(work, export, lead, visit, ct);
            if (free is null)
            {
                return ended;
            }

            export = free;
            if (!await StillStandsAsync(work, export, ct))
            {
                return await VoidAsync(work, export, visit, ct);
            }
        }
        else if (export.State == ExportState.Publishing)
        {
            DropPresence presence = await visit.LookAsync(lead, export.TemporaryName!, ct);
            if (presence != DropPresence.Temporary)
            {
                return await ConcludeAsync(work, export, lead, presence, ct);
            }

            // The temporary is still there, so no rename took place. The ledger must say so before the temporary goes: a crash in between would
            // leave neither name at the drop, and the outcome unknown.
            export = await _ledger.Exports.SetStateAsync(work.Held, export.Id, ExportState.Publishing, ExportState.Sending, cancellation: ct);
            if (!await StillStandsAsync(work, export, ct))
            {
                return await VoidAsync(work, export, visit, ct);
            }
        }

        // A name by the run, so a temporary of an earlier run that the drop does not let us remove is in nobody's way.
        string temporary = direct ? lead.Name : $"{(work.Force.Drop.DotTemporary ? "." : "")}{lead.Name}.{Number(work.Run)}.part";
        if (export.TemporaryName is { } stale && stale != lead.Name)
        {
            (export, _) = await _parts.RemoveAsync(work.Held, export, stale, visit, TakenParts.Resumed, ct);
        }

        export = await _ledger.Exports.SetStateAsync(work.Held, export.Id, export.State, ExportState.Sending, temporaryName: temporary, cancellation: ct);
        Stepped(work.Slug, ExportStep.Sending);

        if (direct)
        {
            await visit.RequireRoomAsync(lead, ct);
        }
        else
        {
            await visit.UploadAsync(lead, temporary, ct);
            Stepped(work.Slug, ExportStep.Uploaded);
        }

        if (!await StillStandsAsync(work, export, ct))
        {
            return await VoidAsync(work, export, visit, ct);
        }

        Stepped(work.Slug, ExportStep.LookedAgain);
        await work.Held.ConfirmAsync(LeaseLeftBeforeRename, ct);
        export = await _ledger.Exports.SetStateAsync(work.Held, export.Id, ExportState.Sending, ExportState.Publishing, cancellation: ct);
        Stepped(work.Slug, ExportStep.Publishing);
        await work.Age.WitnessAsync(work.Slug, export.Number, ct);
        Stepped(work.Slug, ExportStep.Witnessed);

        if (direct)
        {
            if (await PutDirectAsync(work, export, lead, visit, ct) is { } stopped)
            {
                return stopped;
            }
        }
        else if (!await visit.PublishAsync(lead, temporary, ct))
        {
            // The answer was lost: ask the drop over a new connection what became of it.
            await using DropVisit again = await DropVisit.ConnectAsync(_connector, work.Force.Drop, ct);
            DropPresence presence = await again.LookAsync(lead, temporary, ct);
            return presence == DropPresence.Temporary
                ? throw new DropException(Reason.DropConnectionLost, isTransient: true, "The connection was cut before the file got its final name; it goes with the next run.")
                : await ConcludeAsync(work, export, lead, presence, ct);
        }

        Stepped(work.Slug, ExportStep.Renamed);
        export = await _ledger.Exports.SetStateAsync(work.Held, export.Id, ExportState.Publishing, ExportState.Published, cancellation: ct);
        Stepped(work.Slug, ExportStep.Published);
        return await CompleteAsync(work, export, data is null ? null : manifest, manifest, visit, ct);
    }

    /// <summary>Puts a file under its final name, where the drop denies renaming. Null when it stands there whole.</summary>
    private async Task<ExportResult?> PutDirectAsync(Work work, RecordedExport export, ExportFile lead, DropVisit visit, CancellationToken ct)
    {
        try
        {
            await visit.PutDirectAsync(lead, ct);
            Stepped(work.Slug, ExportStep.Uploaded);
            return null;
        }
        catch (DropException error) when (!error.MayHaveLeftFile)
        {
            // The server refused it, or what was written is removed again: nothing of it is at the drop.
            await _ledger.Exports.SetStateAsync(work.Held, export.Id, ExportState.Publishing, ExportState.Sending, cancellation: CancellationToken.None);
            throw;
        }
        catch (DropException)
        {
            // Nothing of it may stay there over night, if the drop can still be asked; where it cannot, the next run does the same.
            await using DropVisit again = await ConnectAsync(work, ct);
            (RecordedExport? free, ExportResult? ended) = await ResumeDirectAsync(work, export, lead, again, ct);
            if (free is not null)
            {
                throw;
            }

            return ended;
        }
    }

    /// <summary>
    /// Finds out what became of a file that was being put under its final name: whole, so it is published; begun, so it is removed and may go again;
    /// or begun and not to be removed, so the same bytes go as the next attempt under its own name.
    /// </summary>
    private async Task<(RecordedExport? Free, ExportResult? Ended)> ResumeDirectAsync(Work work, RecordedExport export, ExportFile lead, DropVisit visit, CancellationToken ct)
    {
        DropPresence presence = await visit.LookDirectAsync(lead, ct);
        if (presence is not (DropPresence.Temporary or DropPresence.Unknown))
        {
            return (null, await ConcludeAsync(work, export, lead, presence, ct));
        }

        bool? removed = await visit.TryRemoveAsync(lead.Name, ct);
        if (removed == true)
        {
            return (await _ledger.Exports.SetStateAsync(work.Held, export.Id, ExportState.Publishing, ExportState.Sending, cancellation: ct), null);
        }

        ExportResult unconfirmed = await ConcludeAsync(work, export, lead, DropPresence.Neither, ct);
        if (removed == false || export.FileName is null || work.HasGoneAgain)
        {
            return (null, unconfirmed);
        }

        work.HasGoneAgain = true;
        RecordedExport original = export.ContentOf is { } content ? await _ledger.Exports.FindAsync(content, ct) ?? export : export;
        ExportResult again = await ResendAsync(work, original, ct);
        return (null, again.Outcome == RunOutcome.Refused ? unconfirmed : again);
    }

    private async Task<DropVisit> ConnectAsync(Work work, CancellationToken ct)
    {
        DropVisit visit = await DropVisit.ConnectAsync(_connector, work.Force.Drop, ct);
        visit.Sent = (sent, total) => _watch.BytesSent?.Invoke(work.Slug, sent, total);
        return visit;
    }

    /// <summary>Draws the conclusion from what stands at the drop when the rename's answer is not known and the temporary is gone.</summary>
    private async Task<ExportResult> ConcludeAsync(Work work, RecordedExport export, ExportFile lead, DropPresence presence, CancellationToken ct)
    {
        switch (presence)
        {
            case DropPresence.Ours:
                RecordedExport published = await _ledger.Exports.SetStateAsync(work.Held, export.Id, ExportState.Publishing, ExportState.Published, cancellation: ct);
                Stepped(work.Slug, ExportStep.Published);
                return await CompleteAsync(work, published, ct);
            case DropPresence.Foreign:
                return Of(work, export, RunOutcome.Failed) with { Reason = Reason.NameTaken, Message = $"A file named {lead.Name} that is not ours is at the drop." };
            default:
                await _ledger.Exports.SetStateAsync(work.Held, export.Id, ExportState.Publishing, ExportState.Unconfirmed, cancellation: ct);
                return Of(work, export, RunOutcome.Unconfirmed) with
                {
                    Reason = Reason.Unconfirmed,
                    Message = export.TemporaryName == lead.Name
                        ? $"{lead.Name} was put under its final name, and what became of it cannot be seen or removed at the drop: it may have been collected, whole or in part."
                        : $"The answer to the rename of {lead.Name} was lost, and the drop has neither that file nor its temporary: it may have been collected.",
                };
        }
    }

    /// <summary>Puts the manifest of a published export over a new connection, and closes the export.</summary>
    private async Task<ExportResult> CompleteAsync(Work work, RecordedExport export, CancellationToken ct)
    {
        ExportFile manifest = ReopenManifest(work, export);
        await using DropVisit visit = await ConnectAsync(work, ct);
        return await CompleteAsync(work, export, export.FileName is null ? null : manifest, manifest, visit, ct);
    }

    private async Task<ExportResult> CompleteAsync(Work work, RecordedExport export, ExportFile? toPut, ExportFile manifest, DropVisit visit, CancellationToken ct)
    {
        // Where there is no data file the manifest was the file that was renamed.
        string temporary = export.TemporaryName is { } ofData && export.FileName is { } name ? ofData.Replace(name, manifest.Name, StringComparison.Ordinal) : $"{manifest.Name}.{Number(work.Run)}.part";
        DeliveryReceipt receipt = toPut is null
            ? visit.Receipt(manifest)
            : await visit.CompleteAsync(toPut, temporary, ct);
        Stepped(work.Slug, ExportStep.ManifestPut);
        // From here on the force has everything: cancelling must not keep the ledger from knowing it.
        await _ledger.Exports.CloseDeliveredAsync(work.Held, export.Id, EvidenceOf(receipt), CancellationToken.None);
        if (export.ContentOf is { } repeated && await _ledger.Exports.FindAsync(repeated, CancellationToken.None) is { State: ExportState.Unconfirmed } original)
        {
            await SettledByResendAsync(work, original, CancellationToken.None);
        }

        RemoveCopies(work, export);
        Stepped(work.Slug, ExportStep.Closed);
        return Of(work, export, RunOutcome.Delivered);
    }

    private static DeliveryEvidence EvidenceOf(DeliveryReceipt receipt) => new()
    {
        Engine = receipt.Evidence.Engine.Word(),
        HostKeyFingerprint = receipt.Evidence.HostKeySha256,
        ServerSoftware = receipt.Evidence.Software,
        RemoteLength = receipt.Evidence.RemoteLength,
        Synced = receipt.Evidence.Synced,
        ReadBack = receipt.Evidence.ReadBack,
        Mode = receipt.Evidence.ModeSet is { } set ? (set ? "set" : "notSet") : null,
    };

    private async Task<ExportResult?> VoidAsync(Work work, RecordedExport export, DropVisit? visit, CancellationToken ct)
    {
        // Where there was no temporary, what was put under the final name is gone already.
        if (export.TemporaryName is { } temporary && temporary != (export.FileName ?? export.ManifestName) && visit is not null)
        {
            (_, bool stays) = await _parts.RemoveAsync(work.Held, export, temporary, visit, TakenParts.Given, ct);
            // A drop box that lets nothing be removed must not keep the force from ever learning what has changed since.
            if (stays)
            {
                _log.TemporaryStays(new ForceSlug(work.Slug), export.Number.Sequence);
            }
        }

        await _ledger.Exports.VoidAsync(work.Held, export.Id, Reason.SourceChanging.Code, ct);
        // After the ledger: a crash in between leaves a stray entry, which the next run removes.
        await _ledger.Files.DestroyAsync(work.Held, [export.ManifestEntry, .. export.FileEntry is { } own && export.ContentOf is null ? new[] { own } : []], ct);
        work.Outbox.Destroy(export.ManifestEntry);
        if (export.FileEntry is { } entry && export.ContentOf is null)
        {
            work.Outbox.Destroy(entry);
        }

        _log.ExportVoided(new ForceSlug(work.Slug), export.Number.Sequence);
        return null;
    }

    /// <summary>
    /// Whether the export may still go as it is: same effective profile, agreement in force, and every row still cleared to the same values;
    /// for a resend, every row still shared. If the source cannot be asked, this throws and nothing goes.
    /// </summary>
    private async Task<bool> StillStandsAsync(Work work, RecordedExport export, CancellationToken ct)
    {
        ForceConfiguration now = _folder.ReadForce(work.Slug);
        GatewaySettings settings = _folder.ReadSettings();
        if (settings.StopAll || !now.Profile.Enabled || now.Profile.Agreement.Refuses(Today()) is not null)
        {
            throw new RefusedException(settings.StopAll ? Reason.StopAll : now.Profile.Agreement.Refuses(Today()) ?? Reason.Disabled);
        }

        if (export.Kind != ExportKind.Resend && now.Profile.Hash != export.ProfileHash)
        {
            return false;
        }

        using DecidedTexts decided = work.Decided();
        var planner = new Planner(now.Profile, work.Keys, Today(), full: false, decisions: decided.Find);
        return export.Kind == ExportKind.Resend
            ? await IsSharedAsync(work, now.Profile, export, planner, ct)
            : await EveryRowAsync(work, now.Profile, export, planner.StillStands, ct);
    }

    /// <summary>
    /// Whether every row of an old file is still shared. A row that had to be withdrawn because of what it told never is again, however its record was corrected:
    /// the old file has it as it was.
    /// </summary>
    private async Task<bool> IsSharedAsync(Work work, ForceProfile profile, RecordedExport export, Planner planner, CancellationToken ct) =>
        !await _ledger.Holdings.HasAlreadySentAsync(export.Id, ct) && await EveryRowAsync(work, profile, export, planner.StillShared, ct);

    private async Task<bool> EveryRowAsync(Work work, ForceProfile profile, RecordedExport export, Func<IncidentRecord, ExportedRow, bool> test, CancellationToken ct)
    {
        int count = export.Rows.New + export.Rows.Amend + export.Rows.Resend;
        // To ask for a record by its key costs some three times what it costs to pass it in a reading of them all.
        bool isMost = count > RowsLookedAtOnce && count >= await _ledger.Holdings.CountAsync(work.Slug, ct) / 3;
        using SourceSnapshot snapshot = work.Source.OpenSnapshot();
        IEnumerable<ExportedRow> sent = _ledger.Exports.ReadRowsByKey(export.Id, ct).Where(row => row.Action != RowAction.Withdraw);
        if (isMost)
        {
            var missing = new List<ExportedRow>();
            if (!EveryRow(ReadAhead.Of(snapshot.ReadKeyed(profile.Shape, profile.IsStatistical ? null : work.Slug, ct), ct), sent, test, missing))
            {
                return false;
            }

            sent = missing;
        }

        foreach (ExportedRow[] rows in sent.Chunk(RowsLookedAtOnce))
        {
            var byKey = rows.ToDictionary(row => row.Key);
            int standing = snapshot.ReadByKeys(profile.Shape, byKey.Keys, ct).Count(pair => byKey.TryGetValue(pair.Key, out ExportedRow? row) && test(pair.Record, row));
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
    private static bool EveryRow(IEnumerable<(IncidentKey Key, IncidentRecord Record)> records, IEnumerable<ExportedRow> sent, Func<IncidentRecord, ExportedRow, bool> test, List<ExportedRow> missing)
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

    /// <summary>The same bytes again, under the next attempt's name.</summary>
    private async Task<ExportResult> ResendAsync(Work work, CancellationToken ct)
    {
        int sequence = work.Request.Sequence ?? throw new InvalidOperationException("A resend names a sequence.");
        if (await _ledger.Exports.FindAsync(work.Slug, sequence, cancellation: ct) is not { FileName: not null, Kind: not ExportKind.Resend, State: ExportState.Delivered or ExportState.Unconfirmed } original)
        {
            return Refused(work.Request, Reason.NoSuchExport, $"The ledger has no delivered file with sequence {Number(sequence)} for {work.Slug}. See: datasharing history {work.Slug}.");
        }

        return await ResendAsync(work, original, ct);
    }

    private async Task<ExportResult> ResendAsync(Work work, RecordedExport original, CancellationToken ct)
    {
        int sequence = original.Number.Sequence;
        using DecidedTexts decided = work.Decided();
        var planner = new Planner(work.Profile, work.Keys, work.Today, full: false, decisions: decided.Find);
        if (!await IsSharedAsync(work, work.Profile, original, planner, ct))
        {
            return Refused(work.Request, Reason.ContainsWithdrawn) with { Sequence = sequence };
        }

        (_, int attempt) = await _ledger.Exports.NextAttemptAsync(work.Slug, sequence, ct);
        DateTimeOffset now = _time.GetUtcNow();
        FileName name = FileName.For(work.Profile.Layout.NameTemplate, work.Settings.Controller, work.Slug, sequence, attempt, now);
        work.Outbox.Fetch(original.FileEntry!, path => _ledger.Files.Fetch(original.FileEntry!, path, ct));
        ExportFile archived = ExportFile.Reopen(work.Outbox, work.Keys.ArchiveKey, original.FileEntry!, name.Data, original.Bytes!.Value, original.Sha256!);
        Manifest manifest = Manifest.Read(ReopenManifest(work, original)).WithFile(name.Data, now);
        if (_ledger.Files.AreKept)
        {
            work.Outbox.Destroy(original.ManifestEntry);
        }

        ExportFile manifestFile = ExportFile.Write(work.Outbox, work.ArchiveKey, work.Keys.ActiveKeyId, Outbox.ManifestEntry(work.Slug, sequence, attempt), name.Manifest, manifest);
        // The data file is the archived one, which was checked when it was built, and is compared with the ledger's SHA-256 instead.
        try
        {
            // The manifest is the archived one too, whose description was compared with the file then; the profile may be another by now.
            Check(work, null, manifestFile, manifest, attempt, static _ => { }, content => ManifestCheck.Verify(content, manifest));
        }
        catch (FileCheckException)
        {
            work.Outbox.Destroy(manifestFile.Entry);
            throw;
        }

        Stepped(work.Slug, ExportStep.Written);
        await KeepAsync(work, [manifestFile], ct);
        BuiltExport built = Built(work, ExportKind.Resend, new ExportNumber(sequence, attempt), archived, manifestFile, manifest, original.Id);
        RecordedExport export = await _ledger.Exports.RecordBuiltAsync(work.Held, built, [], cancellation: ct);
        Stepped(work.Slug, ExportStep.Built);
        return await DeliverAsync(work, export, resumed: false, ct) ?? Refused(work.Request, Reason.ContainsWithdrawn) with { Sequence = sequence };
    }

    /// <summary>What would leave now, by the same reading, selecting, clearing and comparing as an export. Changes nothing and takes no lease.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="full">Whether to plan a full re-export.</param>
    /// <param name="taker">Given the profile, says what takes every row, in key order.</param>
    /// <param name="measure">Whether to measure how far records stand out.</param>
    /// <param name="refused">Records whose rows the check of the finished file refused; none when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="explanations">Told what becomes of each record and why; null where nobody asks.</param>
    /// <param name="then">Acts once everything is planned; nothing more when null.</param>
    private async Task<ExportPreview> PreviewAsync(
        string force, bool full, Func<ForceProfile, Action<PlannedRow>> taker, bool measure, IReadOnlyDictionary<IncidentKey, RefusedRow>? refused, CancellationToken ct,
        PlanExplanations? explanations = null, Func<Work, Task>? then = null)
    {
        SmallNumberFigures? figures = null;
        ForceProfile? profile = null;
        StrayRecords? stray = null;
        ExportResult result = await Settle(force, async () =>
        {
            var request = new ExportRequest(force, full ? ExportTask.ReexportFull : ExportTask.Export, "preview");
            if (!_folder.HasForce(force))
            {
                return Refused(request, Reason.ProfileMissing);
            }

            Work work = Prepare(request, lease: null, run: 0);
            profile = work.Profile;
            await NeededKeys.RequireAsync(_ledger, force, work.Keys, ct);
            stray = Stray(work, ct);
            Planner planner = Plan(work, taker(work.Profile), ct, measure, refused, explanations);
            PlanCounts counts = planner.Counts;
            figures = planner.Figures;
            ExportResult planned = Planned(work, counts);
            (int sequence, int attempt) = await _ledger.Exports.NextSequenceAsync(force, ct);
            bool nothing = counts.Rows == 0 && !full && work.Profile.EmptyNight == EmptyNight.None;
            if (then is not null)
            {
                await then(work);
            }

            (Reason? refusal, string? why) = RefusedToday(work) is { } today ? (today, null) : await RefusedBeforeAsync(work, ct);
            if (refusal is null && (await work.Age.LookAsync(force, ct)).Older is { } older)
            {
                (refusal, why) = (Reason.LedgerOlder, older);
            }

            string? held = refusal is null ? MassWithdrawal(request, counts) : null;
            return planned with
            {
                Outcome = refusal is not null ? RunOutcome.Refused : held is not null ? RunOutcome.Held : nothing ? RunOutcome.NothingToSend : RunOutcome.Delivered,
                Reason = refusal ?? (held is null ? null : Reason.MassWithdrawal),
                Message = why ?? held,
                Sequence = nothing || refusal is not null || held is not null ? null : sequence,
                Attempt = nothing || refusal is not null || held is not null ? null : attempt,
            };
        });
        return new ExportPreview(result, profile, figures) { Stray = stray };
    }

    private static StrayRecords Stray(Work work, CancellationToken ct)
    {
        using SourceSnapshot snapshot = work.Source.OpenSnapshot();
        return work.KnownForces.Count(snapshot.Read(work.KnownForces.Shape, null, ct));
    }

    private ExportFile? Reopen(Work work, RecordedExport export)
    {
        if (export.FileName is null)
        {
            return null;
        }

        work.Outbox.Fetch(export.FileEntry!, path => _ledger.Files.Fetch(export.FileEntry!, path));
        return ExportFile.Reopen(work.Outbox, work.Keys.ArchiveKey, export.FileEntry!, export.FileName, export.Bytes!.Value, export.Sha256!);
    }

    private ExportFile ReopenManifest(Work work, RecordedExport export)
    {
        work.Outbox.Fetch(export.ManifestEntry, path => _ledger.Files.Fetch(export.ManifestEntry, path));
        return ExportFile.Reopen(work.Outbox, work.Keys.ArchiveKey, export.ManifestEntry, export.ManifestName, export.ManifestBytes, export.ManifestSha256);
    }

    /// <summary>Gives the files of an export to a ledger that keeps them, so that another machine can deliver what this one built.</summary>
    private Task KeepAsync(Work work, IEnumerable<ExportFile?> files, CancellationToken ct) =>
        _ledger.Files.KeepAsync(work.Held, [.. files.OfType<ExportFile>().Select(file => (file.Entry, work.Outbox.PathOf(file.Entry)))], ct);

    /// <summary>Removes the copies of this machine where the ledger keeps the files.</summary>
    private void RemoveCopies(Work work, RecordedExport export)
    {
        if (_ledger.Files.AreKept)
        {
            work.Outbox.Destroy(export.ManifestEntry);
            if (export.FileEntry is { } entry)
            {
                work.Outbox.Destroy(entry);
            }
        }
    }

    private static BuiltExport Built(Work work, ExportKind kind, ExportNumber number, ExportFile? file, ExportFile manifestFile, Manifest manifest, long? contentOf = null) => new()
    {
        RunId = work.Run,
        Kind = kind,
        Number = number,
        FileName = file?.Name,
        FileEntry = file?.Entry,
        Sha256 = file?.Sha256,
        Bytes = file?.Bytes,
        ManifestName = manifestFile.Name,
        ManifestEntry = manifestFile.Entry,
        ManifestSha256 = manifestFile.Sha256,
        ManifestBytes = manifestFile.Bytes,
        Protocol = manifest.Protocol,
        ProfileVersion = Number(manifest.ProfileVersion),
        ProfileHash = manifest.ProfileHash,
        ReleaseHash = work.Force.ReleaseHash,
        AgreementReference = manifest.AgreementReference,
        AgreementVersion = manifest.AgreementVersion,
        Marking = manifest.Marking,
        KeyId = manifest.KeyId,
        ContentOf = contentOf,
    };

    private static ExportResult Planned(Work work, PlanCounts counts) => new(work.Slug, RunOutcome.Delivered)
    {
        Rows = counts.PerAction,
        Excluded = counts.Excluded,
        HeldBack = counts.HeldBackByField,
        AlreadySent = counts.AlreadySent,
        TextsWaiting = counts.TextsWaiting,
    };

    private static ExportResult Of(Work work, RecordedExport export, RunOutcome outcome) => new(work.Slug, outcome)
    {
        ExportId = export.Id,
        Sequence = export.Number.Sequence,
        Attempt = export.Number.Attempt,
        File = export.FileName,
        Sha256 = export.Sha256,
        Bytes = export.Bytes,
        Rows = export.Rows,
    };

    private static ExportResult Refused(ExportRequest request, Reason reason, string? message = null) =>
        new(request.Force, RunOutcome.Refused) { Reason = reason, Message = message };

    private static ExportResult RefusedUnconfirmed(ExportRequest request, int sequence) =>
        Refused(request, Reason.Unconfirmed, 
            $"It is not known whether sequence {Number(sequence)} arrived, and nothing newer is sent before that is settled. Ask the force. If it arrived: datasharing confirm {request.Force} {Number(sequence)} --reason TEXT. If not: datasharing resend {request.Force} {Number(sequence)} --reason TEXT.");

    private RunRequest RunRequestOf(ExportRequest request)
    {
        string profile = _folder.Sha256Behind(request.Force);
        RunCommand command = request.Task switch
        {
            ExportTask.Export => RunCommand.Export,
            ExportTask.ReexportFull or ExportTask.ReexportRange => RunCommand.Reexport,
            ExportTask.Resend => RunCommand.Resend,
            _ => RunCommand.Confirm,
        };
        return request.DueAt is { } due
            ? RunRequest.BySchedule(due, command, profile, ProgramVersion.Text)
            : RunRequest.ByPerson(request.AskedBy, request.Why, command, profile, ProgramVersion.Text);
    }

    /// <summary>Every ending that somebody can do something about becomes a result with a reason code; anything else is an error of the program.</summary>
    private async Task<ExportResult> Settle(string force, Func<Task<ExportResult>> act, Func<Exception, Task>? remember = null)
    {
        try
        {
            return await act();
        }
        catch (ConfigurationException error)
        {
            return new ExportResult(force, RunOutcome.Refused) { Reason = Reason.ProfileInvalid, Message = error.Message, Problems = error.Problems };
        }
        catch (OperationCanceledException)
        {
            return new ExportResult(force, RunOutcome.Cancelled) { Reason = Reason.Cancelled };
        }
        catch (Exception error) when (Failures.ReasonOf(error) is { } failure)
        {
            if (remember is not null)
            {
                await remember(error);
            }

            bool refused = error is RefusedException || failure == Reason.HostKey;
            RunOutcome outcome = refused ? RunOutcome.Refused : error is FileCheckException ? RunOutcome.Held : RunOutcome.Failed;
            return new ExportResult(force, outcome) { Reason = failure, Message = Failures.MessageOf(error), IsTransient = !refused && Failures.IsTransient(error) };
        }
        catch (Exception error)
        {
            _log.RunFailed(new ForceSlug(force), Reason.ProgramError, FailureNote.Of(error));
            return new ExportResult(force, RunOutcome.Failed) { Reason = Reason.ProgramError, Message = FailureNote.Of(error).ToString() };
        }
    }

    private void Report(ExportResult result, TimeSpan duration)
    {
        var force = new ForceSlug(result.Force);
        if (result.Reason == Reason.HostKey)
        {
            _log.HostKeyRefused(force);
        }

        if (result.Reason is { } reason)
        {
            _log.RunNotDelivered(force, result.Outcome, reason);
        }

        Measures.RunEnded(result.Force, result.Outcome, result.Reason, result.Rows.Total, result.HeldBack.Values.Sum(), duration);
        _log.RunEnded(force, result.Outcome, result.Rows.Total, duration);
    }

    private IEnumerable<IncidentRecord> Watched(string force, IEnumerable<IncidentRecord> records)
    {
        const long Every = 2048;
        long read = 0;
        foreach (IncidentRecord record in records)
        {
            if (++read % Every == 0)
            {
                _watch.RecordsRead?.Invoke(force, read);
            }

            yield return record;
        }
    }

    private void Stepped(string force, ExportStep step) => _watch.Stepped?.Invoke(force, step);

    private DateOnly Today() => London.Today(_time);

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Resumption(IReadOnlyList<int> Sequences, ExportResult? Stopped)
    {
        /// <summary>The ending of the very export that was asked about.</summary>
        public ExportResult? Answered { get; init; }
    }

    /// <summary>What one run works with.</summary>
    private sealed class Work
    {
        private Outbox? _outbox;

        public required ExportRequest Request { get; init; }

        public required Lease? Lease { get; init; }

        public required long Run { get; init; }

        public required GatewaySettings Settings { get; init; }

        /// <summary>Compares the ledger with what is known outside it.</summary>
        public required LedgerAge Age { get; init; }

        public required ForceConfiguration Force { get; init; }

        public required ForceKeys Keys { get; init; }

        /// <summary>What persons decided about texts, as it is when this is asked.</summary>
        public required Func<DecidedTexts> Decided { get; init; }

        public required IncidentSource Source { get; init; }

        /// <summary>The outbox; made when it is first needed, so that a plan leaves no folder behind.</summary>
        public Outbox Outbox => _outbox ??= new Outbox(Settings.OutboxFolder);

        public required KnownForces KnownForces { get; init; }

        public required DateOnly Today { get; init; }

        /// <summary>What is sent again beside the difference; null but in the re-export of a range.</summary>
        public ReleasedRange? Range { get; set; }

        /// <summary>Whether this run has sent a file again by itself already, under a new name; it does so once.</summary>
        public bool HasGoneAgain { get; set; }

        public ForceProfile Profile => Force.Profile;

        public bool IsFull => Request.Task == ExportTask.ReexportFull;

        public string Slug => Request.Force;

        public string SpillFolder => Settings.OutboxFolder;

        /// <summary>The lease; a preview has none and never gets where it is needed.</summary>
        public Lease Held => Lease ?? throw new UnreachableException("A preview writes nothing.");

        public byte[] ArchiveKey => Keys.ArchiveKey(Keys.ActiveKeyId)!;

        public SortedRows NewRows() => new(Profile.Layout, SpillFolder);
    }
}
