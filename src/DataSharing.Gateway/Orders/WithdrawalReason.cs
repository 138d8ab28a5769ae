namespace DataSharing.Gateway.Orders;

/// <summary>
/// Why somebody withdraws an incident. This is the one list, and the table of docs/withdrawing.md is equal to it. No force is ever told.
/// </summary>
internal sealed class WithdrawalReason
{
    private static readonly List<WithdrawalReason> Listed = [];

    private WithdrawalReason(string code, string meaning, bool needsSecond = false)
    {
        Code = code;
        Meaning = meaning;
        NeedsSecond = needsSecond;
        Listed.Add(this);
    }

    /// <summary>An objection.</summary>
    public static WithdrawalReason Objection { get; } = new("objection", "somebody objected to the sharing", needsSecond: true);

    /// <summary>A request for erasure.</summary>
    public static WithdrawalReason Erasure { get; } = new("erasure", "somebody asked for their data to be erased", needsSecond: true);

    /// <summary>A request for restriction.</summary>
    public static WithdrawalReason Restriction { get; } = new("restriction", "the processing is restricted for now");

    /// <summary>Consent that was taken back.</summary>
    public static WithdrawalReason ConsentWithdrawn { get; } = new("consentWithdrawn", "consent was taken back");

    /// <summary>Recorded by mistake.</summary>
    public static WithdrawalReason RecordedInError { get; } = new("recordedInError", "it should not have been recorded, or not so");

    /// <summary>Somebody's safety.</summary>
    public static WithdrawalReason Safety { get; } = new("safety", "somebody is in danger while it is shared", needsSecond: true);

    /// <summary>A court.</summary>
    public static WithdrawalReason CourtOrder { get; } = new("courtOrder", "a court ordered it", needsSecond: true);

    /// <summary>Anonymised too little.</summary>
    public static WithdrawalReason Identifiable { get; } = new("identifiable", "somebody can be recognised in what was shared");

    /// <summary>A breach.</summary>
    public static WithdrawalReason Breach { get; } = new("breach", "it is part of a personal data breach");

    /// <summary>Anything else.</summary>
    public static WithdrawalReason Other { get; } = new("other", "any other reason; say which in the note");

    /// <summary>Every reason there is, in the order of the list.</summary>
    public static IReadOnlyList<WithdrawalReason> All { get; } = Listed.AsReadOnly();

    /// <summary>The word, as it stands in the ledger.</summary>
    public string Code { get; }

    /// <summary>What it means.</summary>
    public string Meaning { get; }

    /// <summary>Whether it takes two persons to share such an incident again.</summary>
    public bool NeedsSecond { get; }

    /// <summary>The reason of a word; null where there is none.</summary>
    public static WithdrawalReason? Find(string? code) => Listed.Find(reason => reason.Code == code);

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
