namespace DataSharing.Gateway;

/// <summary>The exit codes of every command. Documented in README and in each command's help.</summary>
internal static class ExitCode
{
    /// <summary>Done; nothing to send counts, and <c>refused</c> counts under <c>--all</c>.</summary>
    public const int Done = 0;

    /// <summary>Failed, refused or unconfirmed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Held for approval.</summary>
    public const int Held = 3;

    /// <summary>Another process is working for the force.</summary>
    public const int Busy = 4;

    /// <summary>Under <c>--all</c>: some forces failed.</summary>
    public const int SomeFailed = 5;

    /// <summary>Cancelled.</summary>
    public const int Cancelled = 130;
}
