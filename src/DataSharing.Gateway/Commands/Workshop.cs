using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DataSharing.Gateway.Commands;

/// <summary>The ledger and the flow of one process, put together once.</summary>
internal sealed class Workshop : IDisposable
{
    private Workshop(ConfigurationFolder folder, GatewaySettings settings, ExportLedger ledger, ILoggerFactory logs, TimeProvider time)
    {
        Folder = folder;
        Settings = settings;
        Ledger = ledger;
        Logs = logs;
        Time = time;
    }

    public ConfigurationFolder Folder { get; }

    public GatewaySettings Settings { get; }

    public ExportLedger Ledger { get; }

    public ILoggerFactory Logs { get; }

    public TimeProvider Time { get; }

    /// <summary>Reads gateway.json and opens the ledger, before anything of the source is read.</summary>
    /// <exception cref="ConfigurationException">gateway.json has problems.</exception>
    /// <exception cref="LedgerException">The ledger is locked, damaged or does not fit.</exception>
    public static async Task<Workshop> OpenAsync(ConfigurationFolder folder, TimeProvider time, CancellationToken ct)
    {
        GatewaySettings settings = folder.ReadSettings();
        ExportLedger ledger = await ExportLedger.OpenAsync(settings.LedgerDatabase, applySchema: true, time, ct).ConfigureAwait(false);
        ILoggerFactory logs = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("DataSharing", Console.IsErrorRedirected ? LogLevel.Information : LogLevel.Error)
            .AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z' ";
                options.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
            })
            .Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace));
        return new Workshop(folder, settings, ledger, logs, time);
    }

    public ExportRun Flow(RunWatch watch) => new(Folder, Ledger, new SshConnector(Time), Time, Logs.CreateLogger("DataSharing"), watch);

    public void Dispose()
    {
        Ledger.Dispose();
        Logs.Dispose();
    }
}
