namespace DataSharing.Disclosure;

/// <summary>
/// A reason code with its meaning. This is the one list: <c>datasharing reasons</c> prints it, and a test compares it with the docs. Those
/// of records are in this file, those of runs in Reason.Runs.cs.
/// </summary>
public sealed partial class Reason
{
    // A static constructor runs when the fields of every file of this class have their values; in which order the files come nobody says.
    static Reason() => All = Listed.Reasons.OrderBy(reason => reason.Kind).ToList().AsReadOnly();

    private Reason(ReasonKind kind, string code, string meaning, bool mustNotLeave = false)
    {
        Kind = kind;
        Code = code;
        Meaning = meaning;
        MustNotLeave = mustNotLeave;
        Listed.Reasons.Add(this);
    }

    /// <summary>What the reason explains.</summary>
    public ReasonKind Kind { get; }

    /// <summary>The code, as it stands in the ledger, in JSON and on the console.</summary>
    public string Code { get; }

    /// <summary>The meaning, and what to do where somebody has to act.</summary>
    public string Meaning { get; }

    /// <summary>
    /// Whether a record is held back because what it would tell must not be told. A force that has been told already has to be told to
    /// delete it.
    /// </summary>
    public bool MustNotLeave { get; }

    /// <summary>Every reason there is, in the order of the list.</summary>
    public static IReadOnlyList<Reason> All { get; }

    /// <summary>The code.</summary>
    public override string ToString() => Code;

    // Excluded.

    /// <summary>Status gate.</summary>
    public static Reason Status { get; } = Excluded(
        "status", "The record's status is not one that the protocol shares (for example not verified, or verified no longer).");

    /// <summary>An objection.</summary>
    public static Reason Objection { get; } = Excluded(
        "objection", "Someone objected to sharing this record. An objection always stops it.");

    /// <summary>An embargo that has not ended.</summary>
    public static Reason Embargo { get; } = Excluded("embargo", "The record may not leave before its embargo date.");

    /// <summary>The report came from this force.</summary>
    public static Reason Echo { get; } = Excluded(
        "echo", "The report came from this force; it is not sent back to it as new. A record the force already holds is kept up to date.");

    /// <summary>The report came from another police force.</summary>
    public static Reason Originator { get; } = Excluded(
        "originator",
        "The report came from another police force, and the profile does not accept that force's reports (selection.acceptOriginators).");

    /// <summary>A condition of protocol or profile that is not met.</summary>
    public static Reason Condition { get; } = Excluded(
        "condition", "The record does not meet a condition of the protocol's or the profile's selection, or has no value to meet it with.");

    /// <summary>Older than the agreement lets a first file reach back.</summary>
    public static Reason BeforeBackfill { get; } = Excluded(
        "beforeBackfill",
        "The incident happened or was reported before the first day that the agreement names (agreement.backfillFrom), "
        + "and the force does not have the record.");

    /// <summary>The record belongs to another force now.</summary>
    public static Reason OtherForce { get; } = Excluded("otherForce", "The incident now lies in another force's area.");

    /// <summary>The record is gone from the source.</summary>
    public static Reason Deleted { get; } = Excluded("deleted", "The record is no longer in the source.");

    /// <summary>Withdrawn by a person.</summary>
    public static Reason Withdrawn { get; } = Excluded(
        "withdrawn", "Somebody withdrew the incident, so no force gets it, whatever its record says. See datasharing withdrawals.");

    /// <summary>The force has what must not leave.</summary>
    public static Reason AlreadySent { get; } = Excluded(
        "alreadySent", "The force has the record, and what would be released of it must not leave, so it is withdrawn. Ask whether this is a breach: deploy/RUNBOOK.md. Then: datasharing acknowledge <force> alreadySent --reason TEXT.");

    // Held back.

    /// <summary>Put on hold by a person.</summary>
    public static Reason OnHold { get; } = HoldsBack(
        "onHold", "Somebody put the incident on hold: nothing new about it goes, and what a force has stays. See datasharing withdrawals.");

    /// <summary>A value that cannot be read as the dictionary says.</summary>
    public static Reason Unreadable { get; } = HoldsBack(
        "unreadable", "A value is not of the type that the data dictionary gives its field. Correct the record, or the dictionary.");

    /// <summary>A code the map lacks.</summary>
    public static Reason UnknownCode { get; } = HoldsBack(
        "unknownCode", "A code is missing from the profile's code map. Add it to the map.");

    /// <summary>A value outside the closed list.</summary>
    public static Reason NotInList { get; } = HoldsBack(
        "notInList", "A value is not in the closed list that the data dictionary gives its field. Correct the record, or extend the list.");

    /// <summary>A place the reference list lacks.</summary>
    public static Reason NotInReference { get; } = HoldsBack(
        "notInReference", "A town, local authority or outward code is not in the reference list. Correct the record, or extend the list.");

    /// <summary>A number outside the bands.</summary>
    public static Reason OutOfRange { get; } = HoldsBack(
        "outOfRange", "A number or date lies outside its bands or the range that the data dictionary states, or a date is earlier than the dictionary's notBefore or, for a date of the incident, later than the day of the run (for another date without a range, more than ten years after it). Correct the record, or the range.");

    /// <summary>A postcode that is none.</summary>
    public static Reason NotAPostcode { get; } = HoldsBack(
        "notAPostcode", "A postcode cannot be parsed, so its outward code is not known. Correct the record.");

    /// <summary>A character the file's encoding lacks.</summary>
    public static Reason Encoding { get; } = HoldsBack(
        "encoding", "A cell has a character that the file's encoding lacks. Correct the record, or agree on UTF-8 with the force.");

    /// <summary>A cell a spreadsheet would run.</summary>
    public static Reason Formula { get; } = HoldsBack(
        "formula", "A cell would be run as a formula by a spreadsheet, and the profile rejects such cells.");

    /// <summary>A control character in a cell.</summary>
    public static Reason ControlCharacter { get; } = HoldsBack(
        "controlCharacter", "A cell has a control character, or another one that is not seen and changes what is, that no file may carry.");

    /// <summary>An open text longer than the profile allows.</summary>
    public static Reason TextTooLong { get; } = HoldsBack(
        "textTooLong", "A text is longer than the profile allows (longestText). Shorten it and have it approved again, or agree on longer texts with the force.");

    /// <summary>A cell of the finished file that its column cannot have.</summary>
    public static Reason CellGrammar { get; } = HoldsBack(
        "cellGrammar", "A cell of the finished file was not one that its column can have, so its row was taken out. This is a fault of the program or of the configuration.");

    /// <summary>An open cell of the finished file that has the form of an identifier.</summary>
    public static Reason TextPattern { get; } = MustNot(
        "textPattern", "A text in the finished file reads like a full postcode, a number of a phone, card, vehicle, National Insurance or the NHS, or an e-mail address, so its row was taken out. Correct the text and have it approved again.");

    /// <summary>A direct value of the record in its open text.</summary>
    public static Reason OwnRecord { get; } = MustNot(
        "ownRecord", "The text that would be released has a name, number, address or the like of somebody this record or a linked one is about. Correct the text and have it approved again.");

    /// <summary>A structured cell that is a direct value of its own record.</summary>
    public static Reason DirectValue { get; } = MustNot(
        "directValue", "A cell that would be released is the same as a name, number, date or reference of its own record that must not leave. Check which source column the field is read from, and the record.");

    /// <summary>Something identifying in an approved summary.</summary>
    public static Reason SummaryHit { get; } = MustNot(
        "summaryHit", "An approved summary has something that reads like a name, number, address, date or place of somebody. Correct the text and have it approved again, or add the term to the keep list if it identifies nobody.");

    /// <summary>Too few people or premises share the row's counted cells.</summary>
    public static Reason SmallNumbers { get; } = HoldsBack(
        "smallNumbers",
        "Too few people or premises share what would be released of this record, at every step. It is tried again with every export.");

    /// <summary>The released period has not ended.</summary>
    public static Reason PeriodOpen { get; } = HoldsBack(
        "periodOpen", "The period that would be released has not ended, or the record has no date: to send it now would give the date back. It leaves after the period's last day.");

    /// <summary>Too few others of the period arrive with it.</summary>
    public static Reason LatePeriod { get; } = HoldsBack(
        "latePeriod", "The record came late: too few people or premises of its period would arrive with it, and the night of arrival would tell when it was recorded. It waits until enough of that period can leave together.");

    /// <summary>A counted value of a sent row changed.</summary>
    public static Reason CountedValue { get; } = HoldsBack(
        "countedValue", "A counted value changed after the record was sent; an amendment would single the record out. The recipient keeps what it has; a withdrawal takes it back.");

    /// <summary>The place is another force's.</summary>
    public static Reason AreaOfOtherForce { get; } = MustNot(
        "areaOfOtherForce", "The record names this force, and its local authority lies in another force's area. Correct the record's force or its place; if the list is wrong, correct reference/local-authorities.csv.");

    private static Reason Excluded(string code, string meaning) => new(ReasonKind.Excluded, code, meaning);

    private static Reason HoldsBack(string code, string meaning) => new(ReasonKind.HeldBack, code, meaning);

    private static Reason MustNot(string code, string meaning) => new(ReasonKind.HeldBack, code, meaning, mustNotLeave: true);

    private static Reason Run(string code, string meaning) => new(ReasonKind.Run, code, meaning);

    /// <summary>What was made so far; a class of its own, so that it is there before the first reason.</summary>
    private static class Listed
    {
        public static readonly List<Reason> Reasons = [];
    }
}
