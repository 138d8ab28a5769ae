namespace DataSharing.Gateway.Files.Sealed;

/// <summary>An entry that lies in the folder of an outbox.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Force">The force's slug.</param>
/// <param name="Sequence">The sequence of its export.</param>
/// <param name="Attempt">The attempt of its export.</param>
internal sealed record OutboxEntry(string Name, string Force, int Sequence, int Attempt);
