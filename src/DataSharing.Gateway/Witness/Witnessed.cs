namespace DataSharing.Gateway.Witness;

/// <summary>
/// What the witness says of one force: how far the ledger was when the last rename at its drop was about to be asked for.
/// </summary>
/// <param name="Force">The force's slug.</param>
/// <param name="Sequence">The highest sequence of which a rename was asked for; 0 when none was.</param>
/// <param name="Attempt">The highest attempt of any sequence of which a rename was asked for; 0 when none was.</param>
/// <param name="Entry">The number of the journal's last entry then; 0 when nothing was sent yet.</param>
/// <param name="Head">The hash of that entry.</param>
/// <param name="Accepted">The hash of the journal entry by which a person last accepted a restored ledger for the force; null when nobody
/// has.</param>
internal sealed record Witnessed(string Force, int Sequence, int Attempt, long Entry, string Head, string? Accepted);
