namespace DataSharing.Gateway.Ledger;

/// <summary>Who holds a lease.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Pid">The process id on that host.</param>
/// <param name="ExpiresAt">When it expires unless it is renewed.</param>
internal sealed record LeaseHolder(string Host, int Pid, DateTimeOffset ExpiresAt);
