using System.Runtime.ExceptionServices;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Asks whether everything is stopped: before a drop is spoken to, and again and again while bytes travel there.
/// </summary>
internal sealed class StopGuard(ConfigurationFolder folder, ExportLedger ledger)
{
    /// <summary>How often it is asked while bytes travel.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Goes on unless everything is stopped.</summary>
    /// <param name="work">The run.</param>
    /// <param name="export">What is to be sent.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RefusedException">Everything is stopped.</exception>
    /// <exception cref="DataSharing.Disclosure.Configuration.ConfigurationException"><c>gateway.json</c> has problems.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task RequireAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        if (!work.IgnoresStopFor(export) && await AllStopped.OfAsync(folder, ledger, ct) is { } stopped)
        {
            throw new RefusedException(Reason.StopAll, AsSentence(stopped));
        }
    }

    /// <inheritdoc cref="SendAsync{T}"/>
    public Task SendAsync(RunWork work, RecordedExport export, Func<CancellationToken, Task> send, CancellationToken ct) => SendAsync(
        work, export,
        async sending =>
        {
            await send(sending);
            return true;
        },
        ct);

    /// <summary>Sends unless everything is stopped, and breaks it off when everything is.</summary>
    /// <param name="work">The run.</param>
    /// <param name="export">What is sent.</param>
    /// <param name="send">Sends it; it ends as a cancelled run does when its token is cancelled.</param>
    /// <param name="ct">Cancels.</param>
    /// <inheritdoc cref="RequireAsync" path="/exception"/>
    public async Task<T> SendAsync<T>(RunWork work, RecordedExport export, Func<CancellationToken, Task<T>> send, CancellationToken ct)
    {
        await RequireAsync(work, export, ct);
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task<Exception?> watch = WatchAsync(work, export, sending, watching.Token);
        try
        {
            return await send(sending.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await watching.CancelAsync();
            if (await watch is { } cause)
            {
                ExceptionDispatchInfo.Throw(cause);
            }

            throw;
        }
        finally
        {
            await watching.CancelAsync();
            await watch;
        }
    }

    /// <summary>What a run says that was stopped so.</summary>
    public static string AsSentence(AllStopped stopped) => $"Everything is stopped {stopped.Words}.";

    /// <returns>Why it broke the sending off; null where it did not.</returns>
    private async Task<Exception?> WatchAsync(RunWork work, RecordedExport export, CancellationTokenSource sending, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await LookAsync(work, export, ended);
            }

            return null;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error)
        {
            await sending.CancelAsync();
            return error;
        }
    }

    private async Task LookAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        try
        {
            await RequireAsync(work, export, ct);
        }
        catch (LedgerException error) when (error.Kind is LedgerFault.Locked or LedgerFault.Unavailable)
        {
            // Asked again at the next tick. A ledger that stays away ends the lease, and with it the run; and nothing is published
            // without it.
        }
    }
}
