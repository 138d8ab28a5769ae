using System.Collections.Concurrent;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataSharing.Gateway.Tests.Schedule;

/// <summary>Whatever a package logs of a failure of ours, the log has its type and place, and no word of its message.</summary>
internal sealed class ReducedLogTests
{
    private const string Planted = "Rachel Green of 14 Acacia Avenue, 07700 900123";

    [Test]
    [CancelAfter(120_000)]
    public async Task Of_an_exception_that_leaves_a_job_Quartz_logs_its_type_and_place_alone(CancellationToken cancellation)
    {
        var lines = new Lines("threw an unhandled Exception");
        using var logs = new ReducedLogs(LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(lines)));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<ILoggerFactory>(logs);
        builder.Services.AddQuartz(quartz =>
        {
            JobKey key = new("metropolitan", "export");
            quartz.AddJob<FailingJob>(job => job.WithIdentity(key));
            quartz.AddTrigger(trigger => trigger.ForJob(key).StartNow());
        });
        builder.Services.AddQuartzHostedService();
        using IHost host = builder.Build();
        await host.StartAsync(cancellation);
        await lines.Seen.WaitAsync(cancellation);
        await host.StopAsync(cancellation);

        string log = string.Join('\n', lines.All);
        Assert.That(log, Does.Contain("export.metropolitan").And.Contain("InvalidOperationException").And.Contain("@FailingJob.Execute"));
        foreach (string word in (string[])["Rachel", "Green", "Acacia", "900123"])
        {
            Assert.That(log, Does.Not.Contain(word));
        }
    }

    [Test]
    public void Of_any_other_line_of_a_package_the_template_is_logged_and_no_text()
    {
        var lines = new Lines("");
        using var logs = new ReducedLogs(LoggerFactory.Create(builder => builder.AddProvider(lines)));
        ILogger log = logs.CreateLogger("Microsoft.Extensions.Hosting.Internal.Host");
        var inner = new InvalidOperationException(Planted);
#pragma warning disable CA1848, CA1873, CA2254 // What packages do.
        log.LogError(new InvalidOperationException("outer", inner), "Service {Service} failed after {Times} tries: {Message}", "Rachel", 3, inner.Message);
        log.LogError(inner, $"It failed: {inner.Message}");
        using (log.BeginScope(Planted))
        {
            log.LogWarning("Still {State}.", Planted);
        }

        logs.CreateLogger(ReducedLogs.Own).LogError(inner, "RunFailed {Force}", new ForceSlug("metropolitan"));
#pragma warning restore CA1848, CA1873, CA2254
        Assert.That(lines.All[0], Does.StartWith("Service {Service} failed after {Times} tries: {Message} Service=(withheld) Times=3 Message=(withheld): InvalidOperationException"));
        Assert.That(lines.All[1], Does.StartWith("(withheld): InvalidOperationException"));
        Assert.That(lines.All[2], Is.EqualTo("Still {State}. State=(withheld)"));
        Assert.That(lines.All[3], Does.StartWith("RunFailed metropolitan: InvalidOperationException"));
        Assert.That(string.Concat(lines.All), Does.Not.Contain("Rachel").And.Not.Contain("900123"));
    }

    public sealed class FailingJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => throw new InvalidOperationException(Planted, new FormatException(Planted));
    }

    /// <summary>Keeps what a console would print: the line, and the exception where there still is one.</summary>
    private sealed class Lines(string awaited) : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<string> All => [.. _lines];

        public Task Seen => _seen.Task;

        public ILogger CreateLogger(string categoryName) => new One(this);

        public void Dispose()
        {
        }

        private void Take(string line)
        {
            _lines.Enqueue(line);
            if (line.Contains(awaited, StringComparison.Ordinal))
            {
                _seen.TrySetResult();
            }
        }

        private sealed class One(Lines lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
            {
                lines._lines.Enqueue($"{state}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                lines.Take(formatter(state, exception) + (exception is null ? "" : $"\n{exception}"));
            }
        }
    }
}
