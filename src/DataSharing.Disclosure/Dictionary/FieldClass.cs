namespace DataSharing.Disclosure.Dictionary;

/// <summary>What a source column is; it decides which treatments the column can have at all. Source: design, section 4.</summary>
public enum FieldClass
{
    /// <summary>Identifies a person or premises by itself: name, phone, address, handle.</summary>
    Direct,

    /// <summary>Identifies together with other columns: date, place, age.</summary>
    Quasi,

    /// <summary>Special category or criminal-offence data about a person.</summary>
    Special,

    /// <summary>Text somebody wrote.</summary>
    FreeText,

    /// <summary>Says nothing about a person.</summary>
    Plain,

    /// <summary>For the program's own decisions: keys, gates, consents.</summary>
    Internal,
}
