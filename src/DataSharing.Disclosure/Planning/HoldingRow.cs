using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Planning;

/// <summary>What one force has of one record, as the ledger remembers it. Carries no cell.</summary>
public sealed class HoldingRow
{
    /// <summary>Describes one row of a holding.</summary>
    public HoldingRow(IncidentKey key, string token, int version, byte[]? rowHash, string keyId, int lastSequence, byte[]? placing = null)
    {
        Key = key;
        Token = token;
        Version = version;
        RowHash = rowHash;
        KeyId = keyId;
        LastSequence = lastSequence;
        Placing = placing;
    }

    /// <summary>The source key.</summary>
    public IncidentKey Key { get; }

    /// <summary>The record token the force knows; kept for ever, also after a withdrawal.</summary>
    public string Token { get; }

    /// <summary>The version last sent to this force, 1 or more.</summary>
    public int Version { get; }

    /// <summary>The keyed hash of the row last sent; null when the force was last told to withdraw the record.</summary>
    public byte[]? RowHash { get; }

    /// <summary>The master key under which <see cref="RowHash"/> was made.</summary>
    public string KeyId { get; }

    /// <summary>The sequence of the last export in which the record stood.</summary>
    public int LastSequence { get; }

    /// <summary>Where mode <c>k</c> placed the row last (see <see cref="ExportedRow.Placing"/>); null when it never did.</summary>
    public byte[]? Placing { get; }

    /// <summary>Whether the force has the record now.</summary>
    public bool IsHeld => RowHash is not null;
}
