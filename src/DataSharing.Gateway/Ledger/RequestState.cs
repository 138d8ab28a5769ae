namespace DataSharing.Gateway.Ledger;

/// <summary>How far an act is that somebody asked for and that is not done at once.</summary>
internal enum RequestState
{
    /// <summary>It waits for a worker.</summary>
    Waits,

    /// <summary>It waits for the word of a second person.</summary>
    WaitsForSecond,

    /// <summary>A worker does it.</summary>
    Running,

    /// <summary>It was done. Final.</summary>
    Done,

    /// <summary>It could not be done. Final.</summary>
    Failed,

    /// <summary>Its time ended before a second person gave their word. Final.</summary>
    Expired,
}
