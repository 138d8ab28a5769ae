using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// What somebody wants to know of a force in the morning. Whether it is late or suspended is <see cref="ForceState"/>'s to say.
/// </summary>
internal sealed class ForceStatus
{
    /// <summary>
    /// How many runs back a held export is looked for: later ones may have ended busy or failed and changed nothing about it.
    /// </summary>
    private const int RunsLookedAt = 20;

    private ForceStatus(ForceState state) => State = state;

    /// <summary>How it stands.</summary>
    public ForceState State { get; }

    /// <summary>Whether somebody has to act: it is late, it is suspended and nobody wrote that it should be, or it is blocked.</summary>
    public bool NeedsSomebody => State.Standing == ForceStanding.Suspended || State.LateFor is not null || Blocked is not null;

    /// <summary>
    /// Why its next night cannot go until somebody acts, though its profile and agreement allow it; null where it can, and where it is
    /// suspended or stopped.
    /// </summary>
    public Reason? Blocked { get; private init; }

    /// <summary>
    /// The last due time of its schedule since a worker first saw it enabled; null where there was none, and where it has no schedule.
    /// </summary>
    public DateTimeOffset? LastDue { get; private init; }

    /// <summary>The next due time; null where its nights do not go.</summary>
    public DateTimeOffset? NextDue { get; private init; }

    /// <summary>The sequence of the newest export that was delivered; null where none was.</summary>
    public int? Sequence { get; private init; }

    /// <summary>When that export was delivered.</summary>
    public DateTimeOffset? DeliveredAt { get; private init; }

    /// <summary>What waits for an administrator's word, by its code, with the number of records where it is about records.</summary>
    public IReadOnlyList<(string Code, int? Records)> Waiting { get; private init; } = [];

    /// <summary>The sequence of an export whose file is at the drop and whose manifest is not; null where there is none.</summary>
    public int? WithoutManifest { get; private init; }

    /// <summary>The reason code why the force's export is held; null where none is.</summary>
    public string? Held { get; private init; }

    /// <summary>
    /// The force's profile, where it waits for persons or for a day; null where it does not, and where its nights do not go.
    /// </summary>
    public WaitingProfile? Profile { get; private init; }

    /// <summary>The text by which its runs last went; null where there is none.</summary>
    public UsedText? Used { get; private init; }

    /// <summary>Reads every force, in ordinal order; writes nothing.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="time">The clock.</param>
    /// <param name="force">This force only, or null for all. It need not be there.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<IReadOnlyList<ForceStatus>> ReadAsync(
        ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, string? force, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(time);
        DateTimeOffset now = time.GetUtcNow();
        Dictionary<string, int> sent = (await ledger.Holdings.AlreadySentQuestionsAsync(0, ct))
            .ToDictionary(question => question.Force, question => question.Records, StringComparer.Ordinal);
        var waiting = new List<(string Force, string Code, int? Records)>();
        foreach (AwaitedWord word in AwaitedWord.All)
        {
            waiting.AddRange(
                (await word.ForcesAsync(folder, ledger, ct))
                .Select(one => (
                one, word.Reason.Code, word.Reason == Reason.AlreadySent && sent.TryGetValue(one, out int records) ? records
                : (int?)null)));
        }

        var all = new List<ForceStatus>();
        foreach (ForceState state in await ForceState.ReadAsync(folder, ledger, time, ct))
        {
            if (force is not null && state.Force != force)
            {
                continue;
            }

            ScheduleSettings? schedule = state.Configuration?.Schedule;
            DateTimeOffset? seen = schedule is null ? null : await ledger.Profiles.FirstSeenAsync(state.Force, ct);
            (int Sequence, DateTimeOffset At)? delivered = await ledger.Exports.LastDeliveredAsync(state.Force, ct);
            string? held = HeldBecause(await ledger.Runs.HistoryAsync(state.Force, RunsLookedAt, ct));
            WaitingProfile? profile = state.Standing == ForceStanding.Sends
                ? await WaitingProfile.OfAsync(folder, ledger, state.Configuration!, ct) : null;
            all.Add(new ForceStatus(state)
            {
                Blocked = state.Standing == ForceStanding.Sends
                    ? await Hindrance.OfAsync(folder, ledger, state.Configuration!, ct) ?? Reason.All.FirstOrDefault(reason => reason.Code == held)
                    : null,
                LastDue = seen is { } since ? schedule!.LastDue(since, now) : null,
                NextDue = state.Standing == ForceStanding.Sends && schedule!.Next(now, 1) is [var next] ? next : null,
                Sequence = delivered?.Sequence,
                DeliveredAt = delivered?.At,
                Waiting = [.. waiting.Where(one => one.Force == state.Force).Select(one => (one.Code, one.Records))],
                Held = profile is { InUse.Waits: true } ? Reason.ProfileNotAccepted.Code : held,
                Profile = profile,
                Used = (await ledger.Accepted.ReadAsync(state.Force, ct)).Used,
                WithoutManifest = (await ledger.Exports.PendingAsync(state.Force, ct))
                    .FirstOrDefault(export => export is { State: ExportState.Published, FileName: not null })?.Number.Sequence,
            });
        }

        return all;
    }

    /// <summary>Why it is late, suspended or blocked, and what to do; null where it is none of them.</summary>
    public string? Message => State.Standing == ForceStanding.Suspended ? Suspended() : State.LateFor is { } due
        ? $"nothing was delivered for the due time {London.Clock(due)}. {LastRun()} See: datasharing history {State.Force}."
        : Blocked is { } reason ? reason == Reason.ProfileNotAccepted ? Profile?.Sentence : NextStep.Of(reason, State.Force)
        : Profile?.Sentence;

    private string Suspended() => State switch
    {
        { Problems: [var first, ..] problems } =>
            $"{first} {(problems.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"There are {problems.Count - 1} more. "))}See: datasharing check {State.Force}.",
        { Holding: > 0 and var holding } =>
            string.Create(
            CultureInfo.InvariantCulture,
            $"it has no profile forces/{State.Force}.json any more and still holds {holding:N0} record(s). Put the profile back; if it is to be sent nothing, with \"enabled\": false."),
        _ => State.Reason is { } reason ? NextStep.Of(reason, State.Force) : "",
    };

    private string LastRun() => State.LastRun is not { } run ? "No run was seen."
        : run.Outcome is not { } outcome ? "The last run has not ended."
        : $"The last run ended {outcome.Word()}{(run.Reason is null ? "" : $" ({run.Reason})")}.";

    /// <summary>
    /// What is held stays so until a run sends something, or finds nothing to send; whether a profile waits is asked of the profile.
    /// </summary>
    private static string? HeldBecause(IEnumerable<RecordedRun> newestFirst) =>
        newestFirst.FirstOrDefault(
            run => run.Scope is null && run.Reason != Reason.ProfileNotAccepted.Code
                && run.Outcome is RunOutcome.Held or RunOutcome.Delivered or RunOutcome.NothingToSend) is { Outcome: RunOutcome.Held } held
            ? held.Reason ?? RunOutcome.Held.Word() : null;
}
