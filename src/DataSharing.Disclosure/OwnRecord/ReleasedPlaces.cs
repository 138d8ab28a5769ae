namespace DataSharing.Disclosure.OwnRecord;

/// <summary>The place cells released in a row: a word equal to one of them, or inside one of several words, tells nothing more.</summary>
internal sealed class ReleasedPlaces
{
    private readonly HashSet<string> _places;
    private readonly HashSet<int> _covered = [];

    public ReleasedPlaces(OpenText text, IEnumerable<string> places)
    {
        _places = places.Select(place => string.Join(' ', Spelling.WordsOf(place))).Where(place => place.Length > 0)
            .ToHashSet(StringComparer.Ordinal);
        foreach (string[] words in _places.Select(place => place.Split(' ')))
        {
            _covered.UnionWith(text.Sequences(words).SelectMany(spot => Enumerable.Range(spot, words.Length)));
        }
    }

    /// <summary>Whether the words are a place that is released.</summary>
    public bool Contains(IEnumerable<string> words) => _places.Contains(string.Join(' ', words));

    /// <summary>Whether the word at this spot of the text belongs to a place that is released.</summary>
    public bool Covers(int spot) => _covered.Contains(spot);
}
