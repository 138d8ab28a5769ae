using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Cells;

/// <summary>
/// Makes the cells of one column by one treatment. Where the treatment looks at nothing but the value, the cells it made last are given
/// again: most columns hold a few codes, and to treat, format and encode a code costs much more than to find what became of it. Not for two
/// threads at once.
/// </summary>
internal sealed class CellMaker
{
    private const int FewestBits = 6;
    private const int MostBits = 13;
    private const ulong Mixer = 0x9E37_79B9_7F4A_7C15;

    private readonly string _column;
    private readonly byte[] _name;
    private readonly Treatment _treatment;
    private readonly ValueTreatment? _ofValue;
    private readonly FileLayout _layout;
    private Slot[] _slots;
    private int _bits = FewestBits;
    private int _misses;
    private FileCell? _whenNull;

    public CellMaker(string column, Treatment treatment, FileLayout layout)
    {
        _column = column;
        _name = Encoding.UTF8.GetBytes(column);
        _treatment = treatment;
        _ofValue = treatment as ValueTreatment;
        _layout = layout;
        _slots = _ofValue is null ? [] : new Slot[1 << FewestBits];
        IsOpen = treatment.IsOpen;
        None = Made(null, null, isWaiting: false);
    }

    public Treatment Treatment => _treatment;

    public bool IsOpen { get; }

    /// <summary>The cell without a value.</summary>
    public FileCell None { get; }

    /// <summary>The cell of a readable value, or of none; null, with the reason, when the row is held back.</summary>
    public FileCell? Of(object? value, in TreatmentContext context, out Reason? heldBack)
    {
        if (value is null)
        {
            heldBack = null;
            return _whenNull ?? (_whenNull = Finish(_treatment.WhenNull, isWaiting: false, out heldBack));
        }

        if (_ofValue is null)
        {
            return Finish(Treat(value, context), out heldBack);
        }

        if (_ofValue.TryKey(value, out long key))
        {
            int at = SlotOf(unchecked((ulong)key));
            Slot slot = _slots[at];
            if (slot.Cell is { } known && slot.Text is null && slot.Key == key)
            {
                heldBack = null;
                return known;
            }

            return Remember(at, key, null, Finish(_ofValue.Of(value), out heldBack));
        }

        if (value is string text)
        {
            int at = SlotOf(text);
            Slot slot = _slots[at];
            if (slot.Cell is { } known && slot.Text == text)
            {
                heldBack = null;
                return known;
            }

            return Remember(at, 0, text, Finish(_ofValue.Of(value), out heldBack));
        }

        return Finish(_ofValue.Of(value), out heldBack);
    }

    /// <summary>What the treatment makes of a value or of none, not formatted yet.</summary>
    public Treated Treat(object? value, in TreatmentContext context) =>
        value is null ? _treatment.WhenNull : _treatment.Apply(value, context with { Column = _column });

    /// <summary>Formats a cell for the file; null, with the reason, when it cannot stand there.</summary>
    public FileCell? Finish(in Cell cell, bool isWaiting, out Reason? heldBack)
    {
        (string? text, heldBack) = FileFormat.Format(cell, _layout);
        return heldBack is null ? Made(cell.Canonical, text, isWaiting) : null;
    }

    private FileCell? Finish(in Treated treated, out Reason? heldBack)
    {
        if (treated.HeldBack is { } reason)
        {
            heldBack = reason;
            return null;
        }

        return Finish(treated.Cell, treated.IsWaiting, out heldBack);
    }

    private FileCell Made(string? value, string? text, bool isWaiting)
    {
        int bytes = value is null ? 0 : Encoding.UTF8.GetByteCount(value);
        byte[] hashed = new byte[sizeof(int) + _name.Length + sizeof(int) + bytes];
        BinaryPrimitives.WriteInt32BigEndian(hashed, _name.Length);
        _name.CopyTo(hashed, sizeof(int));
        Span<byte> rest = hashed.AsSpan(sizeof(int) + _name.Length);
        BinaryPrimitives.WriteInt32BigEndian(rest, value is null ? -1 : bytes);
        Encoding.UTF8.GetBytes(value ?? "", rest[sizeof(int)..]);
        return new FileCell(value, text, hashed, isWaiting);
    }

    private FileCell? Remember(int at, long key, string? text, FileCell? made)
    {
        if (made is null)
        {
            return null;
        }

        _slots[at] = new Slot(key, text, made);
        if (++_misses > _slots.Length && _bits < MostBits)
        {
            // More values than there is room for, perhaps: what was remembered is made again.
            _bits++;
            _slots = new Slot[1 << _bits];
            _misses = 0;
        }

        return made;
    }

    private int SlotOf(ulong key) => (int)(unchecked(key * Mixer) >> (64 - _bits));

    private int SlotOf(string text)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(text.AsSpan());
        ulong mixed = (ulong)bytes.Length;
        if (bytes.Length >= sizeof(ulong))
        {
            mixed = unchecked(
                ((mixed + BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * Mixer) ^ BinaryPrimitives.ReadUInt64LittleEndian(
                bytes[^sizeof(ulong)..]));
        }
        else
        {
            foreach (char c in text)
            {
                mixed = (mixed << 16) | c;
            }
        }

        return SlotOf(mixed);
    }

    private readonly struct Slot(long key, string? text, FileCell? cell)
    {
        public readonly long Key = key;
        public readonly string? Text = text;
        public readonly FileCell? Cell = cell;
    }
}
