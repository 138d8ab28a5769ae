namespace DataSharing.Gateway.Onboarding;

/// <summary>What is known of a new force beside what the protocol and the list of forces say of it.</summary>
internal sealed record ForceTerms
{
    /// <summary>The force's slug.</summary>
    public required string Force { get; init; }

    /// <summary>Its SFTP server.</summary>
    public required string Host { get; init; }

    /// <summary>The port; null for the usual one.</summary>
    public int? Port { get; init; }

    /// <summary>The account there.</summary>
    public required string User { get; init; }

    /// <summary>The folder there.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the login key is: a file, <c>credential:NAME</c> or <c>environment:NAME</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The agreement's reference.</summary>
    public required string Agreement { get; init; }

    /// <summary>The agreement's version.</summary>
    public string AgreementVersion { get; init; } = "1.0";

    /// <summary>The first day of the agreement, <c>yyyy-MM-dd</c> as it was given.</summary>
    public required DateOnly InForceFrom { get; init; }

    /// <summary>Its last day; null for two years.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>The first day of which the force may be told; null for no limit.</summary>
    public DateOnly? BackfillFrom { get; init; }

    /// <summary>The recipient's mailbox; null where it is not known yet.</summary>
    public string? Contact { get; init; }

    /// <summary>The lawful basis.</summary>
    public string Basis { get; init; } = "UK GDPR Article 6(1)(f) with DPA 2018 Schedule 1 paragraph 10";

    /// <summary>The protective marking.</summary>
    public string Marking { get; init; } = "OFFICIAL-SENSITIVE";

    /// <summary>The protocol's name; null for the only one under which forces are.</summary>
    public string? Protocol { get; init; }

    /// <summary>When its nights are.</summary>
    public string Cron { get; init; } = "0 30 2 * * ?";

    /// <summary>The file's encoding.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>What stands between cells.</summary>
    public string Delimiter { get; init; } = ",";

    /// <summary>How a date is written.</summary>
    public string DateFormat { get; init; } = "yyyy-MM-dd";

    /// <summary>The option by which a part of the profile was given; null where it was not.</summary>
    /// <param name="path">The part, as a problem names it.</param>
    public static string? OptionOf(string path) => path switch
    {
        "drop.host" => "--host",
        "drop.port" => "--port",
        "drop.user" => "--user",
        "drop.folder" => "--folder",
        "drop.login" or "drop.login.key" => "--key",
        "drop.hostKeys" => "--host-key",
        "agreement.reference" => "--agreement",
        "agreement.version" => "--agreement-version",
        "agreement.inForceFrom" => "--in-force-from",
        "agreement.lastDay" => "--last-day",
        "agreement.backfillFrom" => "--backfill-from",
        "agreement.contact" => "--contact",
        "agreement.basis" => "--basis",
        "agreement.marking" => "--marking",
        "protocol" => "--protocol",
        "schedule.cron" => "--cron",
        "file.encoding" => "--encoding",
        "file.delimiter" => "--delimiter",
        "file.dateFormat" => "--date-format",
        _ => null,
    };
}
