using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DataSharing.Gateway.Incidents;

/// <summary>
/// Takes the values of a row as the provider would box them, and gives the same string or box again where a column repeats itself: most columns of a
/// source are codes, and to make a million strings of thirty codes costs more than to read them.
/// </summary>
internal sealed class SqliteValues
{
    private const int SmallNumbers = 1024;
    private static readonly object[] Boxed = [.. Enumerable.Range(0, SmallNumbers).Select(number => (object)(long)number)];

    private readonly sqlite3_stmt _statement;
    private readonly Repeats[] _texts;

    /// <summary>Reads from the statement of an open reader, which must be on a row when <see cref="Take"/> is called.</summary>
    public SqliteValues(SqliteDataReader reader, int columns)
    {
        _statement = reader.Handle ?? throw new InvalidOperationException("The reader has no statement.");
        _texts = [.. Enumerable.Range(0, columns).Select(_ => new Repeats())];
    }

    /// <summary>The values of the row the reader is on, in an array of their own; null for no value.</summary>
    public object?[] Take()
    {
        var values = new object?[_texts.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = raw.sqlite3_column_type(_statement, i) switch
            {
                raw.SQLITE_INTEGER => raw.sqlite3_column_int64(_statement, i) is var number && number is >= 0 and < SmallNumbers ? Boxed[number] : number,
                raw.SQLITE_FLOAT => raw.sqlite3_column_double(_statement, i),
                // The bytes of a text are its UTF-8.
                raw.SQLITE_TEXT => _texts[i].Text(raw.sqlite3_column_blob(_statement, i)),
                raw.SQLITE_BLOB => raw.sqlite3_column_blob(_statement, i).ToArray(),
                _ => null,
            };
        }

        return values;
    }

    /// <summary>The last texts of one column by a hash of their bytes.</summary>
    private sealed class Repeats
    {
        private const int Slots = 256;
        private const int Longest = 40;
        private const int Trial = 4096;

        private readonly (byte[] Bytes, string Text)[] _slots = new (byte[], string)[Slots];
        private int _asked;
        private int _found;
        private bool _isOff;

        public string Text(ReadOnlySpan<byte> bytes)
        {
            if (_isOff || bytes.Length is 0 or > Longest)
            {
                return Encoding.UTF8.GetString(bytes);
            }

            ref (byte[] Bytes, string Text) slot = ref _slots[SlotOf(bytes)];
            if (slot.Bytes is not null && bytes.SequenceEqual(slot.Bytes))
            {
                _found++;
            }
            else
            {
                slot = (bytes.ToArray(), Encoding.UTF8.GetString(bytes));
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
            Span<byte> head = stackalloc byte[sizeof(ulong)];
            bytes[..Math.Min(bytes.Length, sizeof(ulong))].CopyTo(head);
            Span<byte> tail = stackalloc byte[sizeof(ulong)];
            bytes[Math.Max(0, bytes.Length - sizeof(ulong))..].CopyTo(tail);
            ulong mixed = unchecked((BinaryPrimitives.ReadUInt64LittleEndian(head) + (ulong)bytes.Length) * 0x9E37_79B9_7F4A_7C15) ^ unchecked(BinaryPrimitives.ReadUInt64LittleEndian(tail) * 0xC2B2_AE3D_27D4_EB4F);
            return (int)((mixed ^ (mixed >> 29)) >> 40) & (Slots - 1);
        }
    }
}
