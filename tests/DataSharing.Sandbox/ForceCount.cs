namespace DataSharing.Sandbox;

/// <summary>How many incidents one force has in a new source.</summary>
/// <param name="Force">The force's slug; empty for incidents that belong to no force yet.</param>
/// <param name="Incidents">All of them.</param>
/// <param name="Verified">Those with the status Verified.</param>
public sealed record ForceCount(string Force, int Incidents, int Verified);
