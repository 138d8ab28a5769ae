using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// The ledger for somebody who wants to stop everything: it answers within seconds, or he is told that it does not. None is made, and none is
/// brought up to date.
/// </summary>
internal static class StopLedger
{
    /// <summary>How long all of it may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // Of each statement that another program keeps waiting.
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(3);

    // For what was asked to end, which may have come to its end meanwhile.
    private static readonly TimeSpan ToEnd = TimeSpan.FromSeconds(1);

    /// <summary>Opens the ledger, acts, and closes it.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="act">The work.</param>
    /// <param name="ct">Stops it as far as it can be stopped.</param>
    /// <exception cref="LedgerException">It cannot be used, is not there, or did not answer within <see cref="Limit"/>.</exception>
    public static async Task<T> UseAsync<T>(
        StopSettings settings, TimeProvider time, Func<ExportLedger, CancellationToken, Task<T>> act, CancellationToken ct)
    {
        // Not disposed: what hangs may still look at it.
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // A thread of its own: some of what waits for a server holds the one that asks.
        Task<T> acting = Task.Run(() => OpenAndActAsync(settings, time, act, limit.Token), CancellationToken.None);
        if (await Task.WhenAny(acting, Task.Delay(Limit, CancellationToken.None)) != acting)
        {
            await limit.CancelAsync();
            await Task.WhenAny(acting, Task.Delay(ToEnd, CancellationToken.None));
            if (!acting.IsCompletedSuccessfully)
            {
                _ = acting.ContinueWith(
                    static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                    TaskScheduler.Default);
                throw LedgerException.Of(
                    LedgerFault.Unavailable, "asking it", settings.Ledger.Description,
                    string.Create(CultureInfo.InvariantCulture, $"it did not answer within {Limit.TotalSeconds:0} seconds"));
            }
        }

        return await acting;
    }

    /// <summary>
    /// Gives an order through the whole settings where they are in order, and then records it outside the ledger. That it cannot be
    /// recorded there takes nothing back, and is no failure: the next look of a worker records it.
    /// </summary>
    /// <param name="context">The configuration.</param>
    /// <param name="settings">Where the ledger is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="give">Gives it.</param>
    /// <param name="given">Finds the order in the answer; null where none was given.</param>
    /// <param name="ct">Stops it as far as it can be stopped.</param>
    /// <returns>The answer, and why the order is not recorded outside; null where it is.</returns>
    /// <inheritdoc cref="UseAsync" path="/exception"/>
    public static async Task<(T Answer, string? NotOutside)> GiveAsync<T>(
        CommandContext context, StopSettings settings, TimeProvider time, Func<ExportLedger, GivenOrders, CancellationToken, Task<T>> give,
        Func<T, StandingOrder?> given, CancellationToken ct)
    {
        GatewaySettings? whole = Whole(context);
        T answer = await UseAsync(
            settings, time, (ledger, limited) => give(ledger, new GivenOrders(whole, ledger), limited), ct);
        if (given(answer) is not { } order)
        {
            return (answer, null);
        }

        try
        {
            using var limit = new CancellationTokenSource(Limit / 2);
            await UseAsync(settings, time, (ledger, limited) => new GivenOrders(whole, ledger).KeepAsync(order, limited), limit.Token);
            return (answer, null);
        }
        catch (OperationCanceledException)
        {
            return (answer, GivenOrders.NotOutside("another process has the file.").Message);
        }
        catch (Exception error) when (Failures.ReasonOf(error) is not null)
        {
            return (answer, Failures.MessageOf(error));
        }
    }

    private static GatewaySettings? Whole(CommandContext context)
    {
        try
        {
            return context.Folder.ReadSettings();
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }

    private static async Task<T> OpenAndActAsync<T>(
        StopSettings settings, TimeProvider time, Func<ExportLedger, CancellationToken, Task<T>> act, CancellationToken ct)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(
            settings.Ledger, applySchema: false, time, new LedgerOptions { BusyTimeout = Busy }, ct);
        return await act(ledger, ct);
    }
}
