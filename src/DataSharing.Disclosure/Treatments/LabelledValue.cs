namespace DataSharing.Disclosure.Treatments;

/// <summary>A value that a column can have, from configuration.</summary>
/// <param name="Value">The cell.</param>
/// <param name="Label">What it means; null where the value says it.</param>
public sealed record LabelledValue(string Value, string? Label);
