namespace DataSharing.Disclosure.Narrative;

/// <summary>One masked part of a text, in UTF-16 units of the original.</summary>
/// <param name="Start">The first unit.</param>
/// <param name="End">The unit after the last.</param>
/// <param name="Type">What it is.</param>
public readonly record struct MaskedSpan(int Start, int End, MaskType Type);
