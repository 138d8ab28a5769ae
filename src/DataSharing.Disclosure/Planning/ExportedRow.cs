using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Planning;

/// <summary>What the ledger remembers of one row of an export: key, token, action, version and hash, never a cell.</summary>
public sealed class ExportedRow
{
    /// <summary>Describes one row of an export. <paramref name="rowHash"/> is null for a WITHDRAW and for nothing else.</summary>
    public ExportedRow(
        IncidentKey key, string token, RowAction action, int version, byte[]? rowHash, string keyId, byte[]? textHash = null,
        byte[]? placement = null)
    {
        Key = key;
        Token = token;
        Action = action;
        Version = version;
        RowHash = rowHash;
        KeyId = keyId;
        TextHash = textHash;
        Placement = placement;
    }

    /// <summary>The source key.</summary>
    public IncidentKey Key { get; }

    /// <summary>The record token: 16 characters of Crockford base-32.</summary>
    public string Token { get; }

    /// <summary>What the row tells the force.</summary>
    public RowAction Action { get; }

    /// <summary>The version sent to this force, 1 or more.</summary>
    public int Version { get; }

    /// <summary>The keyed hash of the row's released values; null for a WITHDRAW.</summary>
    public byte[]? RowHash { get; }

    /// <summary>The master key under which <see cref="RowHash"/> was made.</summary>
    public string KeyId { get; }

    /// <summary>
    /// The keyed hash of the row's open texts alone; null when it carries none. It tells whether a file sent again would repeat a text that
    /// was replaced or lost its approval since.
    /// </summary>
    public byte[]? TextHash { get; }

    /// <summary>
    /// What mode <c>k</c> gave the row: step and keyed class hashes, packed. Null in mode <c>match</c>; a
    /// WITHDRAW repeats that of the row it withdraws.
    /// </summary>
    public byte[]? Placement { get; }
}
