namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What a journal entry tells. The entries about exports and profiles are written by the ledger itself, with the act they tell.
/// </summary>
internal enum JournalKind
{
    /// <summary>An export was written into the outbox.</summary>
    ExportBuilt,

    /// <summary>An export is on its way under a temporary name.</summary>
    ExportSending,

    /// <summary>The rename of an export is about to be asked for.</summary>
    ExportPublishing,

    /// <summary>The rename of an export took place.</summary>
    ExportPublished,

    /// <summary>An export waits for approval.</summary>
    ExportHeld,

    /// <summary>It is not known whether an export arrived.</summary>
    ExportUnconfirmed,

    /// <summary>An export was given up before it left.</summary>
    ExportVoided,

    /// <summary>A delta or full export was delivered, and the holding moved.</summary>
    ExportDelivered,

    /// <summary>An unconfirmed export turned out to have arrived, and the holding moved.</summary>
    ExportConfirmed,

    /// <summary>A resend was delivered.</summary>
    ExportResent,

    /// <summary>A force's profile was read enabled for the first time.</summary>
    ProfileFirstEnabled,

    /// <summary>A master key was added to the ring.</summary>
    KeysAdded,

    /// <summary>Somebody let a number of withdrawals through; since then <see cref="GuardAccepted"/> tells it.</summary>
    WithdrawalsAccepted,

    /// <summary>Somebody let an export pass a guard, with exactly what it counted.</summary>
    GuardAccepted,

    /// <summary>Somebody approved the redacted form of a text.</summary>
    TextApproved,

    /// <summary>Somebody rejected the redacted form of a text.</summary>
    TextRejected,

    /// <summary>A drop's host key was not a pinned one, or revoked: a security event.</summary>
    HostKeyRefused,

    /// <summary>A force was found to have what it must not have.</summary>
    AlreadySentFound,

    /// <summary>An administrator's word about something that waited for it.</summary>
    Acknowledged,

    /// <summary>Somebody looked at values of incidents before they left, or at what does not leave.</summary>
    ValuesShown,

    /// <summary>Somebody asked who holds an incident.</summary>
    HoldersAsked,

    /// <summary>A person asked for a range to be sent again.</summary>
    RangeAsked,

    /// <summary>A run ended, or was found interrupted.</summary>
    RunEnded,

    /// <summary>What the runs were that ended before their ends were in the journal.</summary>
    RunsCovered,

    /// <summary>A file was gone from the drop before it had its final name: somebody may have read it.</summary>
    PartTaken,

    /// <summary>The ledger was found to be older than what was sent to a force.</summary>
    LedgerOlder,

    /// <summary>A person accepted a restored ledger for a force, which goes on at a higher sequence.</summary>
    RestoredAccepted,

    /// <summary>Somebody asked for something that they may not do; nothing was done.</summary>
    OperationRefused,

    /// <summary>Somebody withdrew an incident from every force.</summary>
    IncidentWithdrawn,

    /// <summary>Somebody let an incident be shared again.</summary>
    IncidentRestored,

    /// <summary>Somebody put an incident on hold.</summary>
    IncidentHeld,

    /// <summary>Somebody ended the hold of an incident.</summary>
    IncidentReleased,

    /// <summary>Somebody stopped everything.</summary>
    AllStopped,

    /// <summary>Somebody let everything go on.</summary>
    AllResumed,

    /// <summary>Somebody asked for something that a worker does, or that needs a second person.</summary>
    RequestMade,

    /// <summary>What somebody asked for was done, or was not, or its time is over.</summary>
    RequestEnded,

    /// <summary>The file that says who may act was found to be another.</summary>
    PeopleChanged,

    /// <summary>A text of a profile was accepted: by persons, by a run, or because something was delivered by it before.</summary>
    ProfileAccepted,

    /// <summary>A text of a profile came into use.</summary>
    ProfileUsed,

    /// <summary>Somebody made a force's profile, which is not enabled.</summary>
    ForceAdded,

    /// <summary>Somebody enabled or disabled a force.</summary>
    ForceChanged,

    /// <summary>Somebody sent a force a file of invented rows.</summary>
    TestFileSent,
}
