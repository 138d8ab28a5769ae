using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Keys;

/// <summary>The keys of one force, one per purpose, derived from the ring. Not safe for use from two threads at once.</summary>
public sealed class ForceKeys
{
    /// <summary>Bytes kept of a row hash.</summary>
    public const int RowHashLength = 16;

    private const string Base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int TokenBytes = 10;

    private readonly KeyRing _ring;
    private readonly string _controller;
    private readonly string _force;
    private readonly Mac _token;
    private readonly Dictionary<string, Mac> _lasting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Mac> _rowHashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Mac> _pseudonyms = new(StringComparer.Ordinal);

    /// <summary>Derives the keys of one force of one controller.</summary>
    public ForceKeys(KeyRing ring, string controller, string force)
    {
        ArgumentNullException.ThrowIfNull(ring);
        _ring = ring;
        _controller = controller;
        _force = force;
        _token = new Mac(ring.Active.Derive(controller, force, "token"));
    }

    /// <summary>The id of the key under which everything new is made.</summary>
    public string ActiveKeyId => _ring.Active.Id;

    /// <summary>The marks of incidents, which are the same for every force.</summary>
    public IncidentMarks Marks() => new(_ring, _controller);

    /// <summary>Whether the ring has a key.</summary>
    public bool Has(string keyId) => _ring.Find(keyId) is not null;

    /// <summary>The key for files at rest under a master key, or null when the ring lacks that key.</summary>
    public byte[]? ArchiveKey(string keyId) => _ring.Find(keyId)?.Derive(_controller, _force, "archive");

    /// <summary>The key for approved texts at rest under a master key, or null when the ring lacks that key.</summary>
    public byte[]? TextKey(string keyId) => _ring.Find(keyId)?.Derive(_controller, _force, "text");

    /// <summary>
    /// What a decision about a source text is bound to: a keyed hash of incident, column and text, 16 characters. Under the oldest key of
    /// the ring: a rotation must not void an approval. Keyed, because a short text could be guessed from a plain hash.
    /// </summary>
    internal string SourceTextHash(IncidentKey key, string column, string text) => Short(Lasting("sourceText"), [key.Stored, column, text]);

    /// <summary>As <see cref="SourceTextHash"/>, of the proposal too: what a person approves.</summary>
    internal string ProposalId(IncidentKey key, string column, string text, string proposal) =>
        Short(Lasting("proposal"), [key.Stored, column, text, proposal]);

    /// <summary>
    /// A record token under the active key: HMAC-SHA-256 of the incident key, 80 bits, 16 characters of Crockford base-32.
    /// Only for a record that the force never had: a token once given is read from the holding.
    /// </summary>
    internal string Token(IncidentKey key) => Short(_token, key.Stored);

    /// <summary>
    /// A pseudonym of a direct value, per force and column. Under the oldest key of the ring: a pseudonym that changed with a rotation
    /// would amend every row, and the force could no longer tell that two records are about one person.
    /// </summary>
    internal string Pseudonym(string column, string value)
    {
        if (!_pseudonyms.TryGetValue(column, out Mac? mac))
        {
            mac = new Mac(_ring.Oldest.Derive(_controller, _force, "pseudonym:" + column));
            _pseudonyms.Add(column, mac);
        }

        return Short(mac, value);
    }

    /// <summary>A seed for hashes that are kept in memory only.</summary>
    internal ulong Seed()
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Lasting("seed").Of([], whole);
        return BinaryPrimitives.ReadUInt64BigEndian(whole);
    }

    /// <summary>
    /// The keyed hash of a row's counted cells. Under the oldest key of the ring: a rotation must not make two classes of one.
    /// </summary>
    internal byte[] ClassHash(ReadOnlySpan<byte> cells)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Lasting("class").Of(cells, whole);
        return whole[..RowHashLength].ToArray();
    }

    /// <summary>Makes sure that the ring has a key.</summary>
    /// <exception cref="KeyUnknownException">The ring lacks the key.</exception>
    internal void Require(string keyId) => RowHashKey(keyId);

    /// <summary>The keyed hash of a row's released values.</summary>
    /// <exception cref="KeyUnknownException">The ring lacks the key.</exception>
    internal byte[] RowHash(string keyId, ReadOnlySpan<byte> row)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        RowHashKey(keyId).Of(row, whole);
        return whole[..RowHashLength].ToArray();
    }

    /// <summary>A key under the oldest one of the ring, for what a rotation must not change.</summary>
    private Mac Lasting(string purpose)
    {
        if (!_lasting.TryGetValue(purpose, out Mac? mac))
        {
            mac = new Mac(_ring.Oldest.Derive(_controller, _force, purpose));
            _lasting.Add(purpose, mac);
        }

        return mac;
    }

    private Mac RowHashKey(string keyId)
    {
        if (!_rowHashes.TryGetValue(keyId, out Mac? mac))
        {
            mac = new Mac((_ring.Find(keyId) ?? throw new KeyUnknownException(keyId)).Derive(_controller, _force, "rowHash"));
            _rowHashes.Add(keyId, mac);
        }

        return mac;
    }

    private static string Short(Mac mac, string value)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        const int ShortText = 64;
        Span<byte> utf8 = value.Length <= ShortText ? stackalloc byte[ShortText * 3] : new byte[Encoding.UTF8.GetByteCount(value)];
        mac.Of(utf8[..Encoding.UTF8.GetBytes(value, utf8)], whole);
        return ToBase32(whole[..TokenBytes]);
    }

    private static string Short(Mac mac, ReadOnlySpan<string> parts)
    {
        int length = 0;
        foreach (string part in parts)
        {
            length += sizeof(int) + Encoding.UTF8.GetByteCount(part);
        }

        byte[] prefixed = new byte[length];
        Span<byte> rest = prefixed;
        foreach (string part in parts)
        {
            int bytes = Encoding.UTF8.GetBytes(part, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, bytes);
            rest = rest[(sizeof(int) + bytes)..];
        }

        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        mac.Of(prefixed, whole);
        return ToBase32(whole[..TokenBytes]);
    }

    private static string ToBase32(ReadOnlySpan<byte> eighty)
    {
        Span<char> text = stackalloc char[16];
        int bits = 0;
        int held = 0;
        int at = 0;
        foreach (byte next in eighty)
        {
            held = (held << 8) | next;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text[at++] = Base32[(held >> bits) & 31];
                held &= (1 << bits) - 1;
            }
        }

        return new string(text);
    }

    /// <summary>One key, set up once: to set up a key costs more than the row it is for. Freed with its keys.</summary>
    private sealed class Mac(byte[] key)
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

        public void Of(ReadOnlySpan<byte> content, Span<byte> mac)
        {
            _hash.AppendData(content);
            _hash.GetHashAndReset(mac);
        }
    }
}
