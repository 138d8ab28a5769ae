namespace DataSharing.Disclosure.Dictionary;

/// <summary>What a number or date holds that is not direct. It decides whether the value itself can leave.</summary>
internal enum HeldKind
{
    /// <summary>Not said: the value itself does not leave.</summary>
    Unsaid,

    /// <summary>How many of something there are.</summary>
    Count,

    /// <summary>How much of something: money, a distance, a duration.</summary>
    Amount,

    /// <summary>A step of a scale.</summary>
    Score,

    /// <summary>The day of the incident, of its end or of its report.</summary>
    IncidentDate,

    /// <summary>Any other day. It has no day precision.</summary>
    OtherDate,

    /// <summary>An age in years. It leaves in bands.</summary>
    Age,

    /// <summary>A year of birth. It leaves in bands.</summary>
    BirthYear,

    /// <summary>The number of a house. It does not leave.</summary>
    HouseNumber,

    /// <summary>A telephone. It does not leave.</summary>
    Phone,

    /// <summary>A number that somebody or something is known by. It does not leave.</summary>
    Identifier,
}
