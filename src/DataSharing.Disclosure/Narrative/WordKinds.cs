namespace DataSharing.Disclosure.Narrative;

/// <summary>What the lists know of a word. A word can be several things: "may", "young", "park".</summary>
[Flags]
internal enum WordKinds
{
    None = 0,

    /// <summary>An ordinary English word.</summary>
    Common = 1 << 0,

    /// <summary>A rarer English word.</summary>
    Uncommon = 1 << 1,
    Given = 1 << 2,
    Family = 1 << 3,

    /// <summary>Of the keep list, alone or as part of a phrase that stands here.</summary>
    Kept = 1 << 4,

    /// <summary>A district, village or small town, alone or as part of a name that stands here.</summary>
    Place = 1 << 5,

    /// <summary>Before a name: Mr, Rabbi, PC.</summary>
    Title = 1 << 6,

    /// <summary>A title only where a name follows: officer, judge, uncle.</summary>
    Role = 1 << 7,

    /// <summary>Road, Street, Close.</summary>
    Street = 1 << 8,

    /// <summary>Synagogue, school, pub, station: makes a name of what stands before it.</summary>
    Premises = 1 << 9,

    /// <summary>Ltd, Council, Association.</summary>
    Organisation = 1 << 10,
    Month = 1 << 11,
    Weekday = 1 << 12,

    /// <summary>A word that says that a name follows: called, named.</summary>
    Naming = 1 << 13,

    /// <summary>A relation or part in the incident: neighbour, daughter, victim.</summary>
    Relation = 1 << 14,

    /// <summary>What people do in a sentence that begins with their name: said, was, told.</summary>
    Doing = 1 << 15,

    /// <summary>Part of a name: ben, al, van.</summary>
    Particle = 1 << 16,

    /// <summary>At, in, near: what follows is a place.</summary>
    Where = 1 << 17,

    /// <summary>A word of grammar, never a name by itself.</summary>
    Grammar = 1 << 18,

    /// <summary>The end of a place's name: Green, Hill, Park.</summary>
    PlaceEnding = 1 << 19,

    /// <summary>Says that a reference follows: ref, CAD, log, number.</summary>
    Reference = 1 << 20,

    /// <summary>A tag of an earlier redaction.</summary>
    Tag = 1 << 21,

    /// <summary>A short word for speech: said, told, stated.</summary>
    Speech = 1 << 22,

    /// <summary>A number in words: four, thirty.</summary>
    NumberWord = 1 << 23,

    /// <summary>An abbreviation that is no name: CCTV, NHS.</summary>
    Acronym = 1 << 24,

    /// <summary>A letter or digit run that has digits.</summary>
    HasDigit = 1 << 25,

    /// <summary>A given name that is a word too, and in casual writing a name far oftener: simon, josh, terry.</summary>
    MostlyName = 1 << 26,

    Names = Given | Family,
}
