namespace DataSharing.Disclosure.Dictionary;

/// <summary>What a direct field holds, which decides how its values are looked for in open text.</summary>
internal enum DirectKind
{
    /// <summary>Not said: every rule applies.</summary>
    Any,
    PersonName,
    Organisation,
    Phone,
    Email,
    Handle,
    Url,
    Plate,
    Postcode,
    Date,
    Address,
    Number,
}
