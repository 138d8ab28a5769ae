using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Telemetry;

/// <summary>
/// What the worker measures of itself. A force stands only with how its run ended and how long it took; numbers of rows and of records held
/// back are banded and stand without a force, and so do reasons: together they could tell of one record.
/// </summary>
internal static class Measures
{
    /// <summary>The meter's name.</summary>
    public const string Meter = "DataSharing.Gateway";

    private static readonly Meter Instruments = new(Meter);
    private static readonly Counter<long> Runs = Instruments.CreateCounter<long>(
        "datasharing.runs", description: "Runs, by force and how they ended");
    private static readonly Histogram<double> Durations = Instruments.CreateHistogram<double>(
        "datasharing.run.duration", "s", "How long runs took, by force");
    private static readonly Counter<long> Reasons = Instruments.CreateCounter<long>(
        "datasharing.run.reasons", description: "Runs that were not delivered, by reason code");
    private static readonly Counter<long> Rows = Instruments.CreateCounter<long>(
        "datasharing.rows", description: "Runs, by the band of their rows");
    private static readonly Counter<long> HeldBack = Instruments.CreateCounter<long>(
        "datasharing.heldback", description: "Runs, by the band of records that they held back");

    private static readonly ConcurrentDictionary<string, (DateTimeOffset At, TimeProvider Time)> LastDeliveries = new(
        StringComparer.Ordinal);

#pragma warning disable CA1823, IDE0052 // It is asked by whoever listens to the meter.
    private static readonly ObservableGauge<double> LastDeliveryAges = Instruments.CreateObservableGauge(
        "datasharing.last_delivery.age",
        static () => LastDeliveries.Select(
            force => new Measurement<double>(
            (force.Value.Time.GetUtcNow() - force.Value.At).TotalSeconds, new KeyValuePair<string, object?>("force", force.Key))),
        "s",
        "Time since the last delivery, or night with nothing to send, by force");
#pragma warning restore CA1823, IDE0052

    /// <summary>
    /// What the worker's look saw of each force that is not stopped on purpose. The age goes on rising while the ledger cannot be read. A
    /// force that nothing was delivered to yet counts from when it was first seen enabled.
    /// </summary>
    /// <param name="forces">Each force with its last delivery, or when it was first seen; null for neither.</param>
    /// <param name="time">The clock that the age is taken from.</param>
    public static void Seen(IReadOnlyList<(ForceSlug Force, DateTimeOffset? Since)> forces, TimeProvider time)
    {
        foreach (string gone in LastDeliveries.Keys.Except(forces.Select(seen => seen.Force.ToString()), StringComparer.Ordinal))
        {
            LastDeliveries.TryRemove(gone, out _);
        }

        foreach ((ForceSlug force, DateTimeOffset? since) in forces)
        {
            if (since is { } at)
            {
                LastDeliveries[force.ToString()] = (at, time);
            }
        }
    }

    /// <summary>Counts a run.</summary>
    public static void RunEnded(string slug, RunOutcome outcome, Reason? reason, int rows, int heldBack, TimeSpan duration)
    {
        string force = new ForceSlug(slug).ToString();
        Runs.Add(1, new KeyValuePair<string, object?>("force", force), new KeyValuePair<string, object?>("outcome", Json.Word(outcome)));
        Durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("force", force));
        Rows.Add(1, new KeyValuePair<string, object?>("band", BandOf(rows)));
        HeldBack.Add(1, new KeyValuePair<string, object?>("band", BandOf(heldBack)));
        if (reason is not null)
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
