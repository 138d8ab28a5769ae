using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Benchmarks;

/// <summary>What one child process measured of itself.</summary>
/// <param name="Seconds">Wall clock of what is measured.</param>
/// <param name="CpuSeconds">Processor time of the whole process, start included.</param>
/// <param name="PeakMegabytes">VmHWM of the process in MB of 1,000,000 bytes.</param>
/// <param name="Rows">Rows written, or records compared.</param>
/// <param name="LookAgainSeconds">The look again before the rename, which stands in no figure; 0 when there was none.</param>
/// <param name="Steps">Seconds from the start at which each step of a run ended.</param>
internal sealed record Measured(double Seconds, double CpuSeconds, double PeakMegabytes, long Rows, double LookAgainSeconds, IReadOnlyDictionary<string, double> Steps)
{
    /// <summary>Completes a measurement with what the process knows of itself.</summary>
    public static Measured Of(double seconds, long rows, double lookAgain = 0, IReadOnlyDictionary<string, double>? steps = null) =>
        new(seconds, Environment.CpuUsage.TotalTime.TotalSeconds, Peak(), rows, lookAgain, steps ?? new Dictionary<string, double>());

    private static double Peak()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}

/// <summary>Every measurement runs in a process of its own, so that neither memory nor compiled code of one is another's.</summary>
internal static class Child
{
    public const string Verb = "measured";

    /// <summary>Starts this program again for one measurement and waits for it.</summary>
    /// <exception cref="InvalidOperationException">It failed; its own words went to the standard error.</exception>
    public static Measured Run(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "datasharing-benchmarks");
        using Process process = Process.Start(new ProcessStartInfo(program, [Verb, .. arguments]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The measuring process did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Measured>(output)!
            : throw new InvalidOperationException($"The measuring process ({arguments[0]}) ended with exit code {process.ExitCode}.");
    }

    /// <summary>What the child does.</summary>
    public static async Task<int> AnswerAsync(string[] arguments)
    {
        Measured measured;
        long started;
        int rows;
        switch (arguments)
        {
            case ["baseline", string source, string file]:
                started = Stopwatch.GetTimestamp();
                rows = Baseline.OfSqlite(source, file);
                measured = Measured.Of(Stopwatch.GetElapsedTime(started).TotalSeconds, rows);
                break;
            case ["baseline-postgres", string source, string file]:
                started = Stopwatch.GetTimestamp();
                rows = Baseline.OfPostgres(source, file);
                measured = Measured.Of(Stopwatch.GetElapsedTime(started).TotalSeconds, rows);
                break;
            case ["run", string folder, string force]:
                measured = await OneForce.MeasureAsync(folder, force);
                break;
            case ["all", string folder, string connector]:
                measured = await AllForces.MeasureAsync(folder, swallow: connector == "swallow");
                break;
            case ["deliver", string port, string hostKey, string key, string from, string engine]:
                measured = await DeliveryTrial.SendAsync(int.Parse(port, CultureInfo.InvariantCulture), hostKey, key, from, Enum.Parse<SftpEngine>(engine));
                break;
            default:
                throw new ArgumentException("There is no such measurement.", nameof(arguments));
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(measured));
        return 0;
    }
}
