using System.Data.SqlTypes;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Rows;
using Microsoft.Data.SqlClient;

namespace DataSharing.Gateway.Servers.SqlServer;

/// <summary>
/// Takes the values of a row as the provider would box them. A number with more digits than .NET's has, and a type that no field can have
/// (a place on the map, a type of an assembly), are values that cannot be read: the provider would throw at them.
/// </summary>
internal sealed class SqlServerValues
{
    private static readonly HashSet<string> Readable = new(StringComparer.Ordinal)
    {
        "bigint", "int", "smallint", "tinyint", "bit", "money", "smallmoney", "float", "real", "date", "datetime", "datetime2",
            "smalldatetime", "datetimeoffset", "time",
        "char", "varchar", "text", "nchar", "nvarchar", "ntext", "xml", "json", "uniqueidentifier", "binary", "varbinary", "image",
            "timestamp", "rowversion",
    };

    private readonly SqlDataReader _reader;
    private readonly Func<int, object>[] _columns;

    /// <summary>Reads from an open reader, which must be on a row when <see cref="Take"/> is called.</summary>
    public SqlServerValues(SqlDataReader reader, int columns)
    {
        _reader = reader;
        _columns = [.. Enumerable.Range(0, columns).Select(TakerOf)];
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

    private Func<int, object> TakerOf(int column) => _reader.GetDataTypeName(column) switch
    {
        "decimal" or "numeric" => i => Plain(_reader.GetSqlDecimal(i)),
        "sql_variant" => i => Plain(_reader.GetSqlValue(i) is SqlDecimal number ? number : _reader.GetValue(i)),
        string type when Readable.Contains(type) => i => Plain(_reader.GetValue(i)),
        _ => static _ => DatabaseRows.Unreadable,
    };

    /// <summary>A whole number of any width is one kind of value, so that a key is a key whatever its column's width.</summary>
    private static object Plain(object value) => value switch
    {
        int number => (long)number,
        short number => (long)number,
        byte number => (long)number,
        SqlDecimal number => Exact(number),
        _ => value,
    };

    private static object Exact(SqlDecimal number)
    {
        UInt128 digits = 0;
        foreach (int part in number.Data.Reverse())
        {
            digits = (digits << 32) | unchecked((uint)part);
        }

        return ExactNumber.Of(digits, number.Scale, !number.IsPositive);
    }
}
