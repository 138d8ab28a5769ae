namespace DataSharing.Disclosure.Narrative;

/// <summary>
/// Words that a recogniser looks for by themselves. They say nothing of what a word is: a word of no list that is such a cue is still a word of no list. They come
/// with the one look at the lists that every word gets, so that a recogniser passes over all other words at once.
/// </summary>
[Flags]
internal enum WordCues : ushort
{
    None = 0,

    /// <summary>The name of a small place begins with it.</summary>
    BeginsPlace = 1 << 0,

    The = 1 << 1,

    /// <summary>A digit as it is spoken: oh, seven, double.</summary>
    SpokenDigit = 1 << 2,

    /// <summary>The word for a street of another country, which stands before its name: via, rue, calle.</summary>
    ForeignStreet = 1 << 3,

    /// <summary>Begins or ends the name of a building that has no other word for one: masjid, hotel, general.</summary>
    LeadsPremises = 1 << 4,

    /// <summary>The first word of a saint's or holy name: st, all, holy.</summary>
    Saint = 1 << 5,

    /// <summary>Says that a nickname follows: as, aka, its.</summary>
    LeadsNickname = 1 << 6,

    /// <summary>Goes with a name and tells more than a form of address: sir, qc.</summary>
    Honour = 1 << 7,

    /// <summary>Between the parties of a case.</summary>
    Versus = 1 << 8,

    /// <summary>The name of a small place of several words begins with it.</summary>
    BeginsLongPlace = 1 << 10,

    /// <summary>A letter in the spelling alphabet of NATO: alpha, november.</summary>
    Letter = 1 << 11,

    /// <summary>A day of the month in words.</summary>
    Ordinal = 1 << 9,
}
