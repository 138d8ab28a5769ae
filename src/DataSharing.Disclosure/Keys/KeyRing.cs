namespace DataSharing.Disclosure.Keys;

/// <summary>
/// The master keys of an installation, oldest first; the last one is active, the others stay to compare with what was sent under them.
/// As text: one key a line in base-64; empty lines and lines that begin with # are passed over.
/// </summary>
public sealed class KeyRing
{
    private readonly IReadOnlyList<MasterKey> _keys;

    private KeyRing(IReadOnlyList<MasterKey> keys) => _keys = keys;

    /// <summary>The key under which everything new is made.</summary>
    public MasterKey Active => _keys[^1];

    /// <summary>The first key, which no rotation changes.</summary>
    internal MasterKey Oldest => _keys[0];

    /// <summary>The ids of all keys, oldest first.</summary>
    public IEnumerable<string> Ids => _keys.Select(key => key.Id);

    /// <summary>The key of this id, or null.</summary>
    public MasterKey? Find(string id) => _keys.FirstOrDefault(key => key.Id == id);

    /// <summary>
    /// Reads a ring. Null, with the reason as a sentence, when it is malformed, empty or has a key twice; the sentence quotes nothing.
    /// </summary>
    public static KeyRing? Parse(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var keys = new List<MasterKey>();
        int number = 0;
        Span<byte> bytes = stackalloc byte[MasterKey.Length + 3];
        foreach (string written in text.Split('\n'))
        {
            number++;
            string line = written.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (!Convert.TryFromBase64String(line, bytes, out int length) || length != MasterKey.Length)
            {
                problem = $"Line {number} of the key ring is not a key: 32 bytes in base-64.";
                return null;
            }

            var key = new MasterKey(bytes[..length]);
            if (keys.Exists(known => known.Id == key.Id))
            {
                problem = $"Line {number} of the key ring repeats an earlier key.";
                return null;
            }

            keys.Add(key);
        }

        problem = keys.Count == 0 ? "The key ring holds no key." : null;
        return keys.Count == 0 ? null : new KeyRing(keys);
    }
}
