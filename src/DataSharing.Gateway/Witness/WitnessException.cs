namespace DataSharing.Gateway.Witness;

/// <summary>The witness cannot be read or written. The message says which file and what to do.</summary>
internal sealed class WitnessException(string message) : Exception(message);
