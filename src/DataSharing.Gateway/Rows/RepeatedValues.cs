using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace DataSharing.Gateway.Rows;

/// <summary>
/// Gives the same string or box again where a column repeats itself: most columns of a source are codes, and to make a million strings of
/// thirty codes costs more than to read them. One for each column; not for two threads at once.
/// </summary>
internal sealed class RepeatedValues
{
    /// <summary>The most bytes of a text that is remembered.</summary>
    public const int LongestText = 40;

    private const int Slots = 256;
    private const int SlotBits = 8;
    private const int Trial = 4096;
    private const int SmallNumbers = 1024;
    private const ulong Mixer = 0x9E37_79B9_7F4A_7C15;
    private static readonly object[] Boxed = [.. Enumerable.Range(0, SmallNumbers).Select(number => (object)(long)number)];

    private readonly (byte[] Bytes, string Text)[] _slots = new (byte[], string)[Slots];
    private int _asked;
    private int _found;
    private bool _isOff;

    /// <summary>A number in a box.</summary>
    public static object Number(long number) => number is >= 0 and < SmallNumbers ? Boxed[number] : number;

    /// <summary>The text of UTF-8 bytes; <see cref="DatabaseRows.Unreadable"/> for others, which would become another text.</summary>
    public object Text(ReadOnlySpan<byte> bytes)
    {
        if (_isOff || bytes.Length is 0 or > LongestText)
        {
            return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : DatabaseRows.Unreadable;
        }

        ref (byte[] Bytes, string Text) slot = ref _slots[SlotOf(bytes)];
        if (slot.Bytes is not null && bytes.SequenceEqual(slot.Bytes))
        {
            _found++;
        }
        else if (Utf8.IsValid(bytes))
        {
            slot = (bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        }
        else
        {
            return DatabaseRows.Unreadable;
        }

        string text = slot.Text;
        if (++_asked == Trial)
        {
            // A column of different values only loses by looking.
            _isOff = _found < Trial / 2;
            _asked = 0;
            _found = 0;
        }

        return text;
    }

    private static int SlotOf(ReadOnlySpan<byte> bytes)
    {
        ulong mixed = (ulong)bytes.Length;
        if (bytes.Length >= sizeof(ulong))
        {
            mixed = unchecked(
                ((mixed + BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * Mixer) ^ BinaryPrimitives.ReadUInt64LittleEndian(
                bytes[^sizeof(ulong)..]));
        }
        else
        {
            foreach (byte next in bytes)
            {
                mixed = (mixed << 8) | next;
            }
        }

        return (int)(unchecked(mixed * Mixer) >> (64 - SlotBits));
    }
}
