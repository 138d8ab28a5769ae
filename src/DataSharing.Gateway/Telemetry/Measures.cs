using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Telemetry;

/// <summary>
/// What the worker measures of itself. A force stands only with how its run ended and how long it took; numbers of rows and of records held back are
/// banded and stand without a force, and so do reasons: together they could tell of one record.
/// </summary>
internal static class Measures
{
    /// <summary>The meter's name.</summary>
    public const string Meter = "DataSharing.Gateway";

    private static readonly Meter Instruments = new(Meter);
    private static readonly Counter<long> Runs = Instruments.CreateCounter<long>("datasharing.runs", description: "Runs, by force and how they ended");
    private static readonly Histogram<double> Durations = Instruments.CreateHistogram<double>("datasharing.run.duration", "s", "How long runs took, by force");
    private static readonly Counter<long> Reasons = Instruments.CreateCounter<long>("datasharing.run.reasons", description: "Runs that were not delivered, by reason code");
    private static readonly Counter<long> Rows = Instruments.CreateCounter<long>("datasharing.rows", description: "Runs, by the band of their rows");
    private static readonly Counter<long> HeldBack = Instruments.CreateCounter<long>("datasharing.heldback", description: "Runs, by the band of records that they held back");

    private static readonly ConcurrentDictionary<string, (DateTimeOffset At, TimeProvider Time)> LastDeliveries = new(StringComparer.Ordinal);

#pragma warning disable CA1823, IDE0052 // It is asked by whoever listens to the meter.
    private static readonly ObservableGauge<double> LastDeliveryAges = Instruments.CreateObservableGauge(
        "datasharing.last_delivery.age",
        static () => LastDeliveries.Select(force => new Measurement<double>((force.Value.Time.GetUtcNow() - force.Value.At).TotalSeconds, new KeyValuePair<string, object?>("force", force.Key))),
        "s",
        "Time since the last delivery, or night with nothing to send, by force");
#pragma warning restore CA1823, IDE0052

    /// <summary>
    /// What the worker's look saw of each force. The age goes on rising while the ledger cannot be read. A force that nothing was delivered to yet counts from when it was
    /// first seen enabled, and one that was stopped on purpose has no age.
    /// </summary>
    public static void Seen(IReadOnlyList<ForceState> states, TimeProvider time)
    {
        string[] ages = [.. states.Where(state => state.Standing != ForceStanding.Stopped).Select(state => new ForceSlug(state.Force).ToString())];
        foreach (string gone in LastDeliveries.Keys.Except(ages, StringComparer.Ordinal))
        {
            LastDeliveries.TryRemove(gone, out _);
        }

        foreach (ForceState state in states.Where(state => state.Standing != ForceStanding.Stopped))
        {
            if ((state.LastDelivery ?? state.FirstSeen) is { } at)
            {
                LastDeliveries[new ForceSlug(state.Force).ToString()] = (at, time);
            }
        }
    }

    /// <summary>Counts a run.</summary>
    public static void RunEnded(ExportResult result, TimeSpan duration)
    {
        string force = new ForceSlug(result.Force).ToString();
        Runs.Add(1, new KeyValuePair<string, object?>("force", force), new KeyValuePair<string, object?>("outcome", Json.Word(result.Outcome)));
        Durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("force", force));
        Rows.Add(1, new KeyValuePair<string, object?>("band", BandOf(result.Rows.Total)));
        HeldBack.Add(1, new KeyValuePair<string, object?>("band", BandOf(result.HeldBack.Values.Sum())));
        if (result.Reason is { } reason)
        {
            Reasons.Add(1, new KeyValuePair<string, object?>("reason", reason.Code));
        }
    }

    /// <summary>The band of a number: 0, 1-9, 10-99, 100-999, 1000+.</summary>
    public static string BandOf(int number) => number switch
    {
        0 => "0",
        < 10 => "1-9",
        < 100 => "10-99",
        < 1000 => "100-999",
        _ => "1000+",
    };
}
