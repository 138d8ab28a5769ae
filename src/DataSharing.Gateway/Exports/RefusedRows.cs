using System.Globalization;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// The rows that the check of a finished file refused. The export is planned again without them, once, because what is left of a class or
/// of a full file depends on them.
/// </summary>
internal sealed class RefusedRows
{
    /// <summary>Takes what the check found.</summary>
    /// <param name="rows">The records of the rows, each with why its row was refused.</param>
    /// <param name="fault">What the check said.</param>
    public RefusedRows(IReadOnlyDictionary<IncidentKey, RefusedRow> rows, FileCheckException fault)
    {
        Rows = rows;
        string held = rows.Count == 1 ? "One row was" : string.Create(CultureInfo.InvariantCulture, $"{rows.Count} rows were");
        Sentence = $"{held} held back by the check of the finished file. {fault.Message}";
    }

    /// <summary>The records of the rows, each with why its row was refused.</summary>
    public IReadOnlyDictionary<IncidentKey, RefusedRow> Rows { get; }

    /// <summary>What happened, without a value of a record.</summary>
    public string Sentence { get; }
}
