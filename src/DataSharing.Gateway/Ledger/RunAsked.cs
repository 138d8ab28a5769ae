namespace DataSharing.Gateway.Ledger;

/// <summary>Who or what asked for a run, as the database gives it.</summary>
internal sealed class RunAsked
{
    public const string Select =
        """
        select command as Command, due_at as DueAt, person as Person, request_reason as RequestReason, profile_hash as ProfileHash,
               program_version as ProgramVersion
        from run where id = @runId and force = @force
        """;

    public string Command { get; init; } = "";

    public string? DueAt { get; init; }

    public string? Person { get; init; }

    public string? RequestReason { get; init; }

    public string? ProfileHash { get; init; }

    public string ProgramVersion { get; init; } = "";
}
