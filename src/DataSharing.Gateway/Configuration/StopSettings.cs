using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Servers;

namespace DataSharing.Gateway.Configuration;

/// <summary>
/// What stopping everything needs of <c>gateway.json</c>. Whatever else is wrong in it, or missing, must not keep anybody from stopping.
/// </summary>
/// <param name="Ledger">Where the ledger is.</param>
/// <param name="StopAll">Whether the file itself stops everything.</param>
internal sealed record StopSettings(DatabaseAddress Ledger, bool StopAll)
{
    private const string LedgerBlock = "ledger";

    /// <summary>The file, as a full path.</summary>
    public static string FileIn(ConfigurationFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Path.Combine(folder.Path, ConfigurationFolder.GatewayFile);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigurationException">
    /// The file is missing or is not JSON, or it does not say where the ledger is; it carries only the problems that say so.
    /// </exception>
    public static StopSettings Read(ConfigurationFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var problems = new ConfigProblems();
        ConfigObject document = new FolderReading(folder.Path, File.ReadAllBytes).Document(ConfigurationFolder.GatewayFile, problems)
            ?? throw new ConfigurationException(problems.All);
        DatabaseAddress? ledger = document.Object(LedgerBlock) is { } block ? GatewaySettings.Database(block, folder.Path) : null;
        // Of a block that stands there twice, or has a word too many, nobody knows which ledger the worker will have.
        ConfigProblem[] ofLedger = [.. problems.All.Where(problem => IsOfLedger(problem.Path))];
        return ledger is not null && ofLedger.Length == 0
            ? new StopSettings(ledger, document.OptionalBoolean("stopAll", false))
            : throw new ConfigurationException(ofLedger.Length > 0 ? ofLedger : [.. problems.All.Where(IsMissing)]);
    }

    private static bool IsOfLedger(string path) =>
        path == LedgerBlock || path.StartsWith(LedgerBlock + ".", StringComparison.Ordinal);

    private static bool IsMissing(ConfigProblem problem) =>
        problem.Path == "$" && problem.Message.Contains($"\"{LedgerBlock}\"", StringComparison.Ordinal);
}
