namespace DataSharing.Disclosure;

/// <summary>
/// A record that went through a profile: the only thing that can be written to a file. Made only by <see cref="ForceProfile"/>.
/// The incident key is the only source value it shows.
/// </summary>
public sealed class ClearedRecord
{
    private readonly byte[] _hashed;
    private readonly byte[]? _texts;

    internal ClearedRecord(IncidentKey key, string?[] texts, string?[] values, byte[] hashed, byte[]? openTexts, int waiting)
    {
        Key = key;
        // Wrapped, so that no cast to an array can refill a checked record.
        Texts = Array.AsReadOnly(texts);
        Values = values;
        _hashed = hashed;
        _texts = openTexts;
        WaitingTexts = waiting;
    }

    /// <summary>The source key.</summary>
    public IncidentKey Key { get; }

    /// <summary>The cells as they will stand in the file, in the order of the profile's columns; null is a cell without a value.</summary>
    public IReadOnlyList<string?> Texts { get; }

    /// <summary>The values before file formatting, in the order of the profile's columns.</summary>
    internal string?[] Values { get; }

    /// <summary>How many cells are empty because nobody has decided about their text yet.</summary>
    internal int WaitingTexts { get; }

    /// <summary>What the row hash is over.</summary>
    internal ReadOnlySpan<byte> Hashed => _hashed;

    /// <summary>
    /// The keyed hash over (column, value before formatting) pairs sorted by column, so that column order, encoding and date format change nothing.
    /// </summary>
    /// <exception cref="KeyUnknownException">The ring lacks the key.</exception>
    public byte[] RowHash(ForceKeys keys, string keyId)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.RowHash(keyId, _hashed);
    }

    /// <summary>The keyed hash of the open texts alone; null when the record has none.</summary>
    /// <exception cref="KeyUnknownException">The ring lacks the key.</exception>
    public byte[]? TextHash(ForceKeys keys, string keyId)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return _texts is null ? null : keys.RowHash(keyId, _texts);
    }

    /// <summary>Prints nothing of the record.</summary>
    public override string ToString() => "(cleared record)";
}
