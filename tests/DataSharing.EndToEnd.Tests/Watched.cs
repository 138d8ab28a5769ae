using System.Diagnostics;
using System.Globalization;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A program whose log is read as it comes.</summary>
internal sealed class Watched : IAsyncDisposable
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(15);

    // A machine that runs many tests at once may be late with a signal, with a process's end and with the reading of its output.
    internal static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly List<(string Words, TaskCompletionSource Heard)> _awaited = [];
    private readonly Task<Ended> _end;

    private Watched(Process process)
    {
        _process = process;
        _end = ReadAsync();
    }

    public static Watched Start(Rig rig, params string[] command) => new(rig.StartProgram(new Dictionary<string, string>(), command.Length == 0 ? ["run"] : command));

    /// <summary>Waits for a line that has these words.</summary>
    public async Task SaysAsync(string words)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_said)
        {
            if (_said.Exists(line => line.Contains(words, StringComparison.Ordinal)))
            {
                return;
            }

            _awaited.Add((words, heard));
        }

        Task first = await Task.WhenAny(heard.Task, _end).WaitAsync(Patience);
        Assert.That(first, Is.SameAs(heard.Task), _end.IsCompleted ? (await _end).Error : "");
    }

    /// <summary>Ends with the first line that has these words; where none comes it does not end.</summary>
    public Task HeardAsync(string words)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_said)
        {
            if (_said.Exists(line => line.Contains(words, StringComparison.Ordinal)))
            {
                return Task.CompletedTask;
            }

            _awaited.Add((words, heard));
        }

        return heard.Task;
    }

    /// <summary>Waits for one more line that has these words than there are.</summary>
    public async Task SaysAgainAsync(string words)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_said)
        {
            _awaited.Add((words, heard));
        }

        Task first = await Task.WhenAny(heard.Task, _end).WaitAsync(Patience);
        Assert.That(first, Is.SameAs(heard.Task), _end.IsCompleted ? (await _end).Error : "");
    }

    /// <summary>Signals it.</summary>
    public async Task TermAsync(string signal = "-TERM")
    {
        using Process kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Stops it, and fails when it does not end in time.</summary>
    public async Task<Ended> StopAsync(string signal = "-TERM")
    {
        await TermAsync(signal);
        return await EndsAsync(Promise + Busy);
    }

    public async Task<Ended> EndsAsync(TimeSpan within)
    {
        long asked = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            string said;
            lock (_said)
            {
                said = string.Join('\n', _said);
            }

            Assert.Fail($"It did not end within {within.TotalSeconds} s.\n{said}");
        }

        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Ended after {Stopwatch.GetElapsedTime(asked).TotalSeconds:0.0} s with {_process.ExitCode}"));
        return await _end.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _end;
        _process.Dispose();
    }

    private async Task<Ended> ReadAsync()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_said)
            {
                _said.Add(line);
                foreach ((_, TaskCompletionSource heard) in _awaited.Where(one => line.Contains(one.Words, StringComparison.Ordinal)))
                {
                    heard.TrySetResult();
                }
            }
        }

        await _process.WaitForExitAsync();
        return new Ended(_process.ExitCode, await output, string.Join('\n', _said));
    }
}
