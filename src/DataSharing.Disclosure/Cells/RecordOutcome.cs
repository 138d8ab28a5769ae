namespace DataSharing.Disclosure.Cells;

/// <summary>What became of one record: excluded, held back, or cleared. Exactly one of the three.</summary>
internal readonly struct RecordOutcome
{
    private RecordOutcome(Reason? reason, string? field, ClearedRecord? cleared)
    {
        Reason = reason;
        Field = field;
        Cleared = cleared;
    }

    /// <summary>Why the record is excluded or held back; null when it is cleared.</summary>
    public Reason? Reason { get; }

    /// <summary>The field because of which it is held back; null when it is not.</summary>
    public string? Field { get; }

    /// <summary>The cleared record, or null.</summary>
    public ClearedRecord? Cleared { get; }

    /// <summary>Whether the force must not have the record at all.</summary>
    public bool IsExcluded => Reason is { Kind: ReasonKind.Excluded };

    /// <summary>Whether it is held back because what it would tell must not be told.</summary>
    public bool MustNotLeave => Reason is { MustNotLeave: true };

    public static RecordOutcome Excluded(Reason reason) => new(reason, null, null);

    public static RecordOutcome HeldBack(Reason reason, string field) => new(reason, field, null);

    public static RecordOutcome Of(ClearedRecord cleared) => new(null, null, cleared);

    /// <summary>
    /// This, or what holds the record back beside it, whichever weighs more: that it is excluded, then that something of it must not leave,
    /// then what was found first.
    /// </summary>
    public RecordOutcome Or(in RecordOutcome found) =>
        IsExcluded || MustNotLeave || (Reason is not null && !found.MustNotLeave) ? this : found;

    /// <summary>
    /// As <see cref="Or(in RecordOutcome)"/>, with what the check of a finished file found, which says why whatever else holds the record
    /// back.
    /// </summary>
    public RecordOutcome Or(RefusedRow refused) => IsExcluded || MustNotLeave ? this : HeldBack(refused.Reason, refused.Field);
}
