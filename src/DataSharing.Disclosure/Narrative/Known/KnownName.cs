using DataSharing.Disclosure.Narrative.Lists;
using DataSharing.Disclosure.OwnRecord;

namespace DataSharing.Disclosure.Narrative.Known;

/// <summary>A value of a record that is somebody's name, or may be.</summary>
internal sealed class KnownName
{
    private readonly bool _isSure;
    private readonly bool _isTurned;
    private readonly List<string> _words;
    private readonly List<string[]> _forms;

    // The places of its words that are parts of a name: no title, no particle, no letter.
    private readonly int[] _parts;

    /// <param name="isSure">Whether its field says that it is a name.</param>
    /// <param name="isTurned">Whether it has a comma, so that the family's name is the first.</param>
    /// <param name="words">Its words, folded, in small letters.</param>
    /// <param name="forms">Every spelling of each, itself first.</param>
    public KnownName(bool isSure, bool isTurned, List<string> words, List<string[]> forms)
    {
        _isSure = isSure;
        _isTurned = isTurned;
        _words = words;
        _forms = forms;
        _parts = [.. Enumerable.Range(0, words.Count).Where(IsPart)];
        Parts = [.. _parts.SelectMany(i => _forms[i])];
        Nicknames = [.. _parts.Where(i => !IsFamily(i)).SelectMany(i => Known.Nicknames.Of(words[i]).ToArray())];
    }

    /// <summary>Every spelling of its parts.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>What friends say for its given names.</summary>
    public IReadOnlyList<string> Nicknames { get; }

    /// <summary>Every spelling of what is the family's.</summary>
    public IEnumerable<string> Surnames => _parts.Where(i => i > 0 || _isTurned || _words.Count == 1).SelectMany(i => _forms[i]);

    /// <summary>Two spellings of two of its parts, in any order.</summary>
    public IEnumerable<(string First, string Second)> Pairs => _parts.SelectMany(i => _parts.Where(j => j != i).SelectMany(j => _forms[i].SelectMany(first => _forms[j].Select(second => (first, second)))))
        .Concat(_parts.Where(IsFamily).SelectMany(i => _forms[i].SelectMany(family => Nicknames.SelectMany(given => ((string, string)[])[(given, family), (family, given)]))));

    /// <summary>A first letter of one of its words with a spelling of another, or with the particle that leads it.</summary>
    public IEnumerable<(char Initial, string Name)> Initialled
    {
        get
        {
            foreach (int j in _parts)
            {
                IEnumerable<string> names = j > 0 && !_parts.Contains(j - 1) && _words[j - 1].Length > 1 ? _forms[j].Concat(Led(j).Take(1)) : _forms[j];
                foreach (string name in names)
                {
                    foreach (int i in Enumerable.Range(0, _words.Count).Where(i => i != j && (_words[i].Length == 1 || _parts.Contains(i))))
                    {
                        yield return (_words[i][0], name);
                    }

                    foreach (string nickname in IsFamily(j) ? Nicknames : [])
                    {
                        yield return (nickname[0], name);
                    }
                }
            }
        }
    }

    /// <summary>A part behind its particles, word by word, and one with a blank for its apostrophe: van der Berg, O Riordan.</summary>
    public IEnumerable<string[]> Phrases => _parts.Where(i => i > 0 && !_parts.Contains(i - 1) && _words[i - 1].Length > 1).Select(Led).Concat(_words.Where(word => word.Contains('\'', StringComparison.Ordinal)).Select(word => word.Split('\'')));

    /// <summary>Two parts in one word, or the first letter of one with the other.</summary>
    public IEnumerable<string> Glued
    {
        get
        {
            const int Shortest = 5;
            return Pairs.Where(pair => pair.First.Length + pair.Second.Length >= Shortest).SelectMany(pair => (string[])[pair.First + pair.Second, pair.First[0] + pair.Second, pair.Second + pair.First[0]]).Where(word => word.Length >= Shortest - 1);
        }
    }

    /// <summary>The first letters of its words: of all, of the first and the last, of the parts of one that a hyphen joins.</summary>
    public IEnumerable<string> Initials => _parts.Length < 2 ? [] : [string.Concat(_words.Select(word => word[0])), string.Concat(_parts.Select(i => _words[i][0])), $"{_words[_parts[0]][0]}{_words[_parts[^1]][0]}"];

    /// <summary>What has to be looked at in a text.</summary>
    public IEnumerable<string> Looked => Parts.Concat(Nicknames).Concat(Glued).Concat(Initials).Concat(Phrases.Select(phrase => phrase[0])).Concat(_words.Select(word => word[..1])).Concat(Nicknames.Select(name => name[..1]));

    /// <summary>Whether it is made of what names have and things have not.</summary>
    public bool IsPlain => !_words.Exists(OwnRecord.Parts.IsKind);

    /// <summary>Whether it is a name: its field says so, or it begins with a title, a given name or a word that is nothing else.</summary>
    public bool IsOf(WordLists lists)
    {
        if (_isSure)
        {
            return true;
        }

        WordKinds first = lists.Of(_words[0]);
        bool title = _words.Count > 1 && (first & WordKinds.Title) != 0;
        if (title || (_words.Count == 1 && (first & WordKinds.Names) != 0))
        {
            return true;
        }

        const WordKinds Other = WordKinds.Common | WordKinds.Uncommon | WordKinds.Premises | WordKinds.Organisation | WordKinds.Street;
        bool given = (first & WordKinds.Given) != 0;
        bool unknown = (first & ~WordKinds.Names) == WordKinds.None && !lists.SmallPlaces.Contains(_words[0]);
        return _words.Count > 1 && (given || unknown) && (!OwnRecord.Parts.IsKind(_words[0]) || (lists.Of(_words[^1]) & Other) == 0);
    }

    // A title is no part, but for those that are given names too where nothing else is one: Imam Hussain. The last word is one whatever else it means: Das.
    private bool IsPart(int word) => word == 0 && _words.Count > 1 && Vocabulary.Of(_words[0]).HasFlag(WordKinds.Title)
        ? _words.Count == 2 && _words[0] is "imam" or "justice" or "sheikh" or "shaykh" or "haji" or "major" or "canon" or "baron"
        : OwnRecord.Parts.IsPart(_words[word]) || (word > 0 && word == _words.Count - 1 && _words[word].Length > 1 && char.IsLetter(_words[word][0]));

    private bool IsFamily(int part) => _isTurned ? part == _parts[0] : part == _parts[^1] && _parts.Length > 1;

    private string[] Led(int part)
    {
        int first = part;
        while (first > 0 && !_parts.Contains(first - 1) && _words[first - 1].Length > 1 && !Vocabulary.Of(_words[first - 1]).HasFlag(WordKinds.Title))
        {
            first--;
        }

        return [.. _words[first..(part + 1)]];
    }
}
