using System.Runtime.InteropServices;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// Ctrl-C and SIGTERM. The first asks the command to stop, which ends what it is doing in order; the second ends the program at once, as does a
/// command that has not stopped after <see cref="TimeToStop"/>. Both are safe at any moment: a killed program is what the ledger is made for.
/// </summary>
internal sealed class StopRequest : IDisposable
{
    /// <summary>More than the worker allows its jobs, less than the service manager allows the worker.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(75);

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private Timer? _late;
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
        _late?.Dispose();
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
        int code = ExitCode.Cancelled;
        _late = new Timer(_ => Environment.Exit(code), null, TimeToStop, Timeout.InfiniteTimeSpan);

        // On a thread of its own: what is to be cancelled may take its time, and a second signal must come through.
        _ = _asked.CancelAsync();
    }
}
