namespace DataSharing.Disclosure.Configuration;

/// <summary>How much a problem of the configuration matters.</summary>
public enum ConfigSeverity
{
    /// <summary>The force, or all of them where the file is shared, is suspended.</summary>
    Error,

    /// <summary>Nothing is suspended. Somebody should act on it, and the summary of the night counts it.</summary>
    Warning,
}
