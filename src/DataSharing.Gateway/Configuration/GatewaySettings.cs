using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Servers;

namespace DataSharing.Gateway.Configuration;

/// <summary>What <c>gateway.json</c> says: the controller, and where its source, ledger and keys are.</summary>
internal sealed partial class GatewaySettings
{
    private static readonly IReadOnlyDictionary<string, bool> Stores = new Dictionary<string, bool> { ["memory"] = false,
        ["database"] = true };
    private static readonly IReadOnlyDictionary<string, bool> LogForms = new Dictionary<string, bool> { ["text"] = false, ["json"] = true };

    private GatewaySettings(
        string controller, string title, DatabaseAddress source, DatabaseAddress ledger, string outboxFolder, SecretReference keys,
        bool stopAll, int deliveriesAtOnce)
    {
        Controller = controller;
        Title = title;
        Source = source;
        Ledger = ledger;
        OutboxFolder = outboxFolder;
        Keys = keys;
        StopAll = stopAll;
        DeliveriesAtOnce = deliveriesAtOnce;
    }

    /// <summary>The controller's slug; it stands in manifests and in the derivation of every key.</summary>
    public string Controller { get; }

    /// <summary>The controller's name.</summary>
    public string Title { get; }

    /// <summary>Where the incident source is.</summary>
    public DatabaseAddress Source { get; }

    /// <summary>Where the ledger is.</summary>
    public DatabaseAddress Ledger { get; }

    /// <summary>Where the key ring is.</summary>
    public SecretReference Keys { get; }

    /// <summary>Whether every delivery is stopped.</summary>
    public bool StopAll { get; }

    /// <summary>How many forces are served at once, 1 to 16.</summary>
    public int DeliveriesAtOnce { get; }

    /// <summary>Who is told when something is wrong.</summary>
    public AlertSettings Alerts { get; private init; } = AlertSettings.None;

    /// <summary>The port on 127.0.0.1 where the worker says how it is; null for none.</summary>
    public int? HealthPort { get; private init; }

    /// <summary>Whether several workers share the schedule, in the ledger's database.</summary>
    public bool IsClustered { get; private init; }

    /// <summary>Where the worker's metrics go by OTLP over HTTP; null for nowhere.</summary>
    public Uri? Metrics { get; private init; }

    /// <summary>Whether the log is one JSON object a line.</summary>
    public bool LogsJson { get; private init; }

    /// <summary>
    /// The folder of the outbox and archive. Beside a ledger on a server, which keeps the files itself, it is where this machine builds and
    /// reads them.
    /// </summary>
    public string OutboxFolder { get; }

    /// <summary>
    /// The folder of the witness: beside the key ring, where that is named as a file, so that it does not go back with a restored ledger.
    /// Beside the outbox where the ring is a credential or named by the environment: its own folder may then be another one for each
    /// command, and is often read-only.
    /// </summary>
    public string WitnessFolder { get; private init; } = "";

    /// <summary>Reads the document; relative paths are relative to the configuration folder.</summary>
    public static GatewaySettings? Parse(ConfigObject document, string folder)
    {
        ArgumentNullException.ThrowIfNull(document);
        int before = document.Problems.All.Count;
        string? controller = document.Text("controller", "cst", Slug());
        string? title = document.Text("title", "Community Security Trust");
        DatabaseAddress? source = document.Object("source") is { } block ? Database(block, folder) : null;
        DatabaseAddress? ledger = document.Object("ledger") is { } second ? Database(second, folder) : null;
        string? outbox = document.OptionalText("outboxFolder", "/var/lib/datasharing/outbox");
        string? witness = document.OptionalText("witnessFolder", "/var/lib/datasharing-witness");
        SecretReference? keys = document.Object("keys") is { } reference ? SecretReference.Parse(reference, folder) : null;
        bool stopAll = document.OptionalBoolean("stopAll", false);
        int atOnce = document.OptionalInteger("deliveriesAtOnce", 1, 16, 4);
        AlertSettings alerts = AlertSettings.Parse(document.OptionalObject("alerts"));
        int health = document.OptionalInteger("healthPort", 1, 65535, 0);
        string? metrics = document.OptionalText("metrics", "http://127.0.0.1:4318/v1/metrics");
        bool json = document.OptionalChoice("log", LogForms, false);
        bool clustered = document.OptionalObject("scheduler") is { } scheduler && Clustered(scheduler);
        document.Done();
        if (clustered && ledger is { Server.SharesSchedule: false })
        {
            document.Report(
                "scheduler", "Several workers can share a schedule only where they share a ledger on a server.",
                "Write \"store\": \"memory\", or move the ledger to a server.");
        }

        Uri? collector = metrics is null ? null : Collector(document, metrics);
        if (ledger is { Path: null } && outbox is null)
        {
            document.Report(
                "outboxFolder", "A ledger on a server has no folder beside it where files could be built.",
                "Name a folder of this machine: \"outboxFolder\": \"/var/lib/datasharing/outbox\".");
        }

        if (source?.Path is not null && source.Path == ledger?.Path)
        {
            document.Report("ledger", "The ledger and the source are the same database.", "Give the ledger a file of its own.");
        }

        if (document.Problems.All.Count > before)
        {
            return null;
        }

        string outboxFolder = outbox is null ? ledger!.Path + ".outbox" : Path.GetFullPath(outbox, folder);
        return new GatewaySettings(controller!, title!, source!, ledger!, outboxFolder, keys!, stopAll, atOnce)
        {
            WitnessFolder = witness is not null ? Path.GetFullPath(witness, folder)
                : keys!.IsFile ? keys.Path + ".witness"
                : Path.Combine(
                    Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(outboxFolder)) ?? outboxFolder, controller + ".witness"),
            Alerts = alerts, HealthPort = health == 0 ? null : health, IsClustered = clustered, Metrics = collector, LogsJson = json,
        };
    }

    /// <summary>The address of the collector of metrics; reported where it is none of the web.</summary>
    private static Uri? Collector(ConfigObject document, string metrics)
    {
        if (!(Uri.TryCreate(metrics, UriKind.Absolute, out Uri? collector) && collector.Scheme is "http" or "https"))
        {
            document.Report(
                "metrics", $"\"{metrics}\" is not an address of the web.",
                "Write the address of an OTLP collector, for example \"http://127.0.0.1:4318/v1/metrics\".");
        }

        return collector;
    }

    private static bool Clustered(ConfigObject block)
    {
        bool clustered = block.OptionalChoice("store", Stores, false);
        block.Done();
        return clustered;
    }

    /// <summary>Where a database is, as a block of the document says; null where it is none, reported.</summary>
    internal static DatabaseAddress? Database(ConfigObject block, string folder)
    {
        DatabaseServer? server = block.Choice("server", DatabaseServers.Words) is { } index ? DatabaseServers.All[index] : null;
        if (server is null or { IsFile: true })
        {
            string? path = block.Text("database", "../incidents.db");
            block.Done();
            return path is null || server is null ? null : DatabaseAddress.File(server, Path.GetFullPath(path, folder));
        }

        SecretReference? connection = block.Object("connection") is { } reference ? SecretReference.Parse(reference, folder) : null;
        block.Done();
        return connection is null ? null : DatabaseAddress.On(server, connection.Path, connection.Description);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();
}
