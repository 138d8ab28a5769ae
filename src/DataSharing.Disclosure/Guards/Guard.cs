namespace DataSharing.Disclosure.Guards;

/// <summary>
/// What holds a whole export until a person lets it through. In the order in which the first one that trips gives the run its reason.
/// </summary>
public enum Guard
{
    /// <summary>It is the force's first export. Its value is the number of rows.</summary>
    FirstExport,

    /// <summary>More records would be withdrawn than a night explains. Its value is the number of WITHDRAW rows.</summary>
    MassWithdrawal,

    /// <summary>
    /// The source gives records of another force's area. Its value is the number of those that are held back because of it.
    /// </summary>
    OtherArea,

    /// <summary>
    /// More records are left out than ever. Its value is the number of records that are held back or excluded, and not withdrawn.
    /// </summary>
    HeldBack,

    /// <summary>More records would be sent than ever. Its value is the number of NEW and AMEND rows.</summary>
    Volume,
}
