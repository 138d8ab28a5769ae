using System.Text;

namespace DataSharing.Disclosure.Narrative.Lists;

/// <summary>
/// What is known of words before a text is read. A word can stand in several lists. One set holds all but the places, so that a word of a text is looked up once.
/// Does not change; safe to use from several threads.
/// </summary>
public sealed class WordLists
{
    // Above the kinds of a word stand its cues. They are no kinds, since they say nothing of the word.
    private const int CueBits = 32;

    // Bits that tell of most words that they are no ordinary ones, by the highest bits of a hash: one in fourteen is set.
    private const int OrdinaryBits = 20;

    private readonly WordSet _words;
    private readonly ulong[] _ordinary = new ulong[(1 << OrdinaryBits) / 64];

    private WordLists(IEnumerable<(ReadOnlyMemory<byte> Bytes, long Mark)> words, WordSet smallPlaces)
    {
        _words = WordSet.Read([.. words, .. Vocabulary.Cues().Append((Cue: WordCues.BeginsPlace, Words: smallPlaces.FirstWords(1))).Append((Cue: WordCues.BeginsLongPlace, Words: smallPlaces.FirstWords(2))).Select(cue => (BytesOf(cue.Words), (long)cue.Cue << CueBits))]);
        SmallPlaces = smallPlaces;
        foreach (ulong key in _words.Packed((long)WordKinds.Common))
        {
            uint place = OrdinaryPlace(key);
            _ordinary[place >> 6] |= 1UL << (int)(place & 63);
        }
    }

    /// <summary>What the lists take in memory, in bytes.</summary>
    public long Size => _words.Size + SmallPlaces.Size + (_ordinary.Length * sizeof(ulong));

    /// <summary>Districts, villages and small towns, of one word or several.</summary>
    internal WordSet SmallPlaces { get; }

    /// <summary>Reads lists of the form that <see cref="WordSet.Read(IEnumerable{ReadOnlyMemory{byte}})"/> tells.</summary>
    /// <param name="common">Ordinary English words.</param>
    /// <param name="uncommon">Rarer English words.</param>
    /// <param name="given">Given names and their short forms.</param>
    /// <param name="family">Family names.</param>
    /// <param name="smallPlaces">Districts, villages and small towns. Cities and large towns are kept, and stand in no list.</param>
    /// <exception cref="FormatException">A line is none.</exception>
    public static WordLists Read(IEnumerable<ReadOnlyMemory<byte>> common, IEnumerable<ReadOnlyMemory<byte>> uncommon, IEnumerable<ReadOnlyMemory<byte>> given, IEnumerable<ReadOnlyMemory<byte>> family,
        IEnumerable<ReadOnlyMemory<byte>> smallPlaces) => new(
        [.. Vocabulary.Ascii().Select(group => (BytesOf(group), (long)group.Key)), .. Marked(common, WordKinds.Common), .. Marked(uncommon, WordKinds.Uncommon), .. Marked(given, WordKinds.Given), .. Marked(family, WordKinds.Family)],
        WordSet.Read(smallPlaces));

    /// <summary>What the lists and the vocabulary say of a word in small letters. A word that is common is not uncommon.</summary>
    internal WordKinds Of(ReadOnlySpan<char> word) => Of(word, out _);

    /// <summary>As the other.</summary>
    /// <param name="word">The word, in small letters.</param>
    /// <param name="cues">Which recognisers look for it.</param>
    internal WordKinds Of(ReadOnlySpan<char> word, out WordCues cues)
    {
        long marks = _words.MarksOf(word);
        cues = (WordCues)(marks >> CueBits);
        var kinds = (WordKinds)(marks & uint.MaxValue);
        if (kinds == WordKinds.None && !Ascii.IsValid(word))
        {
            return Vocabulary.Of(word);
        }

        return (kinds & WordKinds.Common) != 0 ? kinds & ~WordKinds.Uncommon : kinds;
    }

    /// <summary>Whether a word of small ASCII letters that are packed is an ordinary English one.</summary>
    internal bool IsOrdinary(ulong key)
    {
        uint place = OrdinaryPlace(key);
        return (_ordinary[place >> 6] & (1UL << (int)(place & 63))) != 0 && (_words.MarksOf(key) & (long)WordKinds.Common) != 0;
    }

    private static uint OrdinaryPlace(ulong key) => (uint)(unchecked(key * 0xD6E8FEB86659FD93) >> (64 - OrdinaryBits));

    private static IEnumerable<(ReadOnlyMemory<byte> Bytes, long Mark)> Marked(IEnumerable<ReadOnlyMemory<byte>> lists, WordKinds kind) => lists.Select(list => (list, (long)kind));

    private static ReadOnlyMemory<byte> BytesOf(IEnumerable<string> words) => Encoding.ASCII.GetBytes(string.Join('\n', words));
}
