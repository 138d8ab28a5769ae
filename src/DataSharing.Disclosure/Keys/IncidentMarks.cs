using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Keys;

/// <summary>
/// Marks by which an order knows its incident without naming it: a keyed hash of the incident key under a key that has no other purpose.
/// The same for every force. Not safe for use from two threads at once.
/// </summary>
public sealed class IncidentMarks
{
    private readonly KeyRing _ring;
    private readonly string _controller;
    private readonly Dictionary<string, HMACSHA256> _keys = new(StringComparer.Ordinal);

    /// <summary>Derives the keys of one controller when they are needed.</summary>
    public IncidentMarks(KeyRing ring, string controller)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentException.ThrowIfNullOrEmpty(controller);
        _ring = ring;
        _controller = controller;
    }

    /// <summary>The id of the key under which a new mark is made: the oldest of the ring, so that a rotation changes no mark.</summary>
    public string KeyId => _ring.Oldest.Id;

    /// <summary>The mark of an incident under a key: 32 hexadecimal digits.</summary>
    /// <exception cref="KeyUnknownException">The ring lacks the key.</exception>
    public string Of(IncidentKey key, string keyId) => Number(key, keyId).ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The key, 32 bytes, for what was written about an order, under a master key.</summary>
    /// <exception cref="KeyUnknownException">The ring lacks the key.</exception>
    public byte[] NoteKey(string keyId) => (_ring.Find(keyId) ?? throw new KeyUnknownException(keyId)).Derive(_controller, "", "orderNote");

    /// <summary>The mark as a number, to look it up.</summary>
    /// <exception cref="KeyUnknownException">The ring lacks the key.</exception>
    internal UInt128 Number(IncidentKey key, string keyId)
    {
        HMACSHA256 mac = KeyOf(keyId);
        string stored = key.Stored;
        const int ShortText = 64;
        Span<byte> utf8 = stored.Length <= ShortText ? stackalloc byte[ShortText * 3] : new byte[Encoding.UTF8.GetByteCount(stored)];
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _ = mac.TryComputeHash(utf8[..Encoding.UTF8.GetBytes(stored, utf8)], whole, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(whole);
    }

    /// <summary>Makes sure that the ring has a key.</summary>
    /// <exception cref="KeyUnknownException">It lacks it.</exception>
    internal void Require(string keyId) => KeyOf(keyId);

    private HMACSHA256 KeyOf(string keyId)
    {
        if (!_keys.TryGetValue(keyId, out HMACSHA256? mac))
        {
            mac = new HMACSHA256((_ring.Find(keyId) ?? throw new KeyUnknownException(keyId)).Derive(_controller, "", "incidentMark"));
            _keys.Add(keyId, mac);
        }

        return mac;
    }
}
