namespace DataSharing.Gateway.Narrative;

/// <summary>What redaction without a reader lets through, as it was measured.</summary>
internal static class LeakRate
{
    /// <summary>
    /// In strict mode, with what the record knows, about one text in so many still has a direct identifier. A test compares it with what
    /// the texts of the repository measure that no rule was made on.
    /// </summary>
    public const int OneTextIn = 10;
}
