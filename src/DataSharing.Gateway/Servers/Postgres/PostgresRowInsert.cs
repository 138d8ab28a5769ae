using System.Buffers.Binary;
using System.Text;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Npgsql;

namespace DataSharing.Gateway.Servers.Postgres;

/// <summary>
/// The rows of an export in PostgreSQL: one COPY within the connection's transaction, in the server's own binary form, which is made here:
/// a value's way through the provider costs several times as much. Source: PostgreSQL documentation, COPY, "Binary Format".
/// </summary>
internal sealed class PostgresRowInsert : RowInsert
{
    private const int BufferBytes = 64 * 1024;
    private const short End = -1;
    private const int Null = -1;

    private static ReadOnlySpan<byte> Signature =>
        [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0];

    private readonly LedgerWork _work;
    private readonly NpgsqlRawCopyStream _copy;
    private readonly long _exportId;
    private readonly DatabaseLimits _limits;
    private byte[] _buffer = new byte[BufferBytes];
    private int _used;
    private bool _completed;
    private bool _failed;

    /// <exception cref="LedgerException">The database does not take it.</exception>
    public PostgresRowInsert(LedgerWork work, NpgsqlConnection connection, long exportId, DatabaseLimits limits)
    {
        _work = work;
        _exportId = exportId;
        _limits = limits;
        _copy = work.Reduced(
            () => connection.BeginRawBinaryCopy($"copy exported_row ({string.Join(", ", Columns)}) from stdin (format binary)"));
        _copy.WriteTimeout = limits.StillSeconds * 1000;
        _copy.ReadTimeout = limits.StillSeconds * 1000;
        Signature.CopyTo(Room(Signature.Length));
        // Neither flags nor an extension of the header.
        Room(sizeof(int) + sizeof(int)).Clear();
    }

    public override void Add(ExportedRow row)
    {
        Number((short)Columns.Count);
        Number(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Room(sizeof(long)), _exportId);
        Text(row.Token);
        Text(row.Key.Stored);
        Value((int)row.Action);
        Value(row.Version);
        Bytes(row.RowHash);
        Text(row.KeyId);
        Bytes(row.TextHash);
        Bytes(row.Placement);
        if (_used >= BufferBytes / 2)
        {
            Send();
        }
    }

    public override void Complete()
    {
        Number(End);
        Send();
        _completed = true;
        _work.Reduced(() =>
        {
            _copy.Dispose();
            return true;
        });
    }

    public override void Dispose()
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        try
        {
            if (!_failed)
            {
                _copy.ReadTimeout = _limits.CommandSeconds * 1000;
            }

            _copy.Cancel();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException)
        {
            // What failed was said when it failed; a COPY that is given up says so again.
        }
    }

    private void Send()
    {
        _work.Cancellation.ThrowIfCancellationRequested();
        _failed = true;
        _work.Reduced(() =>
        {
            _copy.Write(_buffer, 0, _used);
            return true;
        });
        _failed = false;
        _used = 0;
    }

    private void Text(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Number(length);
        Encoding.UTF8.GetBytes(text, Room(length));
    }

    private void Bytes(byte[]? bytes)
    {
        Number(bytes?.Length ?? Null);
        bytes?.CopyTo(Room(bytes.Length));
    }

    private void Value(int number)
    {
        Number(sizeof(int));
        Number(number);
    }

    private void Number(int number) => BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), number);

    private void Number(short number) => BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), number);

    private Span<byte> Room(int length)
    {
        if (_used + length > _buffer.Length)
        {
            Array.Resize(ref _buffer, (_used + length) * 2);
        }

        Span<byte> room = _buffer.AsSpan(_used, length);
        _used += length;
        return room;
    }
}
