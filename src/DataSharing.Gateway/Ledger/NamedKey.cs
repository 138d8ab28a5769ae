namespace DataSharing.Gateway.Ledger;

/// <summary>A master key that the ledger names for a force, and for how much: see <see cref="LedgerHoldings.NamedKeysAsync"/>.</summary>
internal sealed class NamedKey
{
    /// <summary>The force's slug.</summary>
    public string Force { get; init; } = "";

    /// <summary>The key's id.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>How many exports were made under it: their rows, what the force holds of them, and their files in the archive.</summary>
    public int Exports { get; init; }

    /// <summary>How many approved texts are sealed under it.</summary>
    public int Texts { get; init; }
}
