namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>Which folders of the gateway may know which others; a line that is not needed any more fails the test. Source: design, section 4.</summary>
internal static class RoomsKnown
{
    public static readonly IReadOnlyDictionary<string, string[]> Of = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Annexes"] = ["Configuration"],
        ["Alerts"] = ["Configuration", "Delivery", "Exports", "Incidents", "Keys", "Ledger", "Machine", "Standing", "Telemetry", "Witness"],
        ["Configuration"] = ["Delivery", "Files", "Machine", "Narrative", "People", "Servers", "Servers.Postgres", "Servers.SqlServer", "Servers.Sqlite"],
        ["Delivery"] = ["Delivery.OpenSsh", "Delivery.Sftp", "Delivery.SshNet", "Files", "Machine"],
        ["Delivery.OpenSsh"] = ["Delivery.Sftp", "Machine"],
        ["Delivery.Sftp"] = ["Machine"],
        ["Delivery.SshNet"] = ["Delivery.OpenSsh", "Delivery.Sftp"],
        ["Exports"] = ["Configuration", "Delivery", "Delivery.Sftp", "Files", "Files.Checks", "Files.Rows", "Files.Sealed", "Incidents", "Keys", "Ledger", "Narrative", "Release", "Servers", "Standing", "Telemetry", "Witness"],
        ["Files"] = ["Files.Rows", "Files.Sealed"],
        ["Files.Checks"] = ["Files", "Files.Rows"],
        ["Files.Rows"] = ["Files.Sealed"],
        ["Files.Sealed"] = [],
        ["Health"] = [],
        ["Holders"] = ["Configuration", "Exports", "Files", "Files.Checks", "Files.Rows", "Files.Sealed", "Keys", "Ledger", "Orders"],
        ["Incidents"] = ["Rows"],
        ["Keys"] = ["Machine"],
        ["Ledger"] = ["Rows"],
        ["Machine"] = [],
        ["Narrative"] = [],
        ["Onboarding"] = ["Configuration", "Delivery", "Delivery.Sftp"],
        ["Operations"] = ["Configuration", "Delivery", "Exports", "Files", "Holders", "Keys", "Ledger", "Onboarding", "Orders", "People", "Release", "Servers.Sqlite", "Standing"],
        ["Orders"] = ["Configuration", "Exports", "Incidents", "Keys", "Ledger", "Standing"],
        ["People"] = [],
        ["Release"] = ["Delivery.Sftp", "Ledger"],
        ["Rows"] = [],
        ["Schedule"] = ["Alerts", "Configuration", "Exports", "Health", "Keys", "Ledger", "People", "Servers", "Standing", "Telemetry", "Witness"],
        ["Servers"] = ["Incidents", "Ledger", "Machine"],
        ["Servers.Postgres"] = ["Incidents", "Ledger", "Rows", "Servers"],
        ["Servers.SqlServer"] = ["Incidents", "Ledger", "Rows", "Servers"],
        ["Servers.Sqlite"] = ["Incidents", "Ledger", "Rows", "Servers"],
        ["Standing"] = ["Configuration", "Delivery", "Ledger", "People", "Release"],
        ["Telemetry"] = ["Ledger"],
        ["Witness"] = ["Files.Sealed", "Ledger", "Machine"],
    };
}
