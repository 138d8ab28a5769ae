using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace DataSharing.Gateway.Incidents;

/// <summary>Reads a sequence on another thread, a bounded number of items ahead, so that reading and clearing use two cores.</summary>
internal static class ReadAhead
{
    private const int BatchSize = 256;
    private const int BatchesAhead = 8;

    /// <summary>
    /// The same items in the same order. An error of the source surfaces where its item would have come; abandoning the enumeration ends
    /// the thread.
    /// </summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> items, CancellationToken ct)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var batches = new BlockingCollection<List<T>>(BatchesAhead);
        ExceptionDispatchInfo? fault = null;
        Task reader = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    var batch = new List<T>(BatchSize);
                    foreach (T item in items)
                    {
                        batch.Add(item);
                        if (batch.Count == BatchSize)
                        {
                            batches.Add(batch, abandoned.Token);
                            batch = new List<T>(BatchSize);
                        }
                    }

                    batches.Add(batch, abandoned.Token);
                }
                catch (Exception error)
                {
                    fault = ExceptionDispatchInfo.Capture(error);
                }
                finally
                {
                    batches.CompleteAdding();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (List<T> batch in batches.GetConsumingEnumerable(ct))
            {
                foreach (T item in batch)
                {
                    yield return item;
                }
            }

            fault?.Throw();
        }
        finally
        {
            abandoned.Cancel();
            reader.Wait(CancellationToken.None);
        }
    }
}
