namespace DataSharing.Disclosure.Keys;

/// <summary>The ledger names a master key that the ring lacks.</summary>
public sealed class KeyUnknownException : Exception
{
    /// <summary>Names the missing key.</summary>
    public KeyUnknownException(string keyId)
        : base($"The key {keyId} is not in the key ring. Restore the ring that has it; with another ring nothing can be compared.") =>
        KeyId = keyId;

    /// <summary>The id of the missing key.</summary>
    public string KeyId { get; }
}
