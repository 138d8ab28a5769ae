using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http;
using System.Text.Json;

namespace DataSharing.Gateway.Alerts;

/// <summary>The ways out: a program that gets the alert as one line of JSON on its standard input, and a page that is asked for.</summary>
public sealed class AlertChannel : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The beginning of the names of the variables that are meant for the command.</summary>
    private const string OwnSettings = "DATASHARING_ALERT_";

    private readonly HttpClient _web = new() { Timeout = Patience };

    /// <summary>
    /// Runs the command of the settings; does nothing without one. Of this process's environment it gets PATH, HOME, LANG and what begins with
    /// <c>DATASHARING_ALERT_</c>.
    /// </summary>
    /// <param name="settings">Who is told.</param>
    /// <param name="alert">What.</param>
    /// <param name="now">When it happened.</param>
    /// <param name="ct">Cancels; the program is then ended.</param>
    /// <exception cref="AlertException">The program cannot be started, did not end with 0, or took longer than 30 seconds and was ended.</exception>
    public static async Task TellAsync(AlertSettings settings, Alert alert, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(alert);
        if (settings.Command.Count == 0)
        {
            return;
        }

        var start = new ProcessStartInfo(settings.Command[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in settings.Command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        ChildEnvironment.Clear(start, name => name == "LANG" || name.StartsWith(OwnSettings, StringComparison.Ordinal));
        using Process program = Start(start);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            // What it prints is read and thrown away, so that a talkative program does not stand still.
            Task printed = Task.WhenAll(program.StandardOutput.BaseStream.CopyToAsync(Stream.Null, patience.Token), program.StandardError.BaseStream.CopyToAsync(Stream.Null, patience.Token));
            await WriteAsync(program, Line(alert, now), patience.Token).ConfigureAwait(false);
            await program.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            await printed.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            program.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            throw new AlertException("The alert command took longer than 30 seconds and was ended.");
        }

        if (program.ExitCode != 0)
        {
            throw new AlertException(string.Create(CultureInfo.InvariantCulture, $"The alert command ended with exit code {program.ExitCode}."));
        }
    }

    /// <summary>Asks for the heartbeat's page; does nothing without one.</summary>
    /// <exception cref="AlertException">The page did not answer with success within 30 seconds.</exception>
    public async Task BeatAsync(AlertSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Heartbeat is not { } page)
        {
            return;
        }

        try
        {
            using HttpResponseMessage answer = await _web.GetAsync(page, ct).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw new AlertException(string.Create(CultureInfo.InvariantCulture, $"The heartbeat's page answered {(int)answer.StatusCode}."));
            }
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new AlertException("The heartbeat's page cannot be reached.");
        }
    }

    /// <summary>Frees the connections.</summary>
    public void Dispose() => _web.Dispose();

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new AlertException("The alert command cannot be started.");
        }
        catch (Win32Exception)
        {
            throw new AlertException("The alert command cannot be started: there is no such program, or it may not be run.");
        }
    }

    private static async Task WriteAsync(Process program, string line, CancellationToken ct)
    {
        try
        {
            await program.StandardInput.WriteLineAsync(line.AsMemory(), ct).ConfigureAwait(false);
            program.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that does not read its input has ended or closed it; its exit code tells whether that was well.
        }
    }

    private static string Line(Alert alert, DateTimeOffset now) => JsonSerializer.Serialize(
        new { kind = alert.Kind, force = alert.Force, reason = alert.Reason, message = alert.Message, lines = alert.Lines, at = now }, Json.Compact);
}
