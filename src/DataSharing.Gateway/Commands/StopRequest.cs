using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// Ctrl-C and SIGTERM. The first asks the command to stop, which ends what it is doing in order; the second ends the program at once, as
/// does a command that has not stopped after <see cref="TimeToStop"/>. Both are safe at any moment: a killed program is what the ledger is
/// made for.
/// </summary>
internal sealed class StopRequest : IDisposable
{
    /// <summary>
    /// More than the worker allows its jobs, and with <see cref="TimeToEnd"/> less than the 15 seconds that are promised.
    /// </summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(13);

    /// <summary>For the line that says so, and for what the runtime does at its end; what hangs there too is killed.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _asked = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _count;

    public StopRequest()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _asked.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _ended.Set();
        _asked.Dispose();
    }

    private void Ask(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            // Left to the system, which ends the program.
            return;
        }

        signal.Cancel = true;

        // Threads of their own: those of the pool may all stand in a server that does not answer, and what is to be cancelled may take its
        // time.
        Start(EndInTime);
        Start(Cancel);
    }

    private void Cancel()
    {
        try
        {
            _asked.Cancel();
        }
        catch (Exception error) when (error is AggregateException or ObjectDisposedException)
        {
            // What was told to stop could not, or the command has ended meanwhile; the limit stands either way.
        }
    }

    private void EndInTime()
    {
        if (_ended.Wait(TimeToStop))
        {
            return;
        }

        Thread ending = Start(static () =>
        {
            Console.Error.WriteLine(
                $"What was under way did not end within {TimeToStop.TotalSeconds} s of being asked to stop: the program ends as it is. Nothing is lost; the next run goes on from what the ledger says.");
            Environment.Exit(ExitCode.Cancelled);
        });
        ending.Join(TimeToEnd);
        Process.GetCurrentProcess().Kill();
    }

    private static Thread Start(Action act)
    {
        var thread = new Thread(() => act()) { IsBackground = true, Name = "stopping" };
        thread.Start();
        return thread;
    }
}
