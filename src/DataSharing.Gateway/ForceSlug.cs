namespace DataSharing.Gateway;

/// <summary>A force's slug as it may stand in a log: small letters, digits and hyphens, at most 60. Anything else is not shown.</summary>
/// <param name="Value">The slug.</param>
internal readonly record struct ForceSlug(string Value)
{
    private const int Longest = 60;

    /// <summary>The slug, or <c>(no slug)</c> where somebody gave another text in its place.</summary>
    public override string ToString() =>
        Value is { Length: > 0 and <= Longest } && Value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') ? Value
            : "(no slug)";
}
