namespace DataSharing.Disclosure.Narrative;

/// <summary>What was masked. The words in capitals are the tags of the redacted text.</summary>
public enum MaskType
{
    /// <summary>A person's name.</summary>
    Person,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>An address on the web.</summary>
    Url,

    /// <summary>An account's name.</summary>
    Handle,

    /// <summary>A postcode.</summary>
    Postcode,

    /// <summary>A house number with its street.</summary>
    Address,

    /// <summary>A street.</summary>
    Street,

    /// <summary>A district, village, town or other place.</summary>
    Place,

    /// <summary>A named building, school, place of worship, shop, station.</summary>
    Premises,

    /// <summary>A named organisation.</summary>
    Organisation,

    /// <summary>A vehicle registration.</summary>
    Plate,

    /// <summary>A number of a person: National Insurance, NHS, passport, account.</summary>
    Number,

    /// <summary>A bank card.</summary>
    Card,

    /// <summary>A reference of the police, a court or an organisation.</summary>
    Reference,

    /// <summary>An officer's number.</summary>
    Collar,

    /// <summary>An exact date.</summary>
    Date,

    /// <summary>An age.</summary>
    Age,

    /// <summary>Something of the record that is none of the others.</summary>
    Identifier,

    /// <summary>A name of nobody knows what.</summary>
    Name,
}
