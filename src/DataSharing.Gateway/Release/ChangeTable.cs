using static DataSharing.Gateway.Release.ChangeClass;

namespace DataSharing.Gateway.Release;

/// <summary>
/// What a change of each part of a force's configuration does. The table of docs/configuration.md is this one. What stands in no line is
/// wider.
/// </summary>
internal static class ChangeTable
{
    private static readonly Judge IsWider = new FixedJudge(Wider);
    private static readonly Judge IsNeither = new FixedJudge(Neither);
    private static readonly Judge OtherText = new TextJudge();

    /// <summary>The lines, in the order of the document.</summary>
    public static IReadOnlyList<ChangeRule> Rules { get; } =
    [
        .. Profile, .. Agreement, .. Selection, .. Columns, .. SmallNumbers, .. Texts, .. File, .. Drop, .. Approval, .. Protocol,
        .. Source, .. Lists,
    ];

    private static ChangeRule[] Profile =>
    [
        new("$schema", "the schema by which an editor knows the members of the profile", IsNeither),
        new("force", "the force's slug", IsWider),
        new("protocol", "the protocol", IsWider),
        new("version", "the version of the profile", IsNeither),
        new("enabled", "whether the force takes part", new ChoiceJudge(["false", "true"])),
        new("recipient", "the kind of recipient", IsWider),
        new("emptyNight", "what comes on an empty night", IsNeither),
        new("schedule.cron", "the schedule", IsNeither),
        new("schedule.timeZone", "the time zone of the schedule", IsNeither),
        new("schedule.notOn", "the days without a due time", IsNeither),
        new("schedule.staggerMinutes", "how far forces are spread", IsNeither),
        new("schedule.retryMinutes", "how long a night is tried again", IsNeither),
        new("schedule.lateMinutes", "when a night is late", IsNeither),
    ];

    private static ChangeRule[] Agreement =>
    [
        new("agreement.reference", "the agreement's reference", IsWider),
        new("agreement.version", "the agreement's version", IsWider),
        new("agreement.inForceFrom", "the first day of the agreement", new AmountJudge(moreIsWider: false, days: true)),
        new("agreement.lastDay", "the last day of the agreement", new AmountJudge(moreIsWider: true, days: true)),
        new("agreement.backfillFrom", "the first day of which the force may be told", new AmountJudge(
            moreIsWider: false, "0001-01-01", days: true)),
        new("agreement.reviewDue", "when the agreement is looked at again", IsNeither),
        new("agreement.suspended", "whether the agreement is suspended", new ChoiceJudge(["true", "false"], "false")),
        new("agreement.basis", "the lawful basis", IsWider),
        new("agreement.marking", "the protective marking", IsWider),
        new("agreement.parties", "the parties of the agreement", IsWider),
        new("agreement.purpose", "what the data may be used for", IsWider),
        new("agreement.retention", "how long the recipient keeps the data", IsWider),
        new("agreement.contact", "the recipient's mailbox", IsNeither),
        new("agreement.roles.*", "the mailbox of {0}", IsNeither),
    ];

    private static ChangeRule[] Selection =>
    [
        new("selection.status", "the statuses that are shared", new SetJudge(moreIsWider: true)),
        new("selection.conditions", "the conditions that a record must meet", new ConditionsJudge()),
        new("selection.acceptOriginators", "the forces whose reports are shared", new SetJudge(moreIsWider: true)),
        new("referencePattern", "the form of the force's own references", IsWider),
    ];

    private static ChangeRule[] Columns =>
    [
        new("columns.*", "the column {0}", new ColumnJudge()),
        new("columns.*.heading", "the heading of {0}", new HeadingJudge()),
        new("columns.*.field", "the field behind {0}", IsWider),
        new("columns.*.treatment", "the treatment of {0}", new TreatmentJudge()),
        new("columns.*.counted", "whether {0} is counted", new CountedJudge()),
        new("columns.*.exempt", "why {0} need not be counted", new CountedJudge()),
        new("columns.*.meaning", "the meaning of {0}, as the manifest has it", OtherText),
        new("columns.*.neededFor", "what {0} is needed for", IsNeither),
        new("columns.*.condition", "the legal condition for {0}", IsWider),
        new("columns.*.releaseIf", "whether {0} needs consent", new ChoiceJudge(["consent", ""], "")),
        new("columns.*.consentScopes", "the consents that count for {0}", new SetJudge(moreIsWider: true)),
        new("order", "the order of the columns", new OrderJudge()),
        new("counting.*", "the column {0}, by which premises are counted", IsWider),
        new("codeMaps.*", "the code map {0}", new WholeJudge(whenNew: Wider, whenGone: Neither)),
        new("codeMaps.*.*", "the code {1} of {0}", new CodeJudge()),
        new("bandLabels", "how bands are called", IsNeither),
        new("longestText", "the most characters of a text", new AmountJudge(moreIsWider: true, "32767")),
    ];

    private static ChangeRule[] SmallNumbers =>
    [
        new("smallNumbers.mode", "the mode of small numbers", IsWider),
        new("smallNumbers.purpose", "why no k is claimed", IsNeither),
        new("smallNumbers.k", "k", new ThresholdJudge(text => text.HasSteps, "where there are several steps")),
        new("smallNumbers.release", "when counted rows leave", IsWider),
        new("smallNumbers.period", "the period that is counted", IsWider),
        new("smallNumbers.periodOf", "the date that says the period", IsWider),
        new("smallNumbers.refine", "whether rows are made finer later", new ChoiceJudge(["false", "true"], "false")),
        new("smallNumbers.steps", "the steps from fine to coarse", IsWider),
        new("smallNumbers.offenders", "how offenders are counted", IsWider),
        new("rarePremises", "the treatment of rare premises", new RarePremisesJudge()),
        new("rarePremises.area", "the area in which premises are counted", IsWider),
        new("rarePremises.type", "the type of premises that is counted", IsWider),
        new("rarePremises.atLeast", "how many premises an area must have", new ThresholdJudge(
            text => text.HasBroader, "where types have broader codes")),
        new("rarePremises.notPremises", "the types that are never rare", new SetJudge(moreIsWider: true)),
        new("rarePremises.implied", "the columns that tell the type", new SetJudge(moreIsWider: false)),
        new("rarePremises.broader.*.*", "the broader code of {1} in {0}", OtherText),
        new("placesIntersect", "why places overlap", new ReasonJudge()),
    ];

    private static ChangeRule[] Texts =>
    [
        new("narrative.mode", "how strictly texts are redacted", new ChoiceJudge(["strict", "standard"], "standard")),
        new("narrative.numbered", "whether people of a text are told apart", new ChoiceJudge(["false", "true"], "false")),
        new("narrative.keep", "the terms that stay in this force's texts", new TermsJudge(builtIn: false)),
    ];

    private static ChangeRule[] File =>
    [
        new("file.name", "the name of the file", IsNeither),
        new("file.delimiter", "the delimiter", IsNeither),
        new("file.header", "whether there is a line of headings", IsNeither),
        new("file.encoding", "the encoding", new EncodingJudge()),
        new("file.lineEnding", "the line ending", IsNeither),
        new("file.dateFormat", "how dates are written", IsNeither),
        new("file.nullToken", "what stands for no value", IsNeither),
        new("file.formula", "what becomes of a formula", new ChoiceJudge(["reject", "escape", "off"], "escape")),
        new("file.quoteAlways", "whether every cell is quoted", IsNeither),
    ];

    private static ChangeRule[] Drop =>
    [
        new("drop.host", "the recipient's server", IsWider),
        new("drop.port", "the port of the recipient's server", IsWider),
        new("drop.user", "the account at the recipient's server", IsWider),
        new("drop.folder", "the folder at the recipient's server", IsWider),
        new(ProfileDifference.HostKeys, "the host keys of the recipient's server", new HostKeysJudge(moreIsWider: true)),
        new("drop.revokedHostKeys", "the revoked host keys", new HostKeysJudge(moreIsWider: false)),
        new("drop.login.key.*", "where the login key is", IsNeither),
        new("drop.login.passphrase.*", "where the passphrase is", IsNeither),
        new("drop.login.password.*", "the password, which the server is shown", IsWider),
        new("drop.loginExpires", "the last day of the login", IsNeither),
        new("drop.engine", "the engine", IsNeither),
        new("drop.publish", "how a file gets its name", IsNeither),
        new("drop.verify", "how a file is verified at the drop", IsNeither),
        new("drop.sync", "whether a sync is required", IsNeither),
        new("drop.temporaryName", "the temporary name", IsNeither),
        new("drop.connectTimeoutSeconds", "how long a connection is waited for", IsNeither),
        new("drop.responseTimeoutSeconds", "how long an answer is waited for", IsNeither),
    ];

    private static ChangeRule[] Approval =>
    [
        new("approvers", "how many persons accept", new AmountJudge(moreIsWider: false, "1")),
        new("guards.firstExport", "whether the first export waits", new ChoiceJudge(["true", "false"], "true")),
        new("guards.massWithdrawal", "the guard of mass withdrawal", new BoundJudge(("moreThan", 20), ("percent", 10))),
        new("guards.otherArea", "the guard of another force's area", new BoundJudge(("moreThan", 20), ("percent", 5))),
        new("guards.heldBack", "the guard of the share held back", new BoundJudge(("moreThan", 20), ("points", 20))),
        new("guards.volume", "the guard of volume", new BoundJudge(("moreThan", 20), ("times", 3), ("exports", 35))),
    ];

    private static ChangeRule[] Protocol =>
    [
        new("protocols.$schema", "the schema by which an editor knows the members of the protocol", IsNeither),
        new("protocols.protocol", "the protocol's name", IsWider),
        new("protocols.version", "the version of the protocol", IsNeither),
        new("protocols.title", "the title of the protocol", IsNeither),
        new("protocols.profileMay.changeTreatmentOf", "the columns whose treatment a profile may change", new SetJudge(moreIsWider: true)),
        new("protocols.profileMay.changeCodeMaps", "the code maps that a profile may change", new SetJudge(moreIsWider: true)),
        new("protocols.profileMay.addColumns", "whether a profile may add columns", new ChoiceJudge(["false", "true"], "false")),
        new("unused.columns.*", "the protocol's column {0}, which this force does not get", new UnusedJudge()),
        new("unused.treatments.*", "the protocol's treatment of {0}, in whose place the profile has its own", new UnusedJudge()),
        new("unused.codeMaps.*", "the code map {0}, which no column of this force uses", new UnusedJudge()),
        new("unused.referencePatterns.*", "the references of {0}", new UnusedJudge()),
    ];

    private static ChangeRule[] Source =>
    [
        new("sql", "the statement that reads the source", new SqlJudge()),
        new("dictionary.$schema", "the schema by which an editor knows the members of the dictionary", IsNeither),
        new("dictionary.version", "the version of the data dictionary", IsWider),
        new("dictionary.notBefore", "the first day that the source can know", new AmountJudge(moreIsWider: false, "1980-01-01", days: true)),
        new("dictionary.roles.*", "the role {0}", IsWider),
        new("dictionary.fields.*", "the field {0}", new FieldJudge()),
        new("dictionary.fields.*.type", "the type of {0}", IsWider),
        new("dictionary.fields.*.class", "the class of {0}", new ChoiceJudge(["direct", "special", "quasi", "plain"])),
        new("dictionary.fields.*.values", "the values of {0}", new SetJudge(moreIsWider: true, noneIsAll: true)),
        new("dictionary.fields.*.about", "whom {0} is about", new ChoiceJudge(["offender", ""], "")),
        new("dictionary.fields.*.labels.*", "the label of {1} in {0}", OtherText),
        new("dictionary.fields.*.holds", "what {0} holds", IsWider),
        new("dictionary.fields.*.range", "the range of {0}", new RangeJudge()),
        new("dictionary.fields.*.items", "what {0} has one item for each of", new TextJudge(moreIsWider: false)),
    ];

    private static ChangeRule[] Lists =>
    [
        new("reference.local-authorities", "the list of local authorities", new RowsJudge(gone: Wider)),
        new("reference.towns", "the list of towns", new RowsJudge(gone: Narrower, "town")),
        new("reference.outward-codes", "the list of outward codes", new OutwardCodesJudge()),
        new("reference.premises", "the list of premises", new PremisesJudge()),
        new("reference.keep", "the words that are no names", new TermsJudge(builtIn: false)),
        new("reference.narrative-keep", "the terms that stay in texts", new TermsJudge(builtIn: true)),
    ];
}
