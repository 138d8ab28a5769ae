namespace DataSharing.Gateway.Narrative;

/// <summary>What redaction without a reader lets through, as it was measured.</summary>
internal static class LeakRate
{
    /// <summary>
    /// In strict mode, with what the record knows, about one text of ordinary writing in so many still has a direct identifier: the upper end of the interval of
    /// 95 %. A test compares it with what texts of other hands measure. Texts that are hard on purpose leak far more often.
    /// </summary>
    public const int OneTextIn = 7;
}
