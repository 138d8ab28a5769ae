namespace DataSharing.Disclosure.Narrative;

/// <summary>A word or number of a text: letters, digits and underscores in a row, with apostrophes between letters.</summary>
internal struct Token
{
    /// <summary>Its first character.</summary>
    public int Start;

    /// <summary>The one after its last.</summary>
    public int End;

    /// <summary>What the lists know of it.</summary>
    public WordKinds Kinds;

    /// <summary>Which recognisers look for it by itself.</summary>
    public WordCues Cues;

    /// <summary>How many words a term that stays and begins with it has at most; 0 when none does.</summary>
    public byte LongestTerm;

    /// <summary>What capitals tell where it stands.</summary>
    public TextStyle Style;

    /// <summary>Whether its first letter is a capital.</summary>
    public bool IsCapitalised;

    /// <summary>Whether it has two letters or more and none is small.</summary>
    public bool IsAllCapitals;

    /// <summary>Whether a sentence begins with it.</summary>
    public bool StartsSentence;

    /// <summary>Whether nothing but blanks, or a hyphen or apostrophe, stands between it and the word before it.</summary>
    public bool IsNext;

    public readonly int Length => unchecked(End - Start);

    public readonly bool Is(WordKinds any) => (Kinds & any) != 0;

    public readonly bool Is(WordCues any) => (Cues & any) != 0;
}
