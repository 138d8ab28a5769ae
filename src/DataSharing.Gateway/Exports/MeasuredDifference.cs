namespace DataSharing.Gateway.Exports;

/// <summary>How many records a difference between two texts of a profile is about, by the source and the holding as they are.</summary>
/// <param name="Records">Records that leave by the present text, sent already or not.</param>
/// <param name="New">Those of which something leaves that does not by the earlier text.</param>
/// <param name="Finer">Records that the force has, with more in them than by the present text. What was read cannot be taken back.</param>
internal sealed record MeasuredDifference(long Records, long New, long Finer);
