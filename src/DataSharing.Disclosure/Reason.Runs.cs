namespace DataSharing.Disclosure;

/// <content>The reasons of runs.</content>
public sealed partial class Reason
{
    /// <summary>Switched off.</summary>
    public static Reason Disabled { get; } = Run("disabled", "The profile is not enabled.");

    /// <summary>Broken profile.</summary>
    public static Reason ProfileInvalid { get; } = Run(
        "profileInvalid",
        "The force's profile, its protocol or the data dictionary has problems; this force is suspended. Run: datasharing check.");

    /// <summary>No such force.</summary>
    public static Reason ProfileMissing { get; } = Run("profileMissing", "There is no profile for this force in the configuration folder.");

    /// <summary>Agreement starts later.</summary>
    public static Reason AgreementNotInForce { get; } = Run("agreementNotInForce", "The agreement with the force is not yet in force.");

    /// <summary>Agreement over.</summary>
    public static Reason AgreementLapsed { get; } = Run(
        "agreementLapsed", "The agreement with the force has lapsed. Renew it and enter its new end in the profile.");

    /// <summary>Agreement suspended.</summary>
    public static Reason AgreementSuspended { get; } = Run(
        "agreementSuspended", "The agreement with the force is suspended in the profile.");

    /// <summary>Everything is stopped.</summary>
    public static Reason StopAll { get; } = Run("stopAll", "All deliveries are stopped: by a person (datasharing stop-all), or by stopAll in gateway.json. What a person stopped goes on with: datasharing resume-all --reason TEXT.");

    /// <summary>The clock is ahead.</summary>
    public static Reason ClockAhead { get; } = Run(
        "clockAhead", "This machine's clock is more than 5 minutes ahead of the database server's, or the ledger has moments that are "
            + "yet to come, written when the clock was ahead. Nothing is sent. Set the clock right; a moment that remains in the "
            + "ledger is dealt with by: datasharing acknowledge --all clockAhead --reason TEXT.");

    /// <summary>The clock is behind.</summary>
    public static Reason ClockBehind { get; } = Run(
        "clockBehind", "This machine's clock is more than 5 minutes behind the database server's, or earlier than the latest moment of "
            + "the ledger. Nothing is sent. If the clock is behind, set it right. If it is right, it was ahead before: datasharing "
            + "acknowledge --all clockBehind --reason TEXT.");

    /// <summary>An older profile than the last export's.</summary>
    public static Reason ProfileOlder { get; } = Run(
        "profileOlder", "The profile has a lower version than the one by which the force was sent something last. Nothing is sent. "
            + "Give this machine the newer profile, or raise the version. If the older one is right: datasharing acknowledge <force> "
            + "profileOlder --reason TEXT.");

    /// <summary>Another profile with the version of the last export's.</summary>
    public static Reason ProfileVersionReused { get; } = Run(
        "profileVersionReused", "The profile has the version of the last export and says something else of what leaves. Nothing is "
            + "sent. If you have edited it, raise its version. If another machine has another profile, give both the same. If this one "
            + "is right as it is: datasharing acknowledge <force> profileVersionReused --reason TEXT.");

    /// <summary>A profile that nobody accepted.</summary>
    public static Reason ProfileNotAccepted { get; } = Run(
        "profileNotAccepted", "Nobody has accepted the profile as it is, and it would let more leave than the one used before, or "
            + "something else, or to somebody else. Nothing new goes; withdrawals go by the one used before. The changes and the line "
            + "to type are shown by datasharing status.");

    /// <summary>Files that changed.</summary>
    public static Reason ProfileChanged { get; } = Run(
        "profileChanged", "The fingerprint that was given is not that of the files as they are now. Nothing was accepted. Look again: "
            + "datasharing status.");

    /// <summary>Nobody but a person can tell the force.</summary>
    public static Reason CannotBeTold { get; } = Run(
        "cannotBeTold", "The force has what was withdrawn, and no file can tell it: its profile is broken or gone, and the last one "
            + "that delivered is not kept or its login cannot be read. Mend the profile, or ask the force by its mailbox "
            + "(agreement.contact) to delete the records: datasharing withdrawals --open.");

    /// <summary>Another process has the lease.</summary>
    public static Reason Busy { get; } = Run("busy", "Another process is working for this force.");

    /// <summary>The lease was lost.</summary>
    public static Reason LeaseLost { get; } = Run(
        "leaseLost", "This process lost the force's lease while it worked; another one has taken over, or the ledger could not be "
            + "reached in time.");

    /// <summary>Keys in the source.</summary>
    public static Reason SourceOrder { get; } = Run(
        "sourceOrder", "The source gave a key that is null, repeated or out of order; nothing was planned. Check the view for a join "
            + "that multiplies rows, and the key's collation.");

    /// <summary>Source cannot be read.</summary>
    public static Reason SourceUnavailable { get; } = Run(
        "sourceUnavailable", "The source could not be read, or did not answer. Nothing was planned.");

    /// <summary>No snapshot to be had.</summary>
    public static Reason SnapshotUnavailable { get; } = Run(
        "snapshotUnavailable", "The source does not allow a consistent snapshot. Run: datasharing check --connect.");

    /// <summary>The first export.</summary>
    public static Reason FirstExport { get; } = Run(
        "firstExport", "The export would be the first that the force gets. Look at it with datasharing plan <force>. If it is right: "
            + "datasharing export <force> --accept firstExport=N --reason TEXT.");

    /// <summary>Too many withdrawals.</summary>
    public static Reason MassWithdrawal { get; } = Run(
        "massWithdrawal", "The export would withdraw more records than the profile lets pass (guards.massWithdrawal; more than 20 and "
            + "more than a tenth of what the force holds unless it says otherwise), or everything. If that is right: datasharing "
            + "export <force> --accept massWithdrawal=N --reason TEXT.");

    /// <summary>Another force's records.</summary>
    public static Reason OtherArea { get; } = Run(
        "otherArea", "The source gives this force more records of another force's area than the profile lets pass (guards.otherArea). "
            + "Look at the SQL and at the list of local authorities. If it is right: datasharing export <force> --accept otherArea=N "
            + "--reason TEXT.");

    /// <summary>Much is left out.</summary>
    public static Reason HeldBack { get; } = Run(
        "heldBack", "A greater share of the records than in any of the last exports is held back or excluded (guards.heldBack). "
            + "datasharing plan <force> says why. If it is right: datasharing export <force> --accept heldBack=N --reason TEXT.");

    /// <summary>Much more than usual.</summary>
    public static Reason Volume { get; } = Run(
        "volume", "The export would add or amend many times more records than the force gets in a night (guards.volume). It may be "
            + "true, or a fault of the source: datasharing plan <force>. If it is right: datasharing export <force> --accept volume=N "
            + "--reason TEXT.");

    /// <summary>No key ring that can be used.</summary>
    public static Reason KeysMissing { get; } = Run(
        "keysMissing", "The key ring is missing, cannot be read, is not safe where it is, or lacks a key that the ledger names. "
            + "Restore it from backup; only on a new installation: datasharing keys new.");

    /// <summary>The source keeps changing.</summary>
    public static Reason SourceChanging { get; } = Run(
        "sourceChanging", "Records changed again and again between building the file and sending it. The next run tries again.");

    /// <summary>The finished file failed its check.</summary>
    public static Reason FileCheck { get; } = Run(
        "fileCheck", "The finished file failed the check of its bytes and was destroyed: nothing left, and no number was used up. More "
            + "than 20 rows had a fault, or the fault was in no row, or there was one again after the rows with a fault were taken "
            + "out. Correct the texts that read like identifiers; anything else is a fault of the program or of a profile.");

    /// <summary>Outbox is full.</summary>
    public static Reason OutboxFull { get; } = Run(
        "outboxFull", "There is no room left for the outbox. Nothing half-written is ever sent.");

    /// <summary>Outbox entry altered.</summary>
    public static Reason OutboxDamaged { get; } = Run(
        "outboxDamaged", "A file in the outbox is missing or is not the one the ledger recorded. It is not sent.");

    /// <summary>Ledger locked.</summary>
    public static Reason LedgerLocked { get; } = Run("ledgerLocked", "The ledger is locked by another program.");

    /// <summary>Ledger damaged.</summary>
    public static Reason LedgerDamaged { get; } = Run("ledgerDamaged", "The ledger is damaged or is not a ledger. Restore it from backup.");

    /// <summary>Not verified yet.</summary>
    public static Reason LedgerVerifying { get; } = Run(
        "ledgerVerifying",
        "The worker has started and is verifying the ledger. It sends nothing before that has ended; the log says how far it is.");

    /// <summary>Ledger unavailable.</summary>
    public static Reason LedgerUnavailable { get; } = Run(
        "ledgerUnavailable", "The ledger cannot be opened or written, does not answer, or its schema does not fit this program.");

    /// <summary>Ledger of a newer program.</summary>
    public static Reason LedgerNewer { get; } = Run(
        "ledgerNewer",
        "A newer version of this program has brought the ledger up to date. This one writes nothing more. Run the newer version.");

    /// <summary>Older ledger.</summary>
    public static Reason LedgerOlder { get; } = Run(
        "ledgerOlder", "The ledger is older than what was sent to the force: it was restored from an older backup. Nothing is sent and nothing is destroyed. Put the newest copy in its place; where there is none: datasharing ledger accept-restored <force> --next N --reason TEXT. See \"The ledger was restored\" in deploy/RUNBOOK.md.");

    /// <summary>No ledger.</summary>
    public static Reason LedgerMissing { get; } = Run(
        "ledgerMissing", "There is no ledger, although files were sent. No empty one is made in its place. Restore it from its backup; see \"The ledger was restored\" in deploy/RUNBOOK.md.");

    /// <summary>Number used.</summary>
    public static Reason NextTooLow { get; } = Run(
        "nextTooLow", "The sequence that was given was used, or may have been. The message has the lowest one that can be given.");

    /// <summary>Witness unavailable.</summary>
    public static Reason WitnessUnavailable { get; } = Run(
        "witnessUnavailable", "The witness, which says outside the ledger how far it was, cannot be read or written. Nothing is sent "
            + "before it can. Let the account of the gateway write in its folder, or name another one with witnessFolder in "
            + "gateway.json.");

    /// <summary>Ledger full.</summary>
    public static Reason LedgerFull { get; } = Run(
        "ledgerFull", "There is no room left for the ledger: on its disk, in its quota or in its database.");

    /// <summary>Unreachable.</summary>
    public static Reason DropUnreachable { get; } = Run(
        "dropUnreachable", "The force's server cannot be reached. The file is built and goes with the next run.");

    /// <summary>Closed before the login.</summary>
    public static Reason DropTurnedAway { get; } = Run(
        "dropTurnedAway", "The force's server closed the connection before the login: it may have too many, or keep this machine's "
            + "address out. The file is built and goes with the next run.");

    /// <summary>Connection cut.</summary>
    public static Reason DropConnectionLost { get; } = Run(
        "dropConnectionLost", "The connection to the force's server was cut. The file is built and goes with the next run.");

    /// <summary>No answer.</summary>
    public static Reason DropTimeout { get; } = Run(
        "dropTimeout", "The force's server stopped answering. The file is built and goes with the next run.");

    /// <summary>Server fault.</summary>
    public static Reason DropServerError { get; } = Run(
        "dropServerError",
        "The force's server answered with a failure that it did not explain. The file is built and goes with the next run.");

    /// <summary>Full.</summary>
    public static Reason DropFull { get; } = Run(
        "dropFull", "The force's inbox is full. Tell the force; the file is built and goes with the next run.");

    /// <summary>Host key.</summary>
    public static Reason HostKey { get; } = Run(
        "hostKey", "The server's host key is not the one pinned in the profile. Nothing was sent. Ask the force before anybody edits "
            + "the profile: this may be an attack.");

    /// <summary>Login.</summary>
    public static Reason DropLogin { get; } = Run(
        "dropLogin", "The force's server refused the login. It is not tried again by itself, so that the account is not locked.");

    /// <summary>Login key file.</summary>
    public static Reason DropConfiguration { get; } = Run(
        "dropConfiguration", "The connection cannot be made as configured: the login key file, the host or the algorithms are wrong, "
            + "or the SSH client is not installed.");

    /// <summary>Permission.</summary>
    public static Reason DropPermission { get; } = Run(
        "dropPermission", "The force's server does not permit writing in the folder of the profile.");

    /// <summary>Folder.</summary>
    public static Reason DropFolderMissing { get; } = Run(
        "dropFolderMissing", "The folder of the profile does not exist on the force's server.");

    /// <summary>Taken too early.</summary>
    public static Reason PartTaken { get; } = Run(
        "partTaken", "A file was gone from the drop before it had its final name: the force's collector takes unfinished files too. What it took may have been read, and has no manifest. Set drop.temporaryName to \"dot\" in the profile, and ask the force to collect no file before its manifest is there. The file goes again with the next night, or by datasharing export <force> before that.");

    /// <summary>Not SFTP.</summary>
    public static Reason DropProtocol { get; } = Run(
        "dropProtocol", "The force's server does not speak SFTP as it should, or lacks something this delivery needs.");

    /// <summary>Name taken.</summary>
    public static Reason NameTaken { get; } = Run(
        "nameTaken", "A file of this name that is not ours is at the drop. Nothing was overwritten. Ask the force whose it is; if the "
            + "ledger was restored from a backup, see deploy/RUNBOOK.md.");

    /// <summary>Unknown outcome.</summary>
    public static Reason Unconfirmed { get; } = Run(
        "unconfirmed", "It is not known whether an earlier file arrived, and nothing newer is sent before that is settled. Ask the "
            + "force; then: datasharing confirm <force> <sequence> --reason TEXT if it arrived, or datasharing resend <force> "
            + "<sequence> --reason TEXT if not.");

    /// <summary>Resend of something withdrawn.</summary>
    public static Reason ContainsWithdrawn { get; } = Run(
        "containsWithdrawn", "The file to send again holds a record that is no longer shared. Use: datasharing reexport <force> --full "
            + "--reason TEXT; where it is not known whether the file arrived, datasharing confirm <force> <sequence> --reason TEXT "
            + "first.");

    /// <summary>Nothing to resend.</summary>
    public static Reason NoSuchExport { get; } = Run("noSuchExport", "There is no such delivered export.");

    /// <summary>No such range.</summary>
    public static Reason NoSuchRange { get; } = Run(
        "noSuchRange", "A range goes from the first day of a month to the last day of one, over a date that the profile releases: of "
            + "quarters or years where no less is released. Nothing was sent.");

    /// <summary>No such text.</summary>
    public static Reason NoSuchText { get; } = Run(
        "noSuchText", "The force gets no redacted text of such an incident: it is not in the source, not shared with the force, or has "
            + "no text. The command datasharing text list <force> shows those there are.");

    /// <summary>Another text.</summary>
    public static Reason TextChanged { get; } = Run(
        "textChanged", "The text, or what is proposed in its place, is no longer the one that was shown, so nothing was decided. Look "
            + "at it again with datasharing text show <force> <incident>, and decide then.");

    /// <summary>Nothing to acknowledge.</summary>
    public static Reason NothingWaiting { get; } = Run(
        "nothingWaiting", "Nothing of the force waits for an administrator's word under this code.");

    /// <summary>Not permitted.</summary>
    public static Reason NotPermitted { get; } = Run(
        "notPermitted", "Whoever asked may not do this. Nothing was done, and the journal says who asked. People and their roles are "
            + "in people.json: docs/people.md.");

    /// <summary>Nobody's login.</summary>
    public static Reason PersonUnknown { get; } = Run(
        "personUnknown",
        "The login of whoever asked is nobody's in people.json, or their time is over. Nothing was done. See docs/people.md.");

    /// <summary>Unknown incident.</summary>
    public static Reason NoSuchIncident { get; } = Run(
        "noSuchIncident", "Neither the source nor the ledger knows such an incident. Nothing was recorded. Name it by its key, by its "
            + "case reference, or by --token FORCE RECORD_ID.");

    /// <summary>More than one incident.</summary>
    public static Reason SeveralIncidents { get; } = Run(
        "severalIncidents", "What was given stands for more than one incident. Nothing was recorded. Name one by its key, or by "
            + "--token FORCE RECORD_ID.");

    /// <summary>Another number of forces.</summary>
    public static Reason ForcesDiffer { get; } = Run(
        "forcesDiffer", "The number that was given is not the number of forces that hold the incident. Nothing was recorded. Look at "
            + "what is shown, and give that number.");

    /// <summary>No order that could be lifted.</summary>
    public static Reason NotOrdered { get; } = Run(
        "notOrdered", "Nothing of the kind stands about the incident, so there is nothing to lift. See datasharing withdrawals.");

    /// <summary>Two persons.</summary>
    public static Reason SecondPerson { get; } = Run(
        "secondPerson", "This needs two persons: one who asks, and another one who confirms. Two persons are two ids in people.json: "
            + "docs/people.md.");

    /// <summary>No request that waits.</summary>
    public static Reason NoSuchRequest { get; } = Run(
        "noSuchRequest", "No such request waits for a second person. See datasharing requests.");

    /// <summary>Too late.</summary>
    public static Reason RequestExpired { get; } = Run(
        "requestExpired", "Nobody confirmed the request within three weekdays, so it ended. Ask for it again.");

    /// <summary>Killed.</summary>
    public static Reason Interrupted { get; } = Run(
        "interrupted", "The process ended while the run was under way; the next run finishes or repeats it.");

    /// <summary>Cancelled.</summary>
    public static Reason Cancelled { get; } = Run("cancelled", "The run was cancelled. What was built goes with the next run.");

    /// <summary>Bug.</summary>
    public static Reason ProgramError { get; } = Run("programError", "An error of the program. The log has its type and place.");
}
