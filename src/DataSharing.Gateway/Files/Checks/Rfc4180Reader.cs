using System.Buffers;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Files.Checks;

/// <summary>
/// Reads the final bytes of a file row by row, and takes only what the force's layout allows. Written apart from the package that writes
/// the file, so that a fault of one is not repeated by the other. Source: RFC 4180.
/// </summary>
/// <remarks>
/// Stricter than the RFC: one line ending, also after the last row; a quote only around a whole cell; no control characters but the tab,
/// and line breaks between quotes; a byte order mark where and only where the layout has one.
/// </remarks>
internal sealed class Rfc4180Reader
{
    private const int PieceLength = 64 * 1024;

    // A row longer than this is not one of ours, and a quote that is never closed must not fill the memory.
    private const int LongestRow = 16 * 1024 * 1024;

    private readonly Stream _content;
    private readonly FileLayout _layout;
    private readonly Decoder _decoder;
    private readonly SearchValues<char> _endsOrForbidden;
    private readonly SearchValues<char> _quoteOrControl;
    private readonly byte[] _bytes = new byte[PieceLength];
    private char[] _text = new char[PieceLength * 2];
    private int _rowStart;
    private int _filled;
    private int _position;
    private int[] _starts = new int[64];
    private int[] _lengths = new int[64];
    private long _line = 1;
    private bool _begun;
    private bool _ended;

    /// <summary>Prepares to read.</summary>
    /// <param name="content">The bytes, from their beginning; not disposed.</param>
    /// <param name="layout">How the file must be written.</param>
    public Rfc4180Reader(Stream content, FileLayout layout)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(layout);
        _content = content;
        _layout = layout;
        _decoder = layout.Encoding.GetDecoder();
        string controls = string.Concat(Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl));
        string forbidden = controls.Replace("\t", "", StringComparison.Ordinal);
        _endsOrForbidden = SearchValues.Create(forbidden + "\"" + layout.Delimiter);
        _quoteOrControl = SearchValues.Create(forbidden + "\"");
    }

    /// <summary>The number of cells of the row last read.</summary>
    public int FieldCount { get; private set; }

    /// <summary>The line on which the row last read begins, from 1; lines end at LF.</summary>
    public long Line { get; private set; }

    private char Next => _text[_rowStart + _position];

    private ReadOnlySpan<char> Unread => _text.AsSpan(_rowStart + _position, _filled - _rowStart - _position);

    /// <summary>A cell of the row last read, without its quotes; valid until the next row is read.</summary>
    public ReadOnlySpan<char> this[int field] => _text.AsSpan(_rowStart + _starts[field], _lengths[field]);

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="FileCheckException">The bytes are not what the layout allows.</exception>
    public bool Read()
    {
        if (!_begun)
        {
            Begin();
        }

        _rowStart += _position;
        _position = 0;
        FieldCount = 0;
        Line = _line;
        if (!HasMore())
        {
            return false;
        }

        while (ReadField())
        {
            // The cell was kept; the next one follows on the same row.
        }

        return true;
    }

    private void Begin()
    {
        _begun = true;
        ReadOnlySpan<byte> mark = _layout.Encoding.Preamble;
        Span<byte> beginning = stackalloc byte[mark.Length];
        int read = _content.ReadAtLeast(beginning, mark.Length, throwOnEndOfStream: false);
        if (!mark.SequenceEqual(beginning[..read]))
        {
            throw Fault("the file does not begin with the byte order mark that the layout asks for.");
        }

        if (HasMore() && Next == '\uFEFF')
        {
            throw Fault("the file begins with a byte order mark that the layout does not have.");
        }
    }

    /// <summary>Reads one cell and what ends it; false when that was the line ending.</summary>
    private bool ReadField()
    {
        if (HasMore() && Next == '"')
        {
            _position++;
            ReadQuoted();
        }
        else
        {
            ReadUnquoted();
        }

        if (!HasMore())
        {
            throw Fault("the last line has no line ending.");
        }

        char end = Next;
        _position++;
        if (end == _layout.Delimiter)
        {
            return true;
        }

        switch (end)
        {
            case '\r' when _layout.LineEnding == "\r\n" && HasMore() && Next == '\n':
                _position++;
                break;
            case '\n' when _layout.LineEnding == "\n":
                break;
            case '\r' or '\n':
                throw Fault("a CR or LF stands outside quotes that is not the layout's line ending.");
            case '"':
                throw Fault("a quote stands inside a cell that is not quoted.");
            default:
                throw Fault(char.IsControl(end) ? "a control character stands in a cell."
                    : "something stands between a closing quote and the end of the cell.");
        }

        _line++;
        return false;
    }

    private void ReadUnquoted()
    {
        if (_layout.QuoteAlways)
        {
            throw Fault("a cell is not quoted, and the layout quotes all.");
        }

        int start = _position;
        while (true)
        {
            int found = Unread.IndexOfAny(_endsOrForbidden);
            if (found >= 0)
            {
                _position += found;
                break;
            }

            _position = _filled - _rowStart;
            if (!Fill())
            {
                break;
            }
        }

        AddField(start, _position - start);
    }

    private void ReadQuoted()
    {
        int start = _position;
        int written = start;
        int copied = start;
        while (true)
        {
            int found = Unread.IndexOfAny(_quoteOrControl);
            if (found < 0)
            {
                _position = _filled - _rowStart;
                if (!Fill())
                {
                    throw Fault("a quoted cell is not closed.");
                }

                continue;
            }

            _position += found;
            char c = Next;
            _position++;
            if (c == '\n')
            {
                _line++;
            }
            else if (c == '"')
            {
                bool doubled = HasMore() && Next == '"';
                // The first of two quotes is kept as part of the cell, the second is passed over.
                int end = doubled ? _position : _position - 1;
                written = MoveBack(copied, end, written);
                if (!doubled)
                {
                    AddField(start, written - start);
                    return;
                }

                _position++;
                copied = _position;
            }
            else if (c != '\r')
            {
                throw Fault("a control character stands in a cell.");
            }
        }
    }

    /// <summary>Closes the gap that doubled quotes leave: the cell is unescaped where it stands.</summary>
    private int MoveBack(int from, int to, int target)
    {
        if (from != target)
        {
            _text.AsSpan(_rowStart + from, to - from).CopyTo(_text.AsSpan(_rowStart + target));
        }

        return target + to - from;
    }

    private void AddField(int start, int length)
    {
        if (FieldCount == _starts.Length)
        {
            Array.Resize(ref _starts, FieldCount * 2);
            Array.Resize(ref _lengths, FieldCount * 2);
        }

        _starts[FieldCount] = start;
        _lengths[FieldCount] = length;
        FieldCount++;
    }

    private bool HasMore() => _rowStart + _position < _filled || Fill();

    /// <summary>Decodes more text behind what is there; positions stay, because they count from the beginning of the row.</summary>
    private bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        _text.AsSpan(_rowStart, _filled - _rowStart).CopyTo(_text);
        _filled -= _rowStart;
        _rowStart = 0;
        if (_filled > LongestRow)
        {
            throw Fault("a row is longer than 16 million characters.");
        }

        // A piece decodes to at most one character a byte, and one that was left from the piece before.
        if (_text.Length - _filled <= PieceLength)
        {
            Array.Resize(ref _text, _text.Length * 2);
        }

        int before = _filled;
        while (_filled == before && !_ended)
        {
            int read = _content.Read(_bytes);
            _ended = read == 0;
            try
            {
                _filled += _decoder.GetChars(_bytes.AsSpan(0, read), _text.AsSpan(_filled), flush: _ended);
            }
            catch (DecoderFallbackException)
            {
                // The exception shows the bytes.
                throw Fault("the bytes are not text in the layout's encoding (here or shortly after).");
            }
        }

        return _filled > before;
    }

    private FileCheckException Fault(string rule) => new(_line, null, rule);
}
