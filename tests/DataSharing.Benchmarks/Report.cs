using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DataSharing.Benchmarks;

/// <summary>Turns measurements into figures with their bounds and prints them.</summary>
internal static class Report
{
    private const double FirstTimesBaseline = 2.5;
    private const double QuietTimesBaseline = 1.5;
    private const double CountedTimesBaseline = 3.0;
    private const double Megabytes = 350;
    private const double CountedMegabytes = 400;
    private const double DeliveryMegabytes = 100;
    private const double ForcesSeconds = 10;
    private const double LedgerSeconds = 5;

    // 10 MB a second, and 5 in strict mode.
    private const double StandardSeconds = 1;
    private const double StrictSeconds = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static IReadOnlyList<Bound> Of(MillionFigures million)
    {
        var bounds = new List<Bound> { Bound.Median("Baseline, seconds", Seconds(million.Baseline), null, "s"), Bound.Median("Baseline, processor seconds", Cpu(million.Baseline), null, "s") };
        if (million.First.Count > 0)
        {
            bounds.Add(Times("First export, times the baseline", million.First, million.Baseline, FirstTimesBaseline));
            bounds.Add(Bound.Median("First export, seconds", Seconds(million.First), null, "s"));
            bounds.Add(Bound.Median("First export, processor seconds (with look again)", Cpu(million.First), null, "s"));
            bounds.Add(Bound.Median("First export, seconds to look again (not included)", million.First.Select(run => run.LookAgainSeconds), null, "s"));
            bounds.Add(Bound.Median("First export, seconds to read and plan", million.First.Select(run => run.Steps["Planned"]), null, "s"));
            bounds.Add(Bound.Median("First export, seconds to write the file", million.First.Select(run => run.Steps["Written"] - run.Steps["Planned"]), null, "s"));
            bounds.Add(Bound.Median("First export, seconds to check it and record it in the ledger", million.First.Select(run => run.Steps["Built"] - run.Steps["Written"]), null, "s"));
            bounds.Add(Bound.Median("First export, seconds to close it", million.First.Select(run => run.Steps["Closed"] - run.Steps["ManifestPut"]), null, "s"));
            bounds.Add(Bound.Peak("First export, peak memory", [.. million.First.Select(run => run.PeakMegabytes)], Megabytes, "MB"));
        }

        if (million.Quiet.Count > 0)
        {
            bounds.Add(Times("Night with nothing changed, times the baseline", million.Quiet, million.Baseline, QuietTimesBaseline));
            bounds.Add(Bound.Median("Night with nothing changed, seconds", Seconds(million.Quiet), null, "s"));
            bounds.Add(Bound.Median("Night with nothing changed, processor seconds", Cpu(million.Quiet), null, "s"));
            bounds.Add(Bound.Peak("Night with nothing changed, peak memory", [.. million.Quiet.Select(run => run.PeakMegabytes)], Megabytes, "MB"));
        }

        if (million.Counted.Count > 0)
        {
            bounds.Add(Times("First export under mode k, times the baseline", million.Counted, million.Baseline, CountedTimesBaseline));
            bounds.Add(Bound.Median("First export under mode k, seconds", Seconds(million.Counted), null, "s"));
            bounds.Add(Bound.Median("First export under mode k, processor seconds (with look again)", Cpu(million.Counted), null, "s"));
            bounds.Add(Bound.Median("First export under mode k, seconds to survey and plan", million.Counted.Select(run => run.Steps["Planned"]), null, "s"));
            bounds.Add(Bound.Median("First export under mode k, rows sent", million.Counted.Select(run => (double)run.Rows), null, ""));
            bounds.Add(Bound.Peak("First export under mode k, peak memory", [.. million.Counted.Select(run => run.PeakMegabytes)], CountedMegabytes, "MB"));
        }

        return [.. bounds.Select(bound => bound with { What = million.On + bound.What })];
    }

    public static IReadOnlyList<Bound> Of(ForcesFigures forces)
    {
        var bounds = new List<Bound>
        {
            Bound.Median("All forces, seconds without transfer", Seconds(forces.Swallowed), ForcesSeconds, "s"),
            Bound.Median("All forces, processor seconds without transfer", Cpu(forces.Swallowed), null, "s"),
            Bound.Median("All forces, rows sent", forces.Swallowed.Select(run => (double)run.Rows), null, ""),
            Bound.Median("All forces, forces with rows", forces.Swallowed.Select(run => run.Steps["forcesWithRows"]), null, ""),
            Bound.Peak("All forces, peak memory", [.. forces.Swallowed.Select(run => run.PeakMegabytes)], Megabytes, "MB"),
        };
        if (forces.Delivered.Count > 0)
        {
            bounds.Add(Bound.Median("All forces, seconds with a local SFTP server", Seconds(forces.Delivered), null, "s"));
        }

        return bounds;
    }

    public static IReadOnlyList<Bound> Of(NarrativeFigures narrative) =>
    [
        Bound.Median("Redaction, standard, seconds for 10 MB", narrative.Standard, StandardSeconds, "s"),
        Bound.Median("Redaction, strict, seconds for 10 MB", narrative.Strict, StrictSeconds, "s"),
        Bound.Median("Redaction, memory of the lists", [narrative.ListMegabytes], null, "MB"),
    ];

    public static IReadOnlyList<Bound> Of(LedgerFigures ledger) =>
    [
        Bound.Median("Ledger, processor seconds to verify it", ledger.Verified, LedgerSeconds, "s"),
        Bound.Median("Ledger, journal entries", [ledger.Entries], null, ""),
    ];

    public static IReadOnlyList<Bound> Of(IReadOnlyList<DeliveryFigures> delivery) =>
    [
        .. delivery.SelectMany(one => (Bound[])
        [
            Bound.Median($"Delivery, {one.What}, seconds in sftp's", one.Times, one.Limit, "x"),
            Bound.Median($"Delivery, {one.What}, seconds", one.Ours, null, "s"),
            Bound.Median($"Delivery, {one.What}, sftp's seconds", one.Theirs, null, "s"),
        ]),
        Bound.Peak("Delivery, peak memory", [.. delivery.SelectMany(one => one.PeakMegabytes)], DeliveryMegabytes, "MB"),
    ];

    public static void Print(IReadOnlyList<Bound> bounds, int rows, int rounds, bool json)
    {
        string machine = $"{Environment.ProcessorCount} processors, {Processor()}, {Gigabytes()} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, load {Load()}";
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { machine, rows, rounds, holds = bounds.All(bound => bound.Holds), figures = bounds }, Json));
            return;
        }

        Console.Out.WriteLine(machine);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} records, {rounds} rounds; medians (least to most), memory: the greatest."));
        foreach (Bound bound in bounds)
        {
            Console.Out.WriteLine(bound);
        }
    }

    // Round against the round's own baseline: what the machine did at that time is in both.
    private static Bound Times(string what, IReadOnlyList<Measured> runs, IReadOnlyList<Measured> baseline, double limit) =>
        Bound.Median(what, runs.Zip(baseline, (run, own) => run.Seconds / own.Seconds), limit, "x");

    private static IEnumerable<double> Seconds(IEnumerable<Measured> runs) => runs.Select(run => run.Seconds);

    private static IEnumerable<double> Cpu(IEnumerable<Measured> runs) => runs.Select(run => run.CpuSeconds);

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..] : RuntimeInformation.ProcessArchitecture.ToString();

    private static long Gigabytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_000_000_000;

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
