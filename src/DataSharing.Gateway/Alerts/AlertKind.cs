namespace DataSharing.Gateway.Alerts;

/// <summary>What somebody is told of.</summary>
internal enum AlertKind
{
    /// <summary>A due time has long passed and nothing was delivered for it.</summary>
    LateDelivery,

    /// <summary>
    /// Nothing is sent to a force, or to all, and nobody has said so on purpose: a broken or removed profile, an agreement that has lapsed,
    /// a broken gateway.json. Or everything is still stopped.
    /// </summary>
    ForceSuspended,

    /// <summary>The worker cannot send: its ledger cannot be used, or its own look fails.</summary>
    WorkerNotReady,

    /// <summary>An export waits for a person.</summary>
    HeldExport,

    /// <summary>
    /// An export waits for a person because it has many times more records than usual: that may be true, and then it is news.
    /// </summary>
    VolumeRise,

    /// <summary>A force's server showed another host key than the profile's.</summary>
    HostKeyChanged,

    /// <summary>
    /// A night that goes on only when somebody has done something: the outcome is unknown, or the run stopped before something that
    /// retrying will not fix.
    /// </summary>
    DeliveryStopped,

    /// <summary>An agreement ends soon.</summary>
    AgreementExpiring,

    /// <summary>The key for a force's server ends soon.</summary>
    KeyExpiring,

    /// <summary>A force's next delivery goes by another engine than its last, because the default has changed.</summary>
    EngineChanged,

    /// <summary>The ledger does not verify; nothing is sent.</summary>
    LedgerBroken,

    /// <summary>
    /// The clock is ahead or behind, or was: the machine's contradicts the database server's, or the ledger has moments that are yet to
    /// come. Nothing is sent.
    /// </summary>
    ClockAhead,

    /// <summary>A force has what must not leave, and no administrator has said yet that the breach question was asked.</summary>
    AlreadySent,

    /// <summary>A force has what was withdrawn, and no file can tell it: a person has to.</summary>
    CannotBeTold,

    /// <summary>Who may do what was changed, or nobody may act because the file that says so has problems.</summary>
    PeopleChanged,

    /// <summary>How each force's night ended.</summary>
    NightSummary,
}
