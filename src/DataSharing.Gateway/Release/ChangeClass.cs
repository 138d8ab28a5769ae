namespace DataSharing.Gateway.Release;

/// <summary>What a change of a configuration does to what a recipient may get, in the order of weight.</summary>
internal enum ChangeClass
{
    /// <summary>Nothing: it decides when, how or under which words something goes.</summary>
    Neither,

    /// <summary>It can only take away.</summary>
    Narrower,

    /// <summary>It can give more, or something else, or give it to somebody else; or nobody has said what it does.</summary>
    Wider,
}
