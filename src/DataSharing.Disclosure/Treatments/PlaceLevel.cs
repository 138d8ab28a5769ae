namespace DataSharing.Disclosure.Treatments;

/// <summary>Which kind of place a cell names. Each of a family lies within those of it that stand before.</summary>
internal enum PlaceLevel
{
    /// <summary>The letters of a postcode.</summary>
    PostcodeArea,

    /// <summary>The outward code.</summary>
    OutwardPostcode,

    /// <summary>A police force's area.</summary>
    Force,

    /// <summary>A local authority.</summary>
    LocalAuthority,

    /// <summary>A town.</summary>
    Town,
}
