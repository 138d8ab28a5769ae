using System.Globalization;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Holders;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary>Shows the charity's own people who holds an incident.</summary>
internal static class HoldersAnswer
{
    /// <summary>The JSON document.</summary>
    /// <param name="held">Who holds it.</param>
    /// <param name="withReference">Whether whoever asks did not know the incident, and is told which it is.</param>
    public static object Document(IncidentHolders held, bool withReference)
    {
        var document = new Dictionary<string, object?>
        {
            ["incident"] = held.Name,
            ["source"] = held.Incident.SourceFailure?.Code ?? (held.Incident.IsInSource == true ? "found" : "gone"),
            ["held"] = held.Holders.Count(holder => holder.HoldsIt),
            ["forces"] = held.Holders.Select(Document),
        };
        if (withReference)
        {
            document["key"] = held.Incident.Key.ToString();
            document["caseReference"] = held.Incident.CaseReference;
        }

        return document;
    }

    /// <summary>Prints it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="held">Who holds it.</param>
    /// <param name="reference">How the incident is called, in brackets; nothing where that is not told.</param>
    public static void Print(TextWriter output, IncidentHolders held, string reference)
    {
        ArgumentNullException.ThrowIfNull(output);
        Holder[] had = [.. held.Holders.Where(holder => holder.HadIt)];
        output.WriteLine(had.Length == 0
            ? $"No force was sent the incident {held.Name}{reference}."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The incident {held.Name}{reference} was sent to {had.Length:N0} force{(had.Length == 1 ? "" : "s")}; {had.Count(holder => !holder.HoldsIt):N0} told to delete it."));
        foreach (Holder holder in held.Holders)
        {
            output.WriteLine();
            output.WriteLine($"{holder.Force}, record id {holder.RecordId}: {Deletion(holder)}");
            foreach (Telling telling in holder.Tellings)
            {
                Print(output, telling);
            }
        }
    }

    private static object Document(Holder holder) => new
    {
        force = holder.Force,
        name = holder.Name,
        recordId = holder.RecordId,
        held = holder.HoldsIt,
        toldToDelete = holder.ToldToDelete is { } told
            ? new { sequence = told.Row.Number.Sequence, attempt = told.Row.Number.Attempt, date = told.Day } : null,
        isBeingTold = holder.IsBeingTold,
        exports = holder.Tellings.Select(Document),
    };

    private static object Document(Telling telling) => new
    {
        sequence = telling.Row.Number.Sequence,
        attempt = telling.Row.Number.Attempt,
        date = telling.Day,
        action = HolderWords.Of(telling.Row.Action),
        version = telling.Row.Version,
        resend = telling.Row.IsResend,
        sent = telling.Certainty,
        state = telling.Row.State,
        partTaken = telling.Row.PartTaken,
        agreement = new { reference = telling.Export.Facts.AgreementReference, version = telling.Export.Facts.AgreementVersion },
        basis = telling.Basis,
        columns = ColumnsOf(telling),
        values = telling.Values?.ToDictionary(StringComparer.Ordinal),
        missing = telling.Missing,
    };

    private static void Print(TextWriter output, Telling telling)
    {
        string again = telling.Row.IsResend ? ", sent again" : "";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {HolderWords.Of(telling.Day)}, sequence {telling.Row.Number.Sequence}, attempt {telling.Row.Number.Attempt}{again}: {HolderWords.Of(telling.Row.Action)}, version {telling.Row.Version}; {HolderWords.Of(telling)}"));
        output.WriteLine(
            $"    agreement {telling.Export.Facts.AgreementReference}, version {telling.Export.Facts.AgreementVersion}; basis: {telling.Basis ?? "not known, the profile of then is not kept"}");
        if (telling.Values is { } values)
        {
            foreach ((string heading, string? value) in values)
            {
                output.WriteLine($"    {heading}: {value ?? "(no value)"}");
            }

            return;
        }

        string names = ColumnsOf(telling) is { } columns ? string.Join(", ", columns) : "not known, the profile of then is not kept";
        foreach (string line in HolderWords.Wrapped($"columns: {names}", "    "))
        {
            output.WriteLine(line);
        }

        if (telling.Missing is { } missing)
        {
            output.WriteLine($"    values: not known. {missing}");
        }
    }

    private static IReadOnlyList<string>? ColumnsOf(Telling telling) =>
        telling.Columns is { } columns ? [.. ControlColumns.Names, .. columns.Select(column => column.Heading)]
        : telling.Values is { } values ? [.. ControlColumns.Names, .. values.Select(value => value.Key)]
        : null;

    private static string Deletion(Holder holder) => holder switch
    {
        { ToldToDelete: { } told } => string.Create(
            CultureInfo.InvariantCulture, $"told to delete it on {HolderWords.Of(told.Day)} (sequence {told.Row.Number.Sequence})"),
        { IsBeingTold: true } => "the file that tells it to delete the incident is under way",
        { HadIt: true } => "not told to delete it",
        _ => "nothing was sent yet",
    };
}
