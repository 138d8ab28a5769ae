namespace DataSharing.Sandbox;

/// <summary>How many incidents of one force changed in one way.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Count">How often, one or more.</param>
public sealed record ChangeCount(string Force, ChangeKind Kind, int Count);
