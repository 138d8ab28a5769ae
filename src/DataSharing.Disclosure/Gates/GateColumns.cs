using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Gates;

/// <summary>
/// Looks whether the columns that decide what may leave decide anything. A view that gives the same objection or status for every incident
/// lets through what it should stop, and nothing else shows it.
/// </summary>
public sealed class GateColumns
{
    /// <summary>
    /// So many records are looked at before a column is judged: among a few, the same value everywhere is nothing strange.
    /// </summary>
    public const int FewestJudged = 100;

    private readonly Gate[] _gates;
    private readonly object?[] _first;
    private readonly bool[] _differs;
    private long _records;

    /// <summary>Prepares the look.</summary>
    public GateColumns(DataDictionary dictionary)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        SelectionRoles roles = dictionary.Roles;
        _gates =
        [
            new("doNotShare", roles.DoNotShare, true),
            new("status", roles.Status, true),
            new("force", roles.Force, false),
            new("embargoUntil", roles.EmbargoUntil, false),
            new("sourceForce", roles.SourceForce, false),
            .. new[] { ("isCrime", roles.IsCrime), ("policeReference.issuedBy", roles.PoliceReference?.IssuedBy),
            ("consents.persons", roles.Consents?.Persons) }
                .Where(gate => gate.Item2 is not null).Select(gate => new Gate(gate.Item1, gate.Item2!, false)),
        ];
        Shape = new RecordShape(dictionary, _gates.Select(gate => gate.Field));
        _first = new object?[_gates.Length];
        _differs = new bool[_gates.Length];
    }

    /// <summary>The columns to read.</summary>
    public RecordShape Shape { get; }

    /// <summary>Whether every column has shown two values, so that nothing more can be found.</summary>
    public bool AllDiffer => Array.TrueForAll(_differs, differs => differs);

    /// <summary>Looks at one record.</summary>
    public void Look(IncidentRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        for (int i = 0; i < _gates.Length; i++)
        {
            object? value = record[record.Shape.Ordinal(_gates[i].Field)];
            // A list is compared as a whole, and a text of nothing is no value.
            value = value switch
            {
                string[] list => string.Join(SourceValue.ListSeparator, list),
                "" => null,
                _ => value,
            };
            if (_records == 0)
            {
                _first[i] = value;
            }
            else
            {
                _differs[i] |= !Equals(value, _first[i]);
            }
        }

        _records++;
    }

    /// <summary>What decides nothing, the errors first. The value is not in it.</summary>
    public IEnumerable<ConfigProblem> Problems()
    {
        if (_records < FewestJudged)
        {
            yield break;
        }

        for (int i = 0; i < _gates.Length; i++)
        {
            if (!_differs[i])
            {
                Gate gate = _gates[i];
                string what = _first[i] is null ? "has no value" : "has the same value";
                yield return new ConfigProblem("source/fields.json", $"roles.{gate.Role}", 0,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The column \"{gate.Field.Name}\" {what} in all {_records:N0} records, so it decides nothing."),
                    gate.MustDiffer ? "Correct the column in source/incidents.sql, or name another one."
                        : "Correct the column in source/incidents.sql, unless this is so in the incident system.")
                {
                    Severity = gate.MustDiffer ? ConfigSeverity.Error : ConfigSeverity.Warning,
                    Code = "sameInAllRows",
                };
            }
        }
    }

    private sealed record Gate(string Role, DictionaryField Field, bool MustDiffer);
}
