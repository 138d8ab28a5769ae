namespace DataSharing.Disclosure;

/// <summary>What became of one record: excluded, held back, or cleared. Exactly one of the three.</summary>
internal readonly struct Clearing
{
    private Clearing(Reason? reason, string? field, ClearedRecord? cleared)
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

    public static Clearing Excluded(Reason reason) => new(reason, null, null);

    public static Clearing HeldBack(Reason reason, string field) => new(reason, field, null);

    public static Clearing Of(ClearedRecord cleared) => new(null, null, cleared);
}
