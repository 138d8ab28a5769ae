using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Alerts;

/// <summary>The ways out: a program that gets the alert as one line of JSON on its standard input, and a page that is asked for.</summary>
internal sealed class AlertChannel : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _web = new() { Timeout = Patience };

    /// <summary>
    /// Runs the command of the settings; does nothing without one. Of this process's environment it gets PATH, HOME, LANG and what begins
    /// with <c>DATASHARING_ALERT_</c>.
    /// </summary>
    /// <param name="settings">Who is told.</param>
    /// <param name="alert">What.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="ct">Cancels; the program is then ended.</param>
    /// <exception cref="AlertException">The program cannot be started, did not end with 0, or took longer than 30 seconds and was
    /// ended.</exception>
    public static Task TellAsync(AlertSettings settings, Alert alert, DateTimeOffset at, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(alert);
        return settings.Command.Count == 0 ? Task.CompletedTask : AlertProgram.RunAsync(settings.Command, Line(alert, at), ct);
    }

    /// <summary>Asks for a force's heartbeat page; does nothing without one.</summary>
    /// <exception cref="AlertException">The page did not answer with success within 30 seconds.</exception>
    public async Task BeatAsync(AlertSettings settings, string force, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.HeartbeatOf(force) is not { } page)
        {
            return;
        }

        try
        {
            using HttpResponseMessage answer = await _web.GetAsync(page, ct);
            if (!answer.IsSuccessStatusCode)
            {
                throw new AlertException(
                    string.Create(CultureInfo.InvariantCulture, $"The heartbeat's page answered {(int)answer.StatusCode}."));
            }
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new AlertException("The heartbeat's page cannot be reached.");
        }
    }

    /// <summary>Frees the connections.</summary>
    public void Dispose() => _web.Dispose();

    private static string Line(Alert alert, DateTimeOffset at) => JsonSerializer.Serialize(
        new { kind = alert.Kind, force = alert.Force, reason = alert.Reason, message = alert.Message, lines = alert.Lines, at },
            Json.Compact);
}
