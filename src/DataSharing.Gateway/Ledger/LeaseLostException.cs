namespace DataSharing.Gateway.Ledger;

/// <summary>The lease of a force is no longer this process's; nothing was written.</summary>
internal sealed class LeaseLostException : Exception
{
    internal LeaseLostException(string force)
        : base($"The lease of {force} is no longer this process's: another one has taken over, or the ledger could not be reached in time. Nothing was written.") =>
        Force = force;

    /// <summary>The force.</summary>
    public string Force { get; }
}
