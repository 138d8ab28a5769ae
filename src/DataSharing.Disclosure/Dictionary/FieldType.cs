namespace DataSharing.Disclosure.Dictionary;

/// <summary>The type of a source column, as the data dictionary gives it.</summary>
public enum FieldType
{
    /// <summary>A 64-bit whole number.</summary>
    Integer,

    /// <summary>A number with decimals.</summary>
    Number,

    /// <summary>True or false; 1 or 0 in a database that has no such type.</summary>
    Boolean,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A local date and time of day, Europe/London, without a zone.</summary>
    DateTime,

    /// <summary>A point in time, UTC.</summary>
    Instant,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A full UK postcode. It has no treatment that releases it whole.</summary>
    Postcode,

    /// <summary>Several texts joined by U+001F. Read for checks; only its presence can be released.</summary>
    TextList,
}
