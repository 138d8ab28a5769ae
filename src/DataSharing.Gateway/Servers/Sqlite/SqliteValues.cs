using System.Runtime.InteropServices;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Rows;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DataSharing.Gateway.Servers.Sqlite;

/// <summary>
/// Takes the values of a row as the provider would box them, but for a text that is no UTF-8, which cannot be read. It asks the library
/// itself: the package between takes and gives back a handle at each of some sixty calls for a row, which is most of what reading a row
/// costs.
/// </summary>
internal sealed class SqliteValues
{
    private readonly sqlite3_stmt _statement;
    private readonly RepeatedValues[] _columns;
    private byte[] _bytes = new byte[256];

    /// <summary>Reads from the statement of an open reader, which must be on a row when <see cref="Take"/> is called.</summary>
    public SqliteValues(SqliteDataReader reader, int columns)
    {
        _statement = reader.Handle ?? throw new InvalidOperationException("The reader has no statement.");
        _columns = [.. Enumerable.Range(0, columns).Select(_ => new RepeatedValues())];
    }

    /// <summary>The values of the row the reader is on, in an array of their own; null for no value.</summary>
    public object?[] Take()
    {
        // The reader, and with it the statement, is open as long as it gives rows.
        ObjectDisposedException.ThrowIf(_statement.IsClosed || _statement.IsInvalid, this);
        nint statement = _statement.DangerousGetHandle();
        var values = new object?[_columns.Length];
        for (int i = 0; i < values.Length; i++)
        {
            nint value = Library.ColumnValue(statement, i);
            values[i] = Library.TypeOf(value) switch
            {
                raw.SQLITE_INTEGER => RepeatedValues.Number(Library.Int64(value)),
                raw.SQLITE_FLOAT => Library.Double(value),
                raw.SQLITE_TEXT => _columns[i].Text(Bytes(Library.Text(value), Library.Length(value))),
                raw.SQLITE_BLOB => Bytes(Library.Blob(value), Library.Length(value)).ToArray(),
                _ => null,
            };
        }

        GC.KeepAlive(_statement);
        return values;
    }

    private ReadOnlySpan<byte> Bytes(nint first, int length)
    {
        if (length > _bytes.Length)
        {
            _bytes = new byte[length];
        }

        if (length > 0)
        {
            Marshal.Copy(first, _bytes, 0, length);
        }

        return _bytes.AsSpan(0, length);
    }

    /// <summary>
    /// The functions of the library that the package loads. Those that only look at a value which is there already do not leave the
    /// runtime; a text may be converted first, which can take longer. Source: SQLite, "C-language Interface Specification".
    /// </summary>
    private static class Library
    {
        private const string Name = "e_sqlite3";

        [DllImport(Name, EntryPoint = "sqlite3_column_value"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern nint ColumnValue(nint statement, int column);

        [DllImport(Name, EntryPoint = "sqlite3_value_type"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern int TypeOf(nint value);

        [DllImport(Name, EntryPoint = "sqlite3_value_int64"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern long Int64(nint value);

        [DllImport(Name, EntryPoint = "sqlite3_value_double"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern double Double(nint value);

        [DllImport(Name, EntryPoint = "sqlite3_value_bytes"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern int Length(nint value);

        [DllImport(Name, EntryPoint = "sqlite3_value_text")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern nint Text(nint value);

        [DllImport(Name, EntryPoint = "sqlite3_value_blob")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern nint Blob(nint value);
    }
}
