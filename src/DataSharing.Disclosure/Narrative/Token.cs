namespace DataSharing.Disclosure.Narrative;

/// <summary>A word or number of a text: letters, digits and underscores in a row, with apostrophes between letters.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The one after its last.</param>
/// <param name="Kinds">What the lists know of it.</param>
/// <param name="IsCapitalised">Whether its first letter is a capital.</param>
/// <param name="IsAllCapitals">Whether it has two letters or more and none is small.</param>
/// <param name="StartsSentence">Whether a sentence begins with it.</param>
/// <param name="Style">What capitals tell where it stands.</param>
/// <param name="BeginsPlace">Whether the name of a small place begins with it.</param>
/// <param name="IsNext">Whether nothing but blanks, or a hyphen or apostrophe, stands between it and the word before it.</param>
internal readonly record struct Token(
    int Start, int End, WordKinds Kinds, bool IsCapitalised, bool IsAllCapitals, bool StartsSentence, TextStyle Style, bool BeginsPlace, bool IsNext)
{
    public int Length => End - Start;

    public bool Is(WordKinds any) => (Kinds & any) != 0;
}
