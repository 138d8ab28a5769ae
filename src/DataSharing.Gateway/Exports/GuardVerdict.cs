using System.Collections.Frozen;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Guards;

namespace DataSharing.Gateway.Exports;

/// <summary>What the guards say of a plan, and what a person has let through.</summary>
/// <param name="Readings">Every guard.</param>
/// <param name="Accepted">Those that trip and were let through with their number.</param>
/// <param name="Nights">How many nights the export covers.</param>
/// <param name="Held">Why the export is held, with the line that lets it through; null when it may go on.</param>
internal sealed record GuardVerdict(IReadOnlyList<GuardReading> Readings, FrozenSet<Guard> Accepted, int Nights, string? Held)
{
    /// <summary>Those that trip.</summary>
    public IEnumerable<GuardReading> Tripping => Readings.Where(reading => reading.Trips);

    /// <summary>The reason of a held export; null of one that may go on.</summary>
    public Reason? Reason => Held is null ? null : Tripping.First(reading => !Accepted.Contains(reading.Guard)).Reason;

    /// <summary>
    /// Compares what trips with what the person who asks accepts: each number must be equal, or be the one before the check of the finished
    /// file took rows out in this run, of which nobody could know.
    /// </summary>
    public static GuardVerdict Of(ExportRequest request, IReadOnlyList<GuardReading> readings, int nights)
    {
        ArgumentNullException.ThrowIfNull(request);
        var accepted = readings
            .Where(reading => reading.Trips && request.Accepted.TryGetValue(reading.Guard, out int number)
                && (number == reading.Value || number == reading.BeforeCheck))
            .Select(reading => reading.Guard).ToFrozenSet();
        GuardReading[] open = [.. readings.Where(reading => reading.Trips && !accepted.Contains(reading.Guard))];
        return new GuardVerdict(readings, accepted, nights, open.Length == 0 ? null : Sentence(request, readings, open));
    }

    private static string Sentence(ExportRequest request, IReadOnlyList<GuardReading> readings, GuardReading[] open)
    {
        string why = string.Join(' ', open.Select(reading => reading.Sentence));
        string[] other = [
            .. open.Where(reading => request.Accepted.ContainsKey(reading.Guard))
            .Select(reading => Said(reading.Guard, request.Accepted[reading.Guard]))];
        string typed = other.Length == 0 ? "" : $" You accepted {string.Join(" and ", other)}; the numbers must be equal.";
        string accept = string.Join(
            ' ', readings.Where(reading => reading.Trips).Select(reading => $"--accept {Said(reading.Guard, reading.Value)}"));
        return $"{why}{typed} If that is right: datasharing {CommandOf(request)} {accept} --reason TEXT.";
    }

    private static string Said(Guard guard, int number) => $"{Json.Word(guard)}={number.ToString(CultureInfo.InvariantCulture)}";

    private static string CommandOf(ExportRequest request) => request switch
    {
        { Task: ExportTask.ReexportFull } => $"reexport {request.Force} --full",
        { Range: { } range } =>
            $"reexport {request.Force} --from {Iso(range.From)} --to {Iso(range.To)}{(range.Column is null ? "" : $" --column \"{range.Column}\"")}",
        _ => $"export {request.Force}",
    };

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
