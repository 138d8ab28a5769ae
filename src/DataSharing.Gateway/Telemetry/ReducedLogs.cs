using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Telemetry;

/// <summary>
/// The loggers of a process, reduced: no exception reaches the log but as a <see cref="FailureNote"/>, and of what a package logs (Quartz,
/// the host) no more than its template, and arguments of types that cannot be a text. Every logger comes from here, so that a package has
/// no way around it.
/// </summary>
internal sealed class ReducedLogs(ILoggerFactory inner) : ILoggerFactory
{
    /// <summary>The category of our own lines, whose parameters a test of its own allows.</summary>
    public const string Own = "DataSharing";

    private const string Template = "{OriginalFormat}";

    // Keys of jobs and triggers are made of the slugs of forces.
    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal) { "Quartz.JobKey", "Quartz.TriggerKey" };

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        categoryName == Own ? new OwnLog(inner.CreateLogger(categoryName)) : new PackageLog(inner.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    /// <summary>A package's line: its template, and what can be said of its arguments.</summary>
    internal static string Reduce(object? state, Exception? exception)
    {
        var members = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        string template = members.FirstOrDefault(member => member.Key == Template).Value as string ?? "(withheld)";
        var line = new StringBuilder(Quotes(template, exception) ? "(withheld)" : template);
        foreach ((string name, object? value) in members.Where(member => member.Key != Template && member.Value is not null))
        {
            bool harmless = value is bool or Enum or TimeSpan or DateTimeOffset or DateTime or Guid || value!.GetType().IsPrimitive
                || Keys.Contains(value.GetType().FullName ?? "");
            line.Append(CultureInfo.InvariantCulture, $" {name}={(harmless ? value : "(withheld)")}");
        }

        if (exception is not null)
        {
            line.Append(": ").Append(FailureNote.Of(exception));
        }

        return line.ToString();
    }

    /// <summary>Whether a template is no template: somebody put an exception's message into it.</summary>
    private static bool Quotes(string template, Exception? exception)
    {
        for (Exception? at = exception; at is not null; at = at.InnerException)
        {
            if (at.Message.Length > 0 && template.Contains(at.Message, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class OwnLog(ILogger log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is null)
            {
                log.Log<TState>(logLevel, eventId, state, null, formatter);
            }
            else if (log.IsEnabled(logLevel))
            {
                log.Log<string>(
                    logLevel, eventId, $"{formatter(state, null)}: {FailureNote.Of(exception)}", null, static (line, _) => line);
            }
        }
    }

    private sealed class PackageLog(ILogger log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (log.IsEnabled(logLevel))
            {
                log.Log<string>(logLevel, eventId, Reduce(state, exception), null, static (line, _) => line);
            }
        }
    }
}
