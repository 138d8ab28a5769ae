using System.Buffers.Binary;
using DataSharing.Gateway.Delivery.Sftp;
using Renci.SshNet.Compression;

namespace DataSharing.Gateway.Delivery.SshNet;

/// <summary>
/// Sees the bytes of the SFTP channel as they arrive, which the library shows to nobody: it has no bound for the length of a packet, takes
/// the text of a login script for the beginning of a long one, and keeps the server's first packet to itself. The place to look is the
/// method of compression that changes nothing. One thread at a time looks.
/// </summary>
internal sealed class SftpArrivals
{
    private const int LengthBytes = 4;
    private const int LongestText = 512;
    private const byte ChannelData = 94;
    private const int BeforeData = 9;

    private readonly TaskCompletionSource<string> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _head = new byte[LengthBytes];
    private byte[]? _first;
    private int _headFilled;
    private int _left;
    private bool _isFirst = true;

    /// <summary>Completes, with the reason, when what arrives is not SFTP.</summary>
    public Task<string> Refused => _refused.Task;

    /// <summary>The server's first packet; null before it has arrived whole.</summary>
    public SftpReply? First =>
        !_isFirst && Volatile.Read(ref _first) is { Length: > 0 } first ? new SftpReply((SftpPacketType)first[0], first.AsMemory(1)) : null;

    /// <summary>A method of compression that changes nothing and looks. A new exchange of keys begins with a new one.</summary>
    public Compressor Look() => new Looking(this);

    private void See(ReadOnlySpan<byte> payload)
    {
        // One channel is open, and its data is all there is. Source: RFC 4254, section 5.2.
        if (payload.Length <= BeforeData || payload[0] != ChannelData || _refused.Task.IsCompleted)
        {
            return;
        }

        for (ReadOnlySpan<byte> data = payload[BeforeData..]; !data.IsEmpty;)
        {
            if (_left > 0)
            {
                int here = Math.Min(_left, data.Length);
                Keep(data[..here]);
                _left -= here;
                data = data[here..];
                _isFirst &= _left > 0;
                continue;
            }

            _head[_headFilled++] = data[0];
            data = data[1..];
            if (_headFilled < LengthBytes)
            {
                continue;
            }

            _headFilled = 0;
            uint length = BinaryPrimitives.ReadUInt32BigEndian(_head);
            if (length is 0 or > SftpChannel.LongestPacket)
            {
                _refused.TrySetResult(
                    _isFirst ? SftpChannel.TextWhereSftpWasDue([.. _head, .. data[..Math.Min(data.Length, LongestText)]])
                    : SftpChannel.SenselessLength);
                return;
            }

            _left = (int)length;
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_isFirst)
        {
            Volatile.Write(ref _first, [.. _first ?? [], .. part]);
        }
    }

    private sealed class Looking(SftpArrivals arrivals) : Compressor(delayedCompression: false)
    {
        public override string Name => "none";

        protected override byte[] CompressCore(byte[] data, int offset, int length) => data.AsSpan(offset, length).ToArray();

        protected override byte[] DecompressCore(byte[] data, int offset, int length)
        {
            ReadOnlySpan<byte> payload = data.AsSpan(offset, length);
            arrivals.See(payload);
            return payload.ToArray();
        }
    }
}
