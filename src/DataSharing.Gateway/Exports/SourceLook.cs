using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Narrative;

namespace DataSharing.Gateway.Exports;

/// <summary>Looks at the source's records for <c>check --connect</c>. What it finds out is told without a value of any record.</summary>
internal static class SourceLook
{
    private const int MostCompared = 100_000;

    /// <summary>
    /// Looks for the source's direct values in everything that the configuration lists, whether the columns that decide differ at all, and
    /// for records that no force gets.
    /// </summary>
    public static void At(
        ConfigurationFolder folder, ControllerConfiguration controller, IReadOnlyList<string> forces, List<ConfigProblem> problems,
            List<ConfigNote> notes, CancellationToken ct)
    {
        var gates = new GateColumns(controller.Dictionary);
        var terms = new ListedTerms(controller.Dictionary, folder.Terms(forces), BuiltInWords.Lists);
        try
        {
            using SourceSnapshot snapshot = new IncidentSource(controller.Settings.Source, controller.SourceSql, controller.Dictionary)
                .OpenSnapshot();
            foreach (IncidentRecord record in snapshot.Read(gates.Shape, null, ct))
            {
                gates.Look(record);
                if (gates.AllDiffer)
                {
                    break;
                }
            }

            problems.AddRange(gates.Problems());
            long records = snapshot.Count();
            foreach (IncidentRecord record in snapshot.Read(terms.Shape, null, ct).Take(MostCompared))
            {
                terms.Look(record);
            }

            problems.AddRange(terms.Warnings());
            KnownForces known = folder.KnownForces(controller);
            if (known.Count(snapshot.Read(known.Shape, null, ct)).Sentence is { } stray)
            {
                problems.Add(
                    ConfigProblem.Warning(
                    "unknownForce", "source/incidents.sql", "$", 0, stray, "Correct the records' force, or the list."));
            }

            long read = Math.Min(records, MostCompared);
            notes.Add(new ConfigNote("listsCompared", "source/incidents.sql", "$", 0, string.Create(CultureInfo.InvariantCulture,
                $"Code lists, constants, headings and keep lists were compared with the direct values of {read:N0} of {records:N0} records{(records == 0 ? "" : $", {100m * read / records:0.#} %")}."), ""));
        }
        catch (SourceUnavailableException)
        {
            // The look at the source has reported it already.
        }
    }
}
