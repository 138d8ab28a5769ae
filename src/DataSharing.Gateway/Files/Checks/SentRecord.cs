using DataSharing.Disclosure;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Files.Checks;

/// <summary>Finds one record in a file of the archive, which is read from its beginning.</summary>
/// <param name="reading">How the file is read.</param>
internal sealed class SentRecord(FileReading reading)
{
    /// <summary>The cells of the record's row, each under its heading, as the file has them; null where the file has no such row.</summary>
    /// <param name="content">The file, from its beginning; not disposed.</param>
    /// <param name="token">The record's token.</param>
    /// <exception cref="FileCheckException">The file is not written as was said.</exception>
    public IReadOnlyList<KeyValuePair<string, string?>>? Find(Stream content, string token)
    {
        Rfc4180Reader reader = ReaderOf(content, reading);
        while (reader.Read())
        {
            if (reader.FieldCount == reading.Columns.Count && reader[0].SequenceEqual(token))
            {
                return [.. reading.Columns.Select((column, index) => KeyValuePair.Create(column.Name, CellOf(reader, index, reading)))];
            }
        }

        return null;
    }

    /// <summary>A reader that stands before the first row.</summary>
    public static Rfc4180Reader ReaderOf(Stream content, FileReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var layout = FileLayout.ToRead(
            reading.Encoding, reading.ByteOrderMark, reading.Delimiter[0], reading.LineEnding == "crlf" ? "\r\n" : "\n",
            reading.QuoteAlways, reading.Header, reading.Columns.Select(column => column.Name));
        var reader = new Rfc4180Reader(content, layout);
        if (reading.Header)
        {
            reader.Read();
        }

        return reader;
    }

    /// <summary>A cell of the row last read; null for one without a value.</summary>
    public static string? CellOf(Rfc4180Reader reader, int index, FileReading reading)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(reading);
        return reader[index].SequenceEqual(reading.NullToken) ? null : reader[index].ToString();
    }
}
