namespace DataSharing.Disclosure.Narrative;

/// <summary>Which words of a text a rule has to look at: a rule goes from one to the next and never sees the others.</summary>
internal enum Interest
{
    /// <summary>
    /// Every word but the plain ones. A plain word is small, in a sentence with capitals, and one that the lists have, but as no name, term that stays, tag, or
    /// with digits: a rule for words that are capitalised, names, unknown or have digits, and for sentences without capitals or of nothing else, need not look at it.
    /// </summary>
    Loud,

    /// <summary>A digit in it, tags of an earlier redaction included.</summary>
    Figure,

    /// <summary>A digit in it, or a number in words.</summary>
    Number,

    /// <summary>A digit in it, a month, a tag, or a day in words behind "the".</summary>
    Day,

    /// <summary>A title, role, relation or naming word.</summary>
    Titled,

    /// <summary>A word for a street, or one that may be a street of another country by itself.</summary>
    Street,

    /// <summary>A word for a building or organisation.</summary>
    Premises,

    /// <summary>A colon directly behind it.</summary>
    Colon,

    /// <summary>A digit in it, or a full stop behind it and nothing else before the next word.</summary>
    Account,

    /// <summary>As before, or a stroke or the sign of an address before it, or the letter u.</summary>
    Signed,

    /// <summary>A capital by itself.</summary>
    Letter,

    /// <summary>A word in a sentence without capitals or of nothing else.</summary>
    Unstyled,

    /// <summary>A capital behind a mark of quotation.</summary>
    Quoted,

    /// <summary>A word of <see cref="WordCues"/> but those that begin places.</summary>
    Cue,

    /// <summary>A letter by itself, or a number in words: what is told sign by sign has them one behind the other.</summary>
    Spoken,

    /// <summary>How many there are.</summary>
    Count,
}
