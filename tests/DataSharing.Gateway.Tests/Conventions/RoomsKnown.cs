namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>Which folders of the gateway may know which others; a line that is not needed any more fails the test. Source: design, section 4.</summary>
internal static class RoomsKnown
{
    public static readonly IReadOnlyDictionary<string, string[]> Of = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Alerts"] = ["Configuration", "Delivery", "Exports", "Incidents", "Ledger", "Machine", "Standing", "Telemetry", "Witness"],
        ["Configuration"] = ["Delivery", "Files", "Narrative", "Rows"],
        ["Delivery"] = ["Delivery.OpenSsh", "Delivery.Sftp", "Delivery.SshNet", "Files"],
        ["Delivery.OpenSsh"] = ["Delivery.Sftp", "Machine"],
        ["Delivery.Sftp"] = ["Machine"],
        ["Delivery.SshNet"] = ["Delivery.OpenSsh", "Delivery.Sftp"],
        ["Exports"] = ["Configuration", "Delivery", "Delivery.Sftp", "Files", "Files.Checks", "Files.Rows", "Files.Sealed", "Incidents", "Keys", "Ledger", "Narrative", "Rows", "Standing", "Telemetry", "Witness"],
        ["Files"] = ["Files.Rows", "Files.Sealed"],
        ["Files.Checks"] = ["Files", "Files.Rows"],
        ["Files.Rows"] = ["Files.Sealed"],
        ["Files.Sealed"] = [],
        ["Health"] = [],
        ["Incidents"] = ["Rows"],
        ["Keys"] = ["Machine"],
        ["Ledger"] = ["Ledger.Servers.Postgres", "Ledger.Servers.SqlServer", "Ledger.Servers.Sqlite", "Rows"],
        ["Ledger.Servers.Postgres"] = ["Ledger", "Rows"],
        ["Ledger.Servers.SqlServer"] = ["Ledger", "Rows"],
        ["Ledger.Servers.Sqlite"] = ["Ledger"],
        ["Machine"] = [],
        ["Narrative"] = [],
        ["Rows"] = [],
        ["Schedule"] = ["Alerts", "Configuration", "Exports", "Health", "Ledger", "Rows", "Standing", "Telemetry", "Witness"],
        ["Standing"] = ["Configuration", "Ledger"],
        ["Telemetry"] = ["Ledger"],
        ["Witness"] = ["Files.Sealed"],
    };
}
