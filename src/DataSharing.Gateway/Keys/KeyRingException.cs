namespace DataSharing.Gateway.Keys;

/// <summary>The key ring cannot be used. The message names the file and what to do, never a key.</summary>
internal sealed class KeyRingException(string message) : Exception(message);
