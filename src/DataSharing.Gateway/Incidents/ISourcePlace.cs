namespace DataSharing.Gateway.Incidents;

/// <summary>Where a source is: whoever knows the servers opens it.</summary>
internal interface ISourcePlace
{
    /// <summary>The source's server; nothing is opened yet.</summary>
    SourceServer OpenSource();
}
