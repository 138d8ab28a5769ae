using System.Text;
using DataSharing.Gateway.Rows;
using Npgsql;

namespace DataSharing.Gateway.Incidents;

/// <summary>Takes the values of a row as the provider would box them; texts by their bytes, of which a column mostly repeats a few.</summary>
internal sealed class PostgresValues
{
    private readonly NpgsqlDataReader _reader;
    private readonly Func<int, object?>[] _columns;

    // One more than is remembered, so that a longer text is seen to be one.
    private readonly byte[] _bytes = new byte[RepeatedValues.LongestText + 1];

    /// <summary>Reads from an open reader, which must be on a row when <see cref="Take"/> is called.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="isUtf8">Whether the connection's texts are UTF-8, as they are unless somebody wrote otherwise.</param>
    public PostgresValues(NpgsqlDataReader reader, int columns, bool isUtf8)
    {
        _reader = reader;
        _columns = [.. Enumerable.Range(0, columns).Select(column => TakerOf(column, isUtf8))];
    }

    /// <summary>The values of the row the reader is on, in an array of their own; null for no value.</summary>
    public object?[] Take()
    {
        var values = new object?[_columns.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _reader.IsDBNull(i) ? null : _columns[i](i);
        }

        return values;
    }

    private Func<int, object?> TakerOf(int column, bool isUtf8)
    {
        string type = _reader.GetPostgresType(column).Name;
        if (isUtf8 && type is "text" or "character varying")
        {
            // As the provider's: what is no UTF-8 is an error and not a question mark.
            var texts = new RepeatedValues(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            return i => _reader.GetBytes(i, 0, _bytes, 0, _bytes.Length) is var length and <= RepeatedValues.LongestText ? texts.Text(_bytes.AsSpan(0, (int)length)) : _reader.GetString(i);
        }

        return type switch
        {
            "bigint" => i => RepeatedValues.Number(_reader.GetInt64(i)),
            "integer" => i => RepeatedValues.Number(_reader.GetInt32(i)),
            _ => i => SourceServer.Plain(_reader.GetValue(i)),
        };
    }
}
