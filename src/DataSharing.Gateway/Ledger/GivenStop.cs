namespace DataSharing.Gateway.Ledger;

/// <summary>A person's order that everything stops.</summary>
/// <param name="Person">Who gave it, as the journal names them.</param>
/// <param name="At">When.</param>
/// <param name="Reason">The reason that was given; null where it is not known.</param>
internal sealed record GivenStop(string Person, DateTimeOffset At, string? Reason);
