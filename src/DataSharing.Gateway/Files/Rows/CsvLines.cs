using System.Globalization;
using System.Text;
using CsvHelper;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Files.Rows;

/// <summary>Turns rows into the bytes of one force's file. One writer and one buffer serve all rows; not for several threads.</summary>
internal sealed class CsvLines : IDisposable
{
    private readonly FileLayout _layout;
    private readonly MemoryStream _utf8 = new(4096);
    private readonly CsvWriter _writer;
    private readonly bool _isUtf8;
    private char[] _chars = [];
    private byte[] _encoded = [];

    /// <summary>Prepares for one layout.</summary>
    public CsvLines(FileLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _layout = layout;
        _isUtf8 = layout.Encoding is UTF8Encoding;
        _writer = CsvWriter.Create(_utf8, OptionsOf(layout), leaveOpen: true);
    }

    /// <summary>What stands before the first row: the byte order mark and the header line, each where the layout asks for it.</summary>
    public byte[] Start()
    {
        ReadOnlySpan<byte> mark = _layout.Encoding.Preamble;
        if (!_layout.Header)
        {
            return mark.ToArray();
        }

        _utf8.SetLength(0);
        foreach (string heading in _layout.Headings)
        {
            WriteText(heading);
        }

        return [.. mark, .. Ended().Span];
    }

    /// <summary>The bytes of one row, line ending included; valid until the next call.</summary>
    /// <exception cref="InvalidOperationException">
    /// The row does not have the layout's columns, or a cell has a character that the encoding lacks. Both were decided before and are
    /// faults of the program; the message has no cell.
    /// </exception>
    public ReadOnlyMemory<byte> Line(PlannedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        int released = _layout.Headings.Count - ControlColumns.Names.Count;
        bool withdraw = row.Entry.Action == RowAction.Withdraw;
        if (row.Cells.Count != (withdraw ? 0 : released))
        {
            throw new InvalidOperationException($"A row has {row.Cells.Count} cells where the file has {released} released columns.");
        }

        _utf8.SetLength(0);
        Span<char> version = stackalloc char[11];
        row.Entry.Version.TryFormat(version, out int digits, provider: CultureInfo.InvariantCulture);
        _writer.WriteField(row.Entry.Token);
        _writer.WriteField(Word(row.Entry.Action));
        _writer.WriteField(version[..digits]);
        for (int column = 0; column < released; column++)
        {
            WriteText(withdraw ? "" : row.Cells[column] ?? _layout.NullToken);
        }

        return Ended();
    }

    /// <summary>As <see cref="Line"/> gives them, of an invented row; valid until the next call.</summary>
    /// <param name="row">Its cells, with those of the control columns.</param>
    public ReadOnlyMemory<byte> Invented(IReadOnlyList<string> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _utf8.SetLength(0);
        foreach (string cell in row)
        {
            WriteText(cell.Length == 0 ? _layout.NullToken : cell);
        }

        return Ended();
    }

    /// <summary>The word of an action in the file.</summary>
    public static string Word(RowAction action) => action switch
    {
        RowAction.New => "NEW",
        RowAction.Amend => "AMEND",
        RowAction.Withdraw => "WITHDRAW",
        RowAction.Resend => "RESEND",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _utf8.Dispose();
    }

    private static CsvWriterOptions OptionsOf(FileLayout layout) => CsvWriterOptions.Default with
    {
        Separator = layout.Delimiter,
        NewLine = layout.LineEnding,
        // A space at an end of a cell is quoted too, because some readers trim what is not.
        Quoting = layout.QuoteAlways ? CsvQuoting.Always : CsvQuoting.WhenNeededOrWhitespace,
        // The layout's formula policy was applied when the record was cleared, to more signs than the package knows.
        Injection = CsvInjection.None,
        FormatProvider = CultureInfo.InvariantCulture,
    };

    private void WriteText(string text)
    {
        // The package would write U+FFFD in place of half a surrogate pair, in silence.
        if (!Ascii.IsValid(text))
        {
            RequireEncodable(text);
        }

        _writer.WriteField(text);
    }

    private ReadOnlyMemory<byte> Ended()
    {
        _writer.EndRecord();
        _writer.Flush();
        ReadOnlyMemory<byte> line = _utf8.GetBuffer().AsMemory(0, (int)_utf8.Length);
        // ASCII is the same bytes in every encoding a layout can have.
        if (_isUtf8 || Ascii.IsValid(line.Span))
        {
            return line;
        }

        if (_chars.Length < line.Length)
        {
            _chars = new char[line.Length * 2];
            _encoded = new byte[_layout.Encoding.GetMaxByteCount(_chars.Length)];
        }

        int chars = Encoding.UTF8.GetChars(line.Span, _chars);
        return _encoded.AsMemory(0, _layout.Encoding.GetBytes(_chars, 0, chars, _encoded, 0));
    }

    private void RequireEncodable(string text)
    {
        try
        {
            _layout.Encoding.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            // The exception names the character, which is part of a cell.
            throw new InvalidOperationException(
                "A cell has a character that the file's encoding lacks; its row should have been held back.");
        }
    }
}
