using System.Collections.Concurrent;
using System.Globalization;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Rows;
using Spectre.Console;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// Shows that work goes on: on a terminal a progress bar once two seconds have passed, elsewhere plain lines, both on standard error.
/// </summary>
internal sealed class ConsoleProgress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);
    private static readonly int Steps = Enum.GetValues<ExportStep>().Length;

    private readonly ConcurrentDictionary<string, (ExportStep? Step, long Read, Transfer? Sent)> _forces = new(StringComparer.Ordinal);
    private readonly CommandContext _context;
    private readonly TimeProvider _time;

    public ConsoleProgress(CommandContext context, TimeProvider time)
    {
        _context = context;
        _time = time;
        Watch = new RunWatch { Stepped = OnStep, RecordsRead = OnRead, BytesSent = OnSent };
    }

    public RunWatch Watch { get; }

    /// <summary>Waits for the work, showing its progress.</summary>
    public async Task<T> ShowAsync<T>(Task<T> work)
    {
        await Task.WhenAny(work, Task.Delay(Patience, _time));
        if (!work.IsCompleted && !Console.IsErrorRedirected)
        {
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            await console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
                .StartAsync(context => FollowAsync(context, work));
        }

        return await work;
    }

    private async Task FollowAsync(ProgressContext context, Task work)
    {
        var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
        while (!work.IsCompleted)
        {
            foreach ((string force, (ExportStep? step, long read, Transfer? sent)) in _forces)
            {
                if (!bars.TryGetValue(force, out ProgressTask? bar))
                {
                    bars[force] = bar = context.AddTask(force, maxValue: Steps);
                }

                double part = sent is { Total: > 0 } ? (double)sent.Bytes / sent.Total : 0;
                bar.Value = (step is null ? 0 : (int)step + 1) + (sent is { IsUnderWay: true } ? part : 0);
                bar.Description = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{force} {(sent is { IsUnderWay: true } ? sent.Describe(_time) : Describe(step, read))}");
            }

            await Task.WhenAny(work, Task.Delay(Refresh, _time));
        }
    }

    private void OnStep(string force, ExportStep step)
    {
        _forces.AddOrUpdate(force, (step, 0, null), (_, before) => (step, before.Read, null));
        if (Console.IsErrorRedirected && step is ExportStep.Planned or ExportStep.Built or ExportStep.Published)
        {
            _context.Error.WriteLine($"{force}: {Describe(step, 0)}");
        }
    }

    private void OnRead(string force, long read) =>
        _forces.AddOrUpdate(force, (null, read, null), (_, before) => (before.Step, read, before.Sent));

    private void OnSent(string force, long bytes, long total) => _forces.AddOrUpdate(
        force,
        (null, 0, new Transfer(bytes, total, _time.GetTimestamp())),
        (_, before) => (
            before.Step, before.Read,
            new Transfer(
            bytes, total, before.Sent is { IsUnderWay: true } sent && sent.Total == total ? sent.Began : _time.GetTimestamp())));

    private static string Describe(ExportStep? step, long read) => step switch
    {
        null or ExportStep.RunOpened or ExportStep.ProfileRead or ExportStep.Resumed or ExportStep.WithdrawalsTold =>
            read == 0 ? "reading" : string.Create(CultureInfo.InvariantCulture, $"read {read:N0} records"),
        ExportStep.Planned => "compared, writing",
        ExportStep.Written or ExportStep.Built => "built, connecting",
        ExportStep.Sending => "sending",
        ExportStep.Uploaded or ExportStep.LookedAgain or ExportStep.Publishing or ExportStep.Witnessed => "looking again",
        ExportStep.Renamed or ExportStep.Published => "published, sending the manifest",
        _ => "done",
    };

    /// <summary>A file on its way.</summary>
    private sealed record Transfer(long Bytes, long Total, long Began)
    {
        public bool IsUnderWay => Bytes < Total;

        public string Describe(TimeProvider time)
        {
            double seconds = time.GetElapsedTime(Began).TotalSeconds;
            double rate = seconds > 0.5 ? Bytes / seconds : 0;
            string remaining = rate > 0
                ? string.Create(
                CultureInfo.InvariantCulture, $", {rate / 1e6:0.0} MB/s, {TimeSpan.FromSeconds((Total - Bytes) / rate):mm\\:ss} left") : "";
            return string.Create(CultureInfo.InvariantCulture, $"sent {Bytes / 1e6:0.0} of {Total / 1e6:0.0} MB{remaining}");
        }
    }
}
