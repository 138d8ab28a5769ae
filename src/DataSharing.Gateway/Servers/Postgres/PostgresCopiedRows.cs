using System.Buffers.Binary;
using System.Data;
using DataSharing.Gateway.Rows;
using Npgsql;
using Npgsql.PostgresTypes;

namespace DataSharing.Gateway.Servers.Postgres;

/// <summary>
/// The rows of a SELECT as COPY gives them, in the server's own binary form: to ask the provider's reader for each value costs several
/// times as much as to take it from the bytes. Source: PostgreSQL documentation, COPY, "Binary Format".
/// </summary>
internal sealed class PostgresCopiedRows : DatabaseRows
{
    private const int BufferBytes = 128 * 1024;
    private const int SignatureBytes = 11;
    private const int FlagBytes = 4;
    private const short End = -1;

    private readonly NpgsqlRawCopyStream _copy;
    private readonly PostgresBinary.Reader[] _columns;
    private readonly DatabaseLimits _limits;
    private byte[] _buffer = new byte[BufferBytes];
    private int _taken;
    private int _filled;
    private bool _begun;

    // A read that failed has taken everything from the stream, which says nothing of it and cannot be set any more.
    private bool _failed;

    private PostgresCopiedRows(NpgsqlRawCopyStream copy, PostgresBinary.Reader[] columns, DatabaseLimits limits)
    {
        _limits = limits;
        _copy = copy;
        _columns = columns;
    }

    /// <summary>
    /// Asks for the rows of a SELECT without parameters; null when the session has texts converted to something that is not UTF-8.
    /// </summary>
    /// <param name="connection">Open, with a command timeout that is patient enough for the first row.</param>
    /// <param name="select">The statement.</param>
    /// <param name="limits">How long the server is waited for.</param>
    public static PostgresCopiedRows? Of(NpgsqlConnection connection, string select, DatabaseLimits limits)
    {
        if (!connection.PostgresParameters.TryGetValue("client_encoding", out string? encoding) || encoding is not ("UTF8" or "SQL_ASCII"))
        {
            return null;
        }

        PostgresType[] types;
        using (var look = new NpgsqlCommand(select, connection) { CommandTimeout = limits.CommandSeconds })
        using (NpgsqlDataReader described = look.ExecuteReader(CommandBehavior.SchemaOnly))
        {
            types = [.. Enumerable.Range(0, described.FieldCount).Select(described.GetPostgresType)];
        }

        return new PostgresCopiedRows(
            connection.BeginRawBinaryCopy($"COPY (\n{select}\n) TO STDOUT (FORMAT BINARY)"), [.. types.Select(PostgresBinary.ReaderOf)],
            limits);
    }

    /// <summary>
    /// A value as it is written in a statement: COPY takes no parameters. The connection must have standard_conforming_strings on.
    /// </summary>
    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    public override object?[]? Next()
    {
        if (!_begun)
        {
            Take(SignatureBytes + FlagBytes);
            Take(Number());
            _begun = true;
        }

        short fields = BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));
        if (fields == End)
        {
            // Only the end of the stream says that the server had no error after the last row.
            return Read(0) == 0 ? null : throw Senseless();
        }

        if (fields != _columns.Length)
        {
            throw Senseless();
        }

        var values = new object?[fields];
        for (int i = 0; i < values.Length; i++)
        {
            int length = Number();
            values[i] = length < 0 ? null : _columns[i](Take(length));
        }

        return values;
    }

    public override void Dispose()
    {
        try
        {
            if (!_failed)
            {
                _copy.ReadTimeout = _limits.CommandSeconds * 1000;
            }

            _copy.Dispose();
        }
        catch (Exception error) when (error is NpgsqlException or ObjectDisposedException)
        {
            // Rows that are given up in the middle are read to their end here; why they are given up, or that the connection is lost, is
            // said elsewhere.
        }
    }

    private int Read(int at)
    {
        _failed = true;
        int read = _copy.Read(_buffer, at, _buffer.Length - at);
        _failed = false;
        return read;
    }

    private static InvalidCastException Senseless() => new("The binary form of COPY is not as it is documented.");

    private int Number() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    /// <summary>The next bytes, which stay until more are taken.</summary>
    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (_filled - _taken < bytes)
        {
            Fill(bytes);
        }

        ReadOnlySpan<byte> taken = _buffer.AsSpan(_taken, bytes);
        _taken += bytes;
        return taken;
    }

    private void Fill(int bytes)
    {
        int left = _filled - _taken;
        byte[] to = bytes > _buffer.Length ? new byte[Math.Max(bytes, _buffer.Length * 2)] : _buffer;
        _buffer.AsSpan(_taken, left).CopyTo(to);
        _buffer = to;
        _taken = 0;
        _filled = left;
        while (_filled < bytes)
        {
            int read = Read(_filled);
            _filled += read > 0 ? read : throw Senseless();
        }
    }
}
