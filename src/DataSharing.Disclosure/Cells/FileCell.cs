namespace DataSharing.Disclosure.Cells;

/// <summary>
/// One cell that may be written: its value, how that stands in the file, and what a row hash takes of it. Immutable; many records share
/// one.
/// </summary>
internal sealed class FileCell
{
    private readonly byte[] _hashed;

    public FileCell(string? value, string? text, byte[] hashed, bool isWaiting)
    {
        Value = value;
        Text = text;
        _hashed = hashed;
        IsWaiting = isWaiting;
    }

    /// <summary>The value before file formatting; null for none.</summary>
    public string? Value { get; }

    /// <summary>The text in the file; null for a cell without a value.</summary>
    public string? Text { get; }

    /// <summary>Whether the cell is empty because nobody has decided about its text yet.</summary>
    public bool IsWaiting { get; }

    /// <summary>The column's name and the value before formatting, each with its length.</summary>
    public ReadOnlySpan<byte> Hashed => _hashed;

    /// <summary>What a hash over some cells is over: these columns' names and values, in this order.</summary>
    public static byte[] HashedForm(FileCell[] cells, int[] columns)
    {
        byte[] form = new byte[HashedLength(cells, columns)];
        WriteHashed(cells, columns, form);
        return form;
    }

    /// <inheritdoc cref="HashedForm"/>
    public static void WriteHashed(FileCell[] cells, int[] columns, Span<byte> form)
    {
        foreach (int column in columns)
        {
            byte[] hashed = cells[column]._hashed;
            hashed.CopyTo(form);
            form = form[hashed.Length..];
        }
    }

    /// <summary>The bytes of <see cref="HashedForm"/>.</summary>
    public static int HashedLength(FileCell[] cells, int[] columns)
    {
        int length = 0;
        foreach (int column in columns)
        {
            length += cells[column]._hashed.Length;
        }

        return length;
    }
}
