namespace DataSharing.Gateway.People;

/// <summary>
/// What an operation needs, with the roles that have it. This is the one list, and the table of docs/people.md is equal to it: a permission
/// that no role has cannot be written.
/// </summary>
internal sealed class Permission
{
    private static readonly List<Permission> Listed = [];

    private Permission(string code, Role first, params Role[] others)
    {
        Code = code;
        Roles = [first, .. others];
        Listed.Add(this);
    }

    /// <summary>Find out where an incident is.</summary>
    public static Permission IncidentFind { get; } = new("incident.find", Role.Caseworker, Role.Operator, Role.Approver, Role.Auditor);

    /// <summary>Keep what is new about an incident from leaving.</summary>
    public static Permission IncidentHold { get; } = new("incident.hold", Role.Caseworker, Role.Operator);

    /// <summary>Take an incident back from every force.</summary>
    public static Permission IncidentWithdraw { get; } = new("incident.withdraw", Role.Caseworker);

    /// <summary>Share an incident again.</summary>
    public static Permission IncidentRestore { get; } = new("incident.restore", Role.Approver);

    /// <summary>Stop everything.</summary>
    public static Permission Stop { get; } = new("stop", Role.Caseworker, Role.Operator, Role.Approver, Role.Auditor, Role.Administrator);

    /// <summary>Go on after everything was stopped.</summary>
    public static Permission Resume { get; } = new("resume", Role.Operator, Role.Administrator);

    /// <summary>Export, send again, export again.</summary>
    public static Permission ExportRun { get; } = new("export.run", Role.Operator);

    /// <summary>Accept a new or changed profile.</summary>
    public static Permission ProfileAccept { get; } = new("profile.accept", Role.Approver);

    /// <summary>See what is different in a profile, and how many records that is about.</summary>
    public static Permission ProfileSee { get; } =
        new("profile.see", Role.Operator, Role.Approver, Role.Auditor, Role.Administrator);

    /// <summary>Uncover one value of an incident.</summary>
    public static Permission ValueReveal { get; } = new("value.reveal", Role.Approver, Role.Auditor);

    /// <summary>See records: a plan's rows, the file of a dry run, a text beside its redacted form.</summary>
    public static Permission RecordsSee { get; } = new("records.see", Role.Operator, Role.Approver, Role.Auditor);

    /// <summary>Approve or reject the redacted form of a text.</summary>
    public static Permission TextDecide { get; } = new("text.decide", Role.Approver);

    /// <summary>Read the whole journal.</summary>
    public static Permission JournalRead { get; } = new("journal.read", Role.Auditor);

    /// <summary>Look after the ledger and the keys: back up, accept a restored ledger, confirm, make keys, acknowledge.</summary>
    public static Permission LedgerKeep { get; } = new("ledger.keep", Role.Administrator);

    /// <summary>Add a force or change one.</summary>
    public static Permission ForceChange { get; } = new("force.change", Role.Administrator);

    /// <summary>Every permission there is, in the order of the list.</summary>
    public static IReadOnlyList<Permission> All { get; } = Listed.AsReadOnly();

    /// <summary>The word, as it stands in the journal and on the console.</summary>
    public string Code { get; }

    /// <summary>The roles that have it.</summary>
    public IReadOnlyList<Role> Roles { get; }

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
