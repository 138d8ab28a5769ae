namespace DataSharing.Disclosure.Dictionary;

/// <summary>Of whom, or of what, a field tells something.</summary>
public enum FieldSubject
{
    /// <summary>The dictionary does not say: a letter to a person leaves the field out.</summary>
    Unsaid,

    /// <summary>What happened, where and when, and what was done about it.</summary>
    Event,

    /// <summary>Whoever it was done to.</summary>
    Victim,

    /// <summary>Whoever did it. Released of a crime only.</summary>
    Offender,

    /// <summary>Whoever reported it.</summary>
    Reporter,

    /// <summary>Whoever saw it, and neither did it nor suffered it.</summary>
    Witness,
}
