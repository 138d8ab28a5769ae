using DataSharing.Disclosure.Clearance;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Cells;

/// <summary>
/// A record that went through a profile: the only thing that can be written to a file. Made only by <see cref="RecordClearer"/>.
/// The incident key is the only source value it shows.
/// </summary>
public sealed class ClearedRecord
{
    private const int LongestOnStack = 1024;

    private readonly FileCell[] _cells;
    private readonly int[] _hashOrder;
    private readonly int[] _openColumns;

    internal ClearedRecord(IncidentKey key, FileCell[] cells, int[] hashOrder, int[] openColumns, int waiting)
    {
        Key = key;
        _cells = cells;
        _hashOrder = hashOrder;
        _openColumns = openColumns;
        WaitingTexts = waiting;
    }

    /// <summary>The source key.</summary>
    public IncidentKey Key { get; }

    /// <summary>The cells as they will stand in the file, in the order of the profile's columns; null is a cell without a value.</summary>
    public IReadOnlyList<string?> Texts
    {
        get
        {
            var texts = new string?[_cells.Length];
            for (int i = 0; i < texts.Length; i++)
            {
                texts[i] = _cells[i].Text;
            }

            // Wrapped, so that no cast to an array can refill it.
            return Array.AsReadOnly(texts);
        }
    }

    /// <summary>How many cells are empty because nobody has decided about their text yet.</summary>
    internal int WaitingTexts { get; }

    /// <summary>
    /// The keyed hash over (column, value before formatting) pairs sorted by column, so that column order, encoding and date format change
    /// nothing.
    /// </summary>
    /// <exception cref="KeyUnknownException">The ring lacks the key.</exception>
    public byte[] RowHash(ForceKeys keys, string keyId)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Hash(keys, keyId, _hashOrder);
    }

    /// <summary>The keyed hash of the open texts alone; null when the record has none.</summary>
    /// <exception cref="KeyUnknownException">The ring lacks the key.</exception>
    public byte[]? TextHash(ForceKeys keys, string keyId)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Array.Exists(_openColumns, column => _cells[column].Value is not null) ? Hash(keys, keyId, _openColumns) : null;
    }

    /// <summary>Prints nothing of the record.</summary>
    public override string ToString() => "(cleared record)";

    /// <summary>The value before file formatting in a column.</summary>
    internal string? ValueOf(int column) => _cells[column].Value;

    /// <summary>What a hash over some columns, or over the row when none are named, is over.</summary>
    internal byte[] HashedForm(int[]? columns = null) => FileCell.HashedForm(_cells, columns ?? _hashOrder);

    private byte[] Hash(ForceKeys keys, string keyId, int[] columns)
    {
        int length = FileCell.HashedLength(_cells, columns);
        Span<byte> form = length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[length];
        FileCell.WriteHashed(_cells, columns, form);
        return keys.RowHash(keyId, form[..length]);
    }
}
