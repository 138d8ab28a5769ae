namespace DataSharing.Disclosure.Narrative;

/// <summary>A word or number of a text: letters, digits and underscores in a row, with apostrophes between letters.</summary>
internal readonly record struct Token(int Start, int End, WordKinds Kinds, bool IsCapitalised, bool IsAllCapitals, bool StartsSentence, TextStyle Style, bool BeginsPlace)
{
    public int Length => End - Start;

    public bool Is(WordKinds any) => (Kinds & any) != 0;
}
