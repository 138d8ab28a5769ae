using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Telemetry;

/// <summary>
/// Every line the gateway logs. Parameter types are allow-listed by a test: no text that could come from an incident can be passed.
/// A failed log write does not fail a run; a failed ledger write does.
/// </summary>
internal static partial class GatewayLog
{
    [LoggerMessage(101, LogLevel.Information, "RunStarted {Force}")]
    public static partial void RunStarted(this ILogger log, ForceSlug force);

    [LoggerMessage(102, LogLevel.Information, "RunEnded {Force} {Outcome} rows={Rows} in {Duration}")]
    public static partial void RunEnded(this ILogger log, ForceSlug force, RunOutcome outcome, int rows, TimeSpan duration);

    [LoggerMessage(103, LogLevel.Warning, "RunNotDelivered {Force} {Outcome} {Reason}: nothing is lost; datasharing reasons explains the code")]
    public static partial void RunNotDelivered(this ILogger log, ForceSlug force, RunOutcome outcome, Reason reason);

    [LoggerMessage(104, LogLevel.Error, "RunFailed {Force} {Reason} {Failure}: someone must act")]
    public static partial void RunFailed(this ILogger log, ForceSlug force, Reason reason, FailureNote failure);

    [LoggerMessage(105, LogLevel.Error, "HostKeyRefused {Force}: nothing was sent; ask the force before anybody edits the profile")]
    public static partial void HostKeyRefused(this ILogger log, ForceSlug force);

    [LoggerMessage(110, LogLevel.Information, "ExportResumed {Force} sequence={Sequence}")]
    public static partial void ExportResumed(this ILogger log, ForceSlug force, int sequence);

    [LoggerMessage(111, LogLevel.Warning, "ExportVoided {Force} sequence={Sequence}: what it told is no longer so; it is built afresh")]
    public static partial void ExportVoided(this ILogger log, ForceSlug force, int sequence);

    [LoggerMessage(112, LogLevel.Warning, "FileCheckedAgain {Force} rows={Rows}: the check of the finished file refused rows; they are taken out and the file is built once more")]
    public static partial void FileCheckedAgain(this ILogger log, ForceSlug force, int rows);

    [LoggerMessage(113, LogLevel.Warning, "TemporaryStays {Force} sequence={Sequence}: the drop lets nothing be removed; ask the force to remove its .part file")]
    public static partial void TemporaryStays(this ILogger log, ForceSlug force, int sequence);

    [LoggerMessage(114, LogLevel.Warning, "EngineChanged {Force}: the default of drop.engine is sshnet now; to keep the other write \"engine\": \"openssh\" in the profile's drop, else run datasharing force test first")]
    public static partial void EngineChanged(this ILogger log, ForceSlug force);

    [LoggerMessage(116, LogLevel.Warning, "LeftoverDestroyed {Force} sequence={Sequence} attempt={Attempt}: a crash left it in the outbox, and it was never sent")]
    public static partial void LeftoverDestroyed(this ILogger log, ForceSlug force, int sequence, int attempt);

    [LoggerMessage(117, LogLevel.Information, "WitnessBegun {Force} sequence={Sequence}: there was no witness of the force; from now on an older ledger is noticed")]
    public static partial void WitnessBegun(this ILogger log, ForceSlug force, int sequence);

    [LoggerMessage(118, LogLevel.Error, "LedgerOlder {Force} next={Next}: the ledger is older than what was sent to the force; nothing is sent to it; run datasharing ledger verify")]
    public static partial void LedgerOlder(this ILogger log, ForceSlug force, int next);

    [LoggerMessage(119, LogLevel.Information, "ProfileTakenIntoUse {Force} changes={Changes}: from now on this text of the profile is the measure; see datasharing status")]
    public static partial void ProfileTakenIntoUse(this ILogger log, ForceSlug force, int changes);

    [LoggerMessage(201, LogLevel.Information, "WorkerStarted forces={Forces}")]
    public static partial void WorkerStarted(this ILogger log, int forces);

    [LoggerMessage(202, LogLevel.Information, "WorkerStopped")]
    public static partial void WorkerStopped(this ILogger log);

    [LoggerMessage(203, LogLevel.Information, "ForceScheduled {Force} next={Next:u}")]
    public static partial void ForceScheduled(this ILogger log, ForceSlug force, DateTimeOffset? next);

    [LoggerMessage(204, LogLevel.Information, "ForceUnscheduled {Force}")]
    public static partial void ForceUnscheduled(this ILogger log, ForceSlug force);

    [LoggerMessage(211, LogLevel.Information, "WithdrawalsPlanned {Force}: its nights do not go, and it is told what was withdrawn all the same")]
    public static partial void WithdrawalsPlanned(this ILogger log, ForceSlug force);

    [LoggerMessage(205, LogLevel.Error, "ForceSuspended {Force} problems={Problems}: its configuration is not valid, and nothing is sent to it; run datasharing check")]
    public static partial void ForceSuspended(this ILogger log, ForceSlug force, int problems);

    [LoggerMessage(206, LogLevel.Information, "CatchUp {Force} due={Due:u}: this due time was not served")]
    public static partial void CatchUp(this ILogger log, ForceSlug force, DateTimeOffset due);

    [LoggerMessage(208, LogLevel.Warning, "RetryPlanned {Force} attempt={Attempt} at={At:u} due={Due:u}: so many tries for this due time have failed; the next one is made at the time given")]
    public static partial void RetryPlanned(this ILogger log, ForceSlug force, int attempt, DateTimeOffset at, DateTimeOffset due);

    [LoggerMessage(209, LogLevel.Error, "RetriesEnded {Force} attempts={Attempts}: the time in which the night is tried again is over; it goes when the configuration is changed, or with the next night")]
    public static partial void RetriesEnded(this ILogger log, ForceSlug force, int attempts);

    [LoggerMessage(211, LogLevel.Warning, "RunNotBegun {Force} {Reason} {Failure}: nothing was tried and nothing is lost; the due time is tried again, and the run is recorded when the ledger can be written")]
    public static partial void RunNotBegun(this ILogger log, ForceSlug force, Reason reason, FailureNote failure);

    [LoggerMessage(212, LogLevel.Information, "LeaseAwaited {Force} until={At:u} due={Due:u}: another process works for the force, or ended without giving its lease back; this is not a failed try")]
    public static partial void LeaseAwaited(this ILogger log, ForceSlug force, DateTimeOffset at, DateTimeOffset due);

    [LoggerMessage(303, LogLevel.Error, "LedgerBroken entry={Entry}: nothing is sent before somebody has looked; run datasharing ledger verify")]
    public static partial void LedgerBroken(this ILogger log, long entry);

    [LoggerMessage(304, LogLevel.Warning, "LedgerAwaited {Reason}: the ledger cannot be used yet; tried again in {Delay}")]
    public static partial void LedgerAwaited(this ILogger log, Reason reason, TimeSpan delay);

    [LoggerMessage(305, LogLevel.Warning, "LedgerUpgrading from={From} to={To} statement={Statement} of {Statements} rows={Rows} after {Elapsed}: the ledger is brought up to date; stopped now, it would begin again")]
    public static partial void LedgerUpgrading(
        this ILogger log, int from, int to, int statement, int statements, long rows, TimeSpan elapsed);

    [LoggerMessage(309, LogLevel.Error, "ClockWrong {Reason}: nothing is sent before the clock, or the ledger's word about it, is right; datasharing check --connect says what was compared")]
    public static partial void ClockWrong(this ILogger log, Reason reason);

    [LoggerMessage(310, LogLevel.Information, "LedgerVerifying checked={Checked} of {Total} after {Elapsed}: the worker goes on beside it; nothing is sent before the first verification has ended well")]
    public static partial void LedgerVerifying(this ILogger log, long @checked, long total, TimeSpan elapsed);

    [LoggerMessage(311, LogLevel.Information, "LedgerVerified entries={Entries} checked={Checked} in {Elapsed}")]
    public static partial void LedgerVerified(this ILogger log, long entries, long @checked, TimeSpan elapsed);

    [LoggerMessage(312, LogLevel.Warning, "SystemdNotTold {Failure}: systemd does not hear of the worker and may start it again; see NotifyAccess and RestrictAddressFamilies in the unit")]
    public static partial void SystemdNotTold(this ILogger log, FailureNote failure);

    [LoggerMessage(115, LogLevel.Error, "PartTaken {Force} sequence={Sequence}: a file was gone from the drop before it had its final name, and may have been read; set drop.temporaryName to dot")]
    public static partial void PartTaken(this ILogger log, ForceSlug force, int sequence);

    [LoggerMessage(210, LogLevel.Critical, "WorkerEnded {Reason}: the worker ends itself and writes nothing more; datasharing reasons explains the code")]
    public static partial void WorkerEnded(this ILogger log, Reason reason);

    [LoggerMessage(207, LogLevel.Error, "WorkerFault {Failure}: the worker goes on and tries again within a minute")]
    public static partial void WorkerFault(this ILogger log, FailureNote failure);
}
