using System.Globalization;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Alerts;

/// <summary>Who is told: the <c>alerts</c> block of gateway.json.</summary>
public sealed class AlertSettings
{
    private AlertSettings(IReadOnlyList<string> command, TimeOnly? summaryAt, Uri? heartbeat)
    {
        Command = command;
        SummaryAt = summaryAt;
        Heartbeat = heartbeat;
    }

    /// <summary>Nobody is told.</summary>
    public static AlertSettings None { get; } = new([], null, null);

    /// <summary>The program that is run for each alert, with its arguments; empty when there is none.</summary>
    public IReadOnlyList<string> Command { get; }

    /// <summary>When the summary of the night is told, Europe/London; null for never.</summary>
    public TimeOnly? SummaryAt { get; }

    /// <summary>What is asked for after each verified delivery, so that silence is noticed from outside; null for nothing.</summary>
    public Uri? Heartbeat { get; }

    /// <summary>Reads the block.</summary>
    public static AlertSettings Parse(ConfigObject? block)
    {
        if (block is null)
        {
            return None;
        }

        IReadOnlyList<string> command = block.OptionalTexts("command", "/usr/local/bin/tell-the-office");
        TimeOnly? summary = null;
        if (block.OptionalText("summaryAt", "07:30") is { } written)
        {
            if (TimeOnly.TryParseExact(written, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly at))
            {
                summary = at;
            }
            else
            {
                block.Report("summaryAt", $"\"{written}\" is not a time of day.", "Write hours and minutes, for example \"07:30\".");
            }
        }

        Uri? heartbeat = null;
        if (block.OptionalText("heartbeat", "https://monitor.example.org/ping/datasharing") is { } address
            && !(Uri.TryCreate(address, UriKind.Absolute, out heartbeat) && heartbeat.Scheme is "http" or "https"))
        {
            block.Report("heartbeat", $"\"{address}\" is not an address of the web.", "Write for example \"https://monitor.example.org/ping/datasharing\".");
            heartbeat = null;
        }

        if (command.Count > 0 && !Path.IsPathFullyQualified(command[0]))
        {
            block.Report("command", $"\"{command[0]}\" is not the full path of a program.", "Write the program's full path and then its arguments; no shell reads them.");
        }

        block.Done();
        return new AlertSettings(command, summary, heartbeat);
    }
}
