using System.Globalization;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Configuration;

/// <summary>Who is told: the <c>alerts</c> block of gateway.json.</summary>
internal sealed class AlertSettings
{
    private const string ForcePlace = "{force}";
    private const string AnyForce = "metropolitan";

    private readonly string? _heartbeat;

    private AlertSettings(IReadOnlyList<string> command, TimeOnly? summaryAt, string? heartbeat)
    {
        Command = command;
        SummaryAt = summaryAt;
        _heartbeat = heartbeat;
    }

    /// <summary>Nobody is told.</summary>
    public static AlertSettings None { get; } = new([], null, null);

    /// <summary>The program that is run for each alert, with its arguments; empty when there is none.</summary>
    public IReadOnlyList<string> Command { get; }

    /// <summary>When the summary of the night is told, Europe/London; null for never.</summary>
    public TimeOnly? SummaryAt { get; }

    /// <summary>
    /// What is asked for when the force's night went well, so that silence is noticed from outside; null for nothing. The slug stands in
    /// the place of <c>{force}</c>; an address without it is the same for all forces.
    /// </summary>
    public Uri? HeartbeatOf(string force)
    {
        ArgumentException.ThrowIfNullOrEmpty(force);
        return _heartbeat is null ? null : new Uri(_heartbeat.Replace(ForcePlace, Uri.EscapeDataString(force), StringComparison.Ordinal));
    }

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

        string? heartbeat = block.OptionalText("heartbeat", "https://monitor.example.org/ping/datasharing/{force}");
        if (heartbeat is not null)
        {
            string asked = heartbeat.Replace(ForcePlace, AnyForce, StringComparison.Ordinal);
            if (!(Uri.TryCreate(asked, UriKind.Absolute, out Uri? page) && page.Scheme is "http" or "https")
                || page.Host != new Uri(heartbeat.Replace(ForcePlace, "essex", StringComparison.Ordinal)).Host)
            {
                block.Report(
                    "heartbeat", $"\"{heartbeat}\" is not an address of the web.",
                    "Write for example \"https://monitor.example.org/ping/datasharing/{force}\". The force's slug takes the place of {force}, which may stand anywhere after the host.");
                heartbeat = null;
            }
            else if (asked.AsSpan().ContainsAny('{', '}'))
            {
                block.Report(
                    "heartbeat", $"\"{heartbeat}\" has a place that is not known.", "Only {force} is: the force's slug takes its place.");
                heartbeat = null;
            }
        }

        if (command.Count > 0 && !Path.IsPathFullyQualified(command[0]))
        {
            block.Report(
                "command", $"\"{command[0]}\" is not the full path of a program.",
                "Write the program's full path and then its arguments; no shell reads them.");
        }

        block.Done();
        return new AlertSettings(command, summary, heartbeat);
    }
}
