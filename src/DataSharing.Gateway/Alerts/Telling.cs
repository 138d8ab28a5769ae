using System.Collections.Frozen;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Alerts;

/// <summary>
/// When the administrator is told, for every reason there is. A test fails when a reason is missing here: a new one is added on purpose
/// where it belongs.
/// </summary>
internal static class Telling
{
    private static readonly FrozenDictionary<Reason, ToldWhen> When = Lists()
        .SelectMany(list => list.Reasons.Select(reason => (reason, list.When))).ToFrozenDictionary(pair => pair.reason, pair => pair.When);

    /// <summary>The reasons that are named here.</summary>
    public static IEnumerable<Reason> Placed => When.Keys;

    /// <summary>When it is told. A reason of a run that is not named here is told at once.</summary>
    public static ToldWhen Of(Reason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return When.TryGetValue(reason, out ToldWhen when) ? when : reason.Kind == ReasonKind.Run ? ToldWhen.AtOnce : ToldWhen.Counted;
    }

    private static IEnumerable<(ToldWhen When, Reason[] Reasons)> Lists() =>
    [
        // What retrying will not fix. Source for the drop's: delivery, sections 5 and 7.
        (ToldWhen.AtOnce,
        [
            Reason.DropFull, Reason.DropLogin, Reason.DropConfiguration, Reason.DropPermission, Reason.DropFolderMissing, Reason.PartTaken,
                Reason.DropProtocol, Reason.NameTaken, Reason.Unconfirmed,
            Reason.SourceOrder, Reason.SnapshotUnavailable, Reason.KeysMissing, Reason.OutboxFull, Reason.OutboxDamaged,
            Reason.LedgerFull, Reason.LedgerDamaged, Reason.LedgerNewer, Reason.LedgerOlder, Reason.LedgerMissing,
                Reason.WitnessUnavailable, Reason.ProgramError,
        ]),
        (ToldWhen.AsHeld, [Reason.FirstExport, Reason.MassWithdrawal, Reason.OtherArea, Reason.HeldBack, Reason.FileCheck, Reason.ProfileNotAccepted]),
        (ToldWhen.AsVolumeRise, [Reason.Volume]),
        (ToldWhen.AsHostKey, [Reason.HostKey]),
        (ToldWhen.AsSuspended, [Reason.CannotBeTold, Reason.ProfileInvalid, Reason.ProfileMissing, Reason.AgreementLapsed, Reason.StopAll]),
        (ToldWhen.AsUnready, [Reason.LedgerLocked, Reason.LedgerUnavailable, Reason.LedgerVerifying]),
        (ToldWhen.WhenLate,
        [
            Reason.SourceUnavailable, Reason.SourceChanging, Reason.DropUnreachable, Reason.DropTurnedAway, Reason.DropConnectionLost,
                Reason.DropTimeout, Reason.DropServerError,
            Reason.Busy, Reason.LeaseLost, Reason.Interrupted, Reason.Cancelled,
        ]),
        (ToldWhen.UntilAcknowledged,
            [Reason.AlreadySent, Reason.ClockAhead, Reason.ClockBehind, Reason.ProfileOlder, Reason.ProfileVersionReused]),
        (ToldWhen.OnPurpose, [Reason.Disabled, Reason.AgreementNotInForce, Reason.AgreementSuspended]),
        (ToldWhen.ToWhoAsked,
            [Reason.ContainsWithdrawn, Reason.NoSuchExport, Reason.NoSuchRange, Reason.NoSuchText, Reason.TextChanged,
            Reason.NothingWaiting, Reason.NextTooLow, Reason.NotPermitted, Reason.PersonUnknown,
            Reason.NoSuchIncident, Reason.SeveralIncidents, Reason.ForcesDiffer, Reason.NotOrdered, Reason.SecondPerson,
            Reason.NoSuchRequest, Reason.RequestExpired, Reason.ProfileChanged]),
    ];
}
