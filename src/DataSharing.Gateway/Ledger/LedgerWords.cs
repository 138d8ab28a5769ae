namespace DataSharing.Gateway.Ledger;

/// <summary>The words of the ledger's closed lists, as they are stored and printed.</summary>
internal static class LedgerWords
{
    internal static readonly Words<ExportState> States = new(
        (ExportState.Built, "built"),
        (ExportState.Sending, "sending"),
        (ExportState.Publishing, "publishing"),
        (ExportState.Published, "published"),
        (ExportState.Delivered, "delivered"),
        (ExportState.Held, "held"),
        (ExportState.Unconfirmed, "unconfirmed"),
        (ExportState.Void, "void"));

    internal static readonly Words<ExportKind> Kinds = new(
        (ExportKind.Delta, "delta"),
        (ExportKind.Full, "full"),
        (ExportKind.Resend, "resend"));

    internal static readonly Words<RunOutcome> Outcomes = new(
        (RunOutcome.Delivered, "delivered"),
        (RunOutcome.NothingToSend, "nothingToSend"),
        (RunOutcome.Held, "held"),
        (RunOutcome.Unconfirmed, "unconfirmed"),
        (RunOutcome.Refused, "refused"),
        (RunOutcome.Busy, "busy"),
        (RunOutcome.Failed, "failed"),
        (RunOutcome.Cancelled, "cancelled"));

    internal static readonly Words<RunCommand> Commands = new(
        (RunCommand.Export, "export"),
        (RunCommand.Resend, "resend"),
        (RunCommand.Reexport, "reexport"),
        (RunCommand.Confirm, "confirm"),
        (RunCommand.Resume, "resume"));

    internal static readonly Words<OrderKind> Orders = new(
        (OrderKind.Withdraw, "withdraw"),
        (OrderKind.Restore, "restore"),
        (OrderKind.Hold, "hold"),
        (OrderKind.Release, "release"),
        (OrderKind.Stop, "stop"),
        (OrderKind.Resume, "resume"));

    internal static readonly Words<RequestState> Requests = new(
        (RequestState.Waits, "waits"),
        (RequestState.WaitsForSecond, "waitsForSecond"),
        (RequestState.Running, "running"),
        (RequestState.Done, "done"),
        (RequestState.Failed, "failed"),
        (RequestState.Expired, "expired"));

    internal static readonly Words<UsedBy> Used = new(
        (UsedBy.Acceptance, "acceptance"),
        (UsedBy.Narrower, "narrower"),
        (UsedBy.Run, "run"),
        (UsedBy.Migration, "migration"));

    internal static readonly Words<JournalKind> Entries = new(
        (JournalKind.ExportBuilt, "exportBuilt"),
        (JournalKind.ExportSending, "exportSending"),
        (JournalKind.ExportPublishing, "exportPublishing"),
        (JournalKind.ExportPublished, "exportPublished"),
        (JournalKind.ExportHeld, "exportHeld"),
        (JournalKind.ExportUnconfirmed, "exportUnconfirmed"),
        (JournalKind.ExportVoided, "exportVoided"),
        (JournalKind.ExportDelivered, "exportDelivered"),
        (JournalKind.ExportConfirmed, "exportConfirmed"),
        (JournalKind.ExportResent, "exportResent"),
        (JournalKind.ProfileFirstEnabled, "profileFirstEnabled"),
        (JournalKind.KeysAdded, "keysAdded"),
        (JournalKind.WithdrawalsAccepted, "withdrawalsAccepted"),
        (JournalKind.GuardAccepted, "guardAccepted"),
        (JournalKind.TextApproved, "textApproved"),
        (JournalKind.TextRejected, "textRejected"),
        (JournalKind.HostKeyRefused, "hostKeyRefused"),
        (JournalKind.AlreadySentFound, "alreadySentFound"),
        (JournalKind.Acknowledged, "acknowledged"),
        (JournalKind.ValuesShown, "valuesShown"),
        (JournalKind.HoldersAsked, "holdersAsked"),
        (JournalKind.RangeAsked, "rangeAsked"),
        (JournalKind.RunEnded, "runEnded"),
        (JournalKind.RunsCovered, "runsCovered"),
        (JournalKind.PartTaken, "partTaken"),
        (JournalKind.LedgerOlder, "ledgerOlder"),
        (JournalKind.RestoredAccepted, "restoredAccepted"),
        (JournalKind.OperationRefused, "operationRefused"),
        (JournalKind.IncidentWithdrawn, "incidentWithdrawn"),
        (JournalKind.IncidentRestored, "incidentRestored"),
        (JournalKind.IncidentHeld, "incidentHeld"),
        (JournalKind.IncidentReleased, "incidentReleased"),
        (JournalKind.AllStopped, "allStopped"),
        (JournalKind.AllResumed, "allResumed"),
        (JournalKind.RequestMade, "requestMade"),
        (JournalKind.RequestEnded, "requestEnded"),
        (JournalKind.PeopleChanged, "peopleChanged"),
        (JournalKind.ProfileAccepted, "profileAccepted"),
        (JournalKind.ProfileUsed, "profileUsed"),
        (JournalKind.ForceAdded, "forceAdded"),
        (JournalKind.ForceChanged, "forceChanged"),
        (JournalKind.TestFileSent, "testFileSent"));

    /// <summary>The word of a state, for example <c>delivered</c>.</summary>
    public static string Word(this ExportState state) => States.Of(state);

    /// <summary>The word of a kind, for example <c>delta</c>.</summary>
    public static string Word(this ExportKind kind) => Kinds.Of(kind);

    /// <summary>The word of an outcome, for example <c>nothingToSend</c>.</summary>
    public static string Word(this RunOutcome outcome) => Outcomes.Of(outcome);

    /// <summary>The word of a command, for example <c>reexport</c>.</summary>
    public static string Word(this RunCommand command) => Commands.Of(command);

    /// <summary>The word of an order, for example <c>withdraw</c>.</summary>
    public static string Word(this OrderKind kind) => Orders.Of(kind);

    /// <summary>The word of a request's state, for example <c>waitsForSecond</c>.</summary>
    public static string Word(this RequestState state) => Requests.Of(state);

    /// <summary>The word of how a profile came into use, for example <c>narrower</c>.</summary>
    public static string Word(this UsedBy by) => Used.Of(by);

    /// <summary>The word of a kind of journal entry, for example <c>keysAdded</c>.</summary>
    public static string Word(this JournalKind kind) => Entries.Of(kind);
}
