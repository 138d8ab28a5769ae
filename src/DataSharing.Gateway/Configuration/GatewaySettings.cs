using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Configuration;

/// <summary>What <c>gateway.json</c> says: the controller, and where its source, ledger and keys are.</summary>
public sealed partial class GatewaySettings
{
    private static readonly IReadOnlyDictionary<string, int> Servers = new Dictionary<string, int> { ["sqlite"] = 0 };

    private GatewaySettings(string controller, string title, string sourceDatabase, string ledgerDatabase, SecretReference keys, bool stopAll, int deliveriesAtOnce)
    {
        Controller = controller;
        Title = title;
        SourceDatabase = sourceDatabase;
        LedgerDatabase = ledgerDatabase;
        Keys = keys;
        StopAll = stopAll;
        DeliveriesAtOnce = deliveriesAtOnce;
    }

    /// <summary>The controller's slug; it stands in manifests and in the derivation of every key.</summary>
    public string Controller { get; }

    /// <summary>The controller's name.</summary>
    public string Title { get; }

    /// <summary>The source's SQLite file, as a full path.</summary>
    public string SourceDatabase { get; }

    /// <summary>The ledger's SQLite file, as a full path. The outbox is a folder beside it.</summary>
    public string LedgerDatabase { get; }

    /// <summary>Where the key ring is.</summary>
    public SecretReference Keys { get; }

    /// <summary>Whether every delivery is stopped.</summary>
    public bool StopAll { get; }

    /// <summary>How many forces are served at once, 1 to 16.</summary>
    public int DeliveriesAtOnce { get; }

    /// <summary>The folder of the outbox and archive.</summary>
    public string OutboxFolder => LedgerDatabase + ".outbox";

    /// <summary>Reads the document; relative paths are relative to the configuration folder.</summary>
    public static GatewaySettings? Parse(ConfigObject document, string folder)
    {
        ArgumentNullException.ThrowIfNull(document);
        int before = document.Problems.All.Count;
        string? controller = document.Text("controller", "cst", Slug());
        string? title = document.Text("title", "Community Security Trust");
        string? source = document.Object("source") is { } block ? Database(block, folder) : null;
        string? ledger = document.Object("ledger") is { } second ? Database(second, folder) : null;
        SecretReference? keys = document.Object("keys") is { } reference ? SecretReference.Parse(reference, folder) : null;
        bool stopAll = document.OptionalBoolean("stopAll", false);
        int atOnce = document.OptionalInteger("deliveriesAtOnce", 1, 16, 4);
        document.Done();
        if (source is not null && source == ledger)
        {
            document.Report("ledger", "The ledger and the source are the same database.", "Give the ledger a file of its own.");
        }

        return document.Problems.All.Count > before ? null : new GatewaySettings(controller!, title!, source!, ledger!, keys!, stopAll, atOnce);
    }

    private static string? Database(ConfigObject block, string folder)
    {
        block.Choice("server", Servers);
        string? path = block.Text("database", "../incidents.db");
        block.Done();
        return path is null ? null : Path.GetFullPath(path, folder);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();
}
