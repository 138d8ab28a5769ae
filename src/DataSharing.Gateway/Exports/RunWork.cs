using System.Diagnostics;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Exports;

/// <summary>What one run works with, read when it began. A plan works with the same, and has no lease.</summary>
internal sealed class RunWork
{
    private readonly ExportLedger _ledger;
    private Outbox? _outbox;
    private ExportArchive? _archive;

    private RunWork(ExportLedger ledger) => _ledger = ledger;

    /// <summary>What was asked.</summary>
    public required ExportRequest Request { get; init; }

    /// <summary>The lease; null of a plan.</summary>
    public required Lease? Lease { private get; init; }

    /// <summary>The run's id in the ledger; 0 of a plan.</summary>
    public required long Run { get; init; }

    /// <summary>What <c>gateway.json</c> said.</summary>
    public required GatewaySettings Settings { get; init; }

    /// <summary>Compares the ledger with what is known outside it.</summary>
    public required LedgerAge Age { get; init; }

    /// <summary>What the force's profile said.</summary>
    public required ForceConfiguration Force { get; init; }

    /// <summary>
    /// How the force's profile as it is stands to what was accepted; null where that was not asked: of withdrawals alone.
    /// </summary>
    public ProfileInUse? InUse { get; private init; }

    /// <summary>The force's keys.</summary>
    public required ForceKeys Keys { get; init; }

    /// <summary>Where the records are.</summary>
    public required IncidentSource Source { get; init; }

    /// <summary>The forces that a record can be for.</summary>
    public required KnownForces KnownForces { get; init; }

    /// <summary>The day on which it began, Europe/London.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>What is sent again beside the difference; null but in the re-export of a range.</summary>
    public ReleasedRange? Range { get; private set; }

    /// <summary>The rows that the check of a finished file refused, so that they are left out; null for none.</summary>
    public RefusedRows? Refused { get; set; }

    /// <summary>
    /// The journal entry of the last order that was known when the export under way was last found to stand: a later one keeps it from
    /// being published.
    /// </summary>
    public long OrdersSeen { get; set; }

    /// <summary>Whether this run has sent a file again by itself already, under a new name; it does so once.</summary>
    public bool HasGoneAgain { get; set; }

    /// <summary>Whether it was asked to go although everything is stopped. Only withdrawals alone can be.</summary>
    public bool IgnoresStop => Request is { WithdrawalsAlone: true, DespiteStop: true };

    /// <summary>Whether an export goes although everything is stopped: one of withdrawals alone, in a run that was asked for so.</summary>
    public bool IgnoresStopFor(RecordedExport export) => IgnoresStop && export.Rows is { New: 0, Amend: 0, Resend: 0, Withdraw: > 0 };

    /// <summary>The force's rules.</summary>
    public ForceProfile Profile => Force.Profile;

    /// <summary>Whether the whole holding is sent.</summary>
    public bool IsFull => Request.Task == ExportTask.ReexportFull;

    /// <summary>The force's slug.</summary>
    public string Slug => Request.Force;

    /// <summary>The lease; a plan has none and never gets where it is needed.</summary>
    public Lease Held => Lease ?? throw new UnreachableException("A plan writes nothing.");

    /// <summary>The outbox; made when it is first needed, so that a plan leaves no folder behind.</summary>
    public Outbox Outbox => _outbox ??= new Outbox(Settings.OutboxFolder);

    /// <summary>The sealed files of the force's exports.</summary>
    public ExportArchive Archive => _archive ??= new ExportArchive(Outbox, _ledger, Keys);

    /// <summary>
    /// Reads everything that a run rests on, afresh: by the force's profile as it is, or by the text last used where that goes on until a day
    /// that is yet to come.
    /// </summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="time">The clock.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="lease">The force's lease; null for a plan.</param>
    /// <param name="run">The run's id in the ledger; 0 for a plan.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DataSharing.Disclosure.Configuration.ConfigurationException">The configuration has problems.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    /// <exception cref="KeyRingException">The key ring is missing or cannot be read.</exception>
    public static async Task<RunWork> PrepareAsync(
        ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, ExportRequest request, Lease? lease, long run,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ProfileInUse use = await ProfileInUse.LookAsync(folder, ledger, folder.ReadForce(request.Force), ct);
        return Prepare(folder, ledger, time, request, lease, run, use.Runs ?? use.Present, use);
    }

    /// <summary>Reads everything that a run rests on, afresh, but for the force's configuration.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="time">The clock.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="lease">The force's lease; null for a plan.</param>
    /// <param name="run">The run's id in the ledger; 0 for a plan.</param>
    /// <param name="force">The force's configuration to go by.</param>
    /// <param name="use">How the profile as it is stands to what was accepted; null where that was not asked.</param>
    /// <exception cref="KeyRingException">The key ring is missing or cannot be read.</exception>
    public static RunWork Prepare(
        ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, ExportRequest request, Lease? lease, long run,
        ForceConfiguration force, ProfileInUse? use = null)
    {
        // One reading: a file that is saved meanwhile cannot give the rules of one moment the SQL or the hash of another.
        ControllerConfiguration controller = force.Controller;
        KeyRing ring = KeyRingFile.Read(controller.Settings.Keys.Path, controller.Settings.Keys.Description);
        return new RunWork(ledger)
        {
            Request = request,
            Lease = lease,
            Run = run,
            Settings = controller.Settings,
            Age = LedgerAge.Of(controller.Settings, ledger),
            Force = force,
            InUse = use,
            Keys = new ForceKeys(ring, controller.Settings.Controller, request.Force),
            Source = new IncidentSource(controller.Settings.Source, controller.SourceSql, controller.Dictionary),
            KnownForces = folder.KnownForces(controller),
            Today = London.Today(time),
        };
    }

    /// <summary>The same run for a file of withdrawals: it is always a difference, and nothing is sent again beside it.</summary>
    public RunWork ForWithdrawals() => new(_ledger)
    {
        Request = Request with { Task = ExportTask.Export, Range = null },
        Lease = Lease,
        Run = Run,
        Settings = Settings,
        Age = Age,
        Force = Force,
        InUse = InUse,
        Keys = Keys,
        Source = Source,
        KnownForces = KnownForces,
        Today = Today,
    };

    /// <summary>Takes the range that is sent again beside the difference. Why it is none; null where it is one.</summary>
    public async Task<ExportResult?> TakeRangeAsync(RangeRequest range, CancellationToken ct)
    {
        Range = ReleasedRange.Of(Profile, range.From, range.To, range.Column, out string? problem);
        if (Range is null)
        {
            return ExportResult.Refused(Slug, Reason.NoSuchRange, problem);
        }

        // The export is a difference like every other; which rows are in it again, the journal says, also when the manifest is gone.
        JournalBody asked = new JournalBody()
            .With("from", Iso(Range.From))
            .With("to", Iso(Range.To))
            .With("column", Range.Column)
            .With("run", Run)
            .With("why", Request.Why);
        await _ledger.Journal.AppendAsync(JournalKind.RangeAsked, Slug, Request.AskedBy, asked, ct);
        return null;
    }

    /// <summary>What persons decided about texts, as it is when it is asked.</summary>
    public DecidedTexts Decided() => new(_ledger, Slug, Keys);

    /// <summary>An empty place for the rows of an export.</summary>
    public SortedRows NewRows() => new(Profile.Layout, Settings.OutboxFolder);

    /// <summary>The names of an attempt's files at the drop.</summary>
    public FileName NameOf(ExportNumber number, DateTimeOffset now) =>
        FileName.For(Profile.Layout.NameTemplate, Settings.Controller, Slug, number.Sequence, number.Attempt, now);

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
