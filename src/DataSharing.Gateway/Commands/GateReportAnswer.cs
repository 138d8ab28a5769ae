using System.Globalization;
using System.Text.Json;

namespace DataSharing.Gateway.Commands;

/// <summary>Shows the gate report of an export to a person, in a few lines.</summary>
internal static class GateReportAnswer
{
    /// <summary>Prints it; of an export from before there were any, that there is none.</summary>
    public static void Print(TextWriter output, string? report)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (report is null)
        {
            output.WriteLine("  no gate report: the export is from before there were any");
            return;
        }

        using JsonDocument document = JsonDocument.Parse(report);
        Print(output, document.RootElement);
    }

    private static void Print(TextWriter output, JsonElement report)
    {
        output.WriteLine(
            $"  made by version {Text(report, "program")}, profile version {Text(report, "profileVersion")}, fingerprint {Text(report, "fingerprint")}");
        if (report.GetProperty("repeats") is { ValueKind: JsonValueKind.Object } repeated)
        {
            output.WriteLine("  of what it repeats:");
            Print(output, repeated);
            return;
        }

        if (report.GetProperty("read").ValueKind == JsonValueKind.Null)
        {
            output.WriteLine("  the source was not asked, and no guard looked");
            return;
        }

        output.WriteLine(
            $"  gates: {Text(report, "read")} records read; excluded: {Counts(report, "excluded")}; held back: {Counts(report, "heldBack")}; texts waiting: {Text(report, "textsWaiting")}");
        foreach (JsonElement column in report.GetProperty("unreadTexts").EnumerateArray())
        {
            output.WriteLine(
                $"  {Text(column, "column")} left unread: about 1 text in {Text(column, "oneTextIn")} still names somebody or something that identifies a person directly");
        }

        output.WriteLine($"  small numbers: {Text(report, "smallNumbers")}");
        foreach (JsonElement guard in report.GetProperty("guards").EnumerateArray())
        {
            string limit = guard.GetProperty("limit").ValueKind == JsonValueKind.Null ? "it did not look" : $"{Text(guard, "limit")} pass";
            string accepted = guard.GetProperty("acceptedBy").ValueKind == JsonValueKind.Null ? "" : $"; accepted by {Text(guard, "acceptedBy")}";
            output.WriteLine($"  guard {Text(guard, "guard")}: {Text(guard, "value")}, {limit}{accepted}");
        }
    }

    private static string Counts(JsonElement report, string member)
    {
        string[] counts = [
            .. report.GetProperty(member).EnumerateArray().Select(
            one => $"{Text(one, "reason")}{(one.TryGetProperty("field", out JsonElement field) && field.ValueKind == JsonValueKind.String ? $" at {field.GetString()}" : "")} {Text(one, "records")}")];
        return counts.Length == 0 ? "none" : string.Join(", ", counts);
    }

    private static string Text(JsonElement of, string member) => of.GetProperty(member) is { ValueKind: JsonValueKind.Number } number
        ? number.GetInt64().ToString(CultureInfo.InvariantCulture) : of.GetProperty(member).ToString();
}
