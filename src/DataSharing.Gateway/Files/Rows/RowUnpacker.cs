using System.Buffers.Binary;
using System.Text;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;

namespace DataSharing.Gateway.Files.Rows;

/// <summary>Reads packed rows back (see <see cref="PackedRows"/>); the key id, mostly the same for all rows, is made once.</summary>
internal sealed class RowUnpacker
{
    private string _keyId = "";

    public SortedRow Unpack(ReadOnlyMemory<byte> packed)
    {
        ReadOnlySpan<byte> bytes = packed.Span;
        string token = Encoding.ASCII.GetString(bytes[..PackedRows.TokenLength]);
        ReadOnlySpan<byte> head = bytes[PackedRows.LengthEnd..PackedRows.HeadLength];
        var action = (RowAction)head[0];
        int version = BinaryPrimitives.ReadInt32LittleEndian(head[1..]);
        int offset = PackedRows.HeadLength;

        byte[]? hash = null;
        if (head[5] != PackedRows.NoHash)
        {
            hash = bytes.Slice(offset, head[5]).ToArray();
            offset += hash.Length;
        }

        byte[]? texts = null;
        if (head[8] != PackedRows.NoHash)
        {
            texts = bytes.Slice(offset, head[8]).ToArray();
            offset += texts.Length;
        }

        byte[]? placing = null;
        if (BinaryPrimitives.ReadUInt16LittleEndian(head[9..]) is var length and > 0)
        {
            placing = bytes.Slice(offset, length).ToArray();
            offset += length;
        }

        ReadOnlySpan<byte> keyId = bytes.Slice(offset, head[6]);
        if (!Ascii.Equals(keyId, _keyId))
        {
            _keyId = Encoding.ASCII.GetString(keyId);
        }

        offset += head[6];
        IncidentKey key = IncidentKey.FromStored(Encoding.ASCII.GetString(bytes.Slice(offset, head[7])));
        offset += head[7];
        return new SortedRow(new ExportedRow(key, token, action, version, hash, _keyId, texts, placing), packed[offset..]);
    }
}
