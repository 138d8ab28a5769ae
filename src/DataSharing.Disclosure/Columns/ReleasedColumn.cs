using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Columns;

/// <summary>One column of the file: which field it comes from and what is done to it.</summary>
public sealed class ReleasedColumn
{
    internal ReleasedColumn(
        string name, string heading, DictionaryField field, Treatment treatment, string? exemptReason, string? condition,
        ConfigNode written)
    {
        Name = name;
        Heading = heading;
        Field = field;
        Treatment = treatment;
        ExemptReason = exemptReason;
        Condition = condition;
        Written = written;
    }

    /// <summary>The column's name in the protocol. The row hash is over it, so that a changed heading sends nothing.</summary>
    public string Name { get; }

    /// <summary>The column's heading in the file.</summary>
    public string Heading { get; }

    /// <summary>The field of the source it comes from.</summary>
    public DictionaryField Field { get; }

    /// <summary>The treatment's word.</summary>
    public string TreatmentWord => Treatment.Word;

    /// <summary>Whether the column carries text that no closed set bounds.</summary>
    public bool IsOpen => Treatment.IsOpen;

    /// <summary>Whether the column carries texts that leave redacted.</summary>
    public bool IsRedacted => Treatment is Redact;

    /// <summary>Why redacted texts leave that nobody read; null when a person reads each.</summary>
    public string? UnreadReason => (Treatment as Redact)?.UnreadReason;

    /// <summary>Why the column is not counted among those that could single a record out; null when it is counted.</summary>
    public string? ExemptReason { get; }

    /// <summary>Whether the column is counted.</summary>
    public bool IsCounted => ExemptReason is null;

    /// <summary>The legal condition of special-category data; null for other classes.</summary>
    public string? Condition { get; }

    /// <summary>What the column means, as the protocol says it in a sentence; null where it does not.</summary>
    public string? Meaning { get; internal init; }

    /// <summary>What the recipient needs the column for, as the protocol says it in a sentence; null where it does not.</summary>
    public string? NeededFor { get; internal init; }

    internal Treatment Treatment { get; }

    /// <summary>Where it is written: the treatment of a profile that has its own, else its definition.</summary>
    internal ConfigNode Written { get; }

    /// <summary>The fields beside <see cref="Field"/> that must be read to make a cell.</summary>
    internal IEnumerable<DictionaryField> Needs => Treatment.Needs.Concat(Gates.Select(gate => gate.Field));

    /// <summary>What must be true of a record before the column has a value in it; nearly always nothing.</summary>
    internal ReleaseGate[] Gates { get; init; } = [];

    /// <summary>Whether nothing keeps the column of a record empty.</summary>
    internal bool MayBeReleased(IncidentRecord record, DateOnly today)
    {
        foreach (ReleaseGate gate in Gates)
        {
            if (!gate.IsOpen(record, today))
            {
                return false;
            }
        }

        return true;
    }
}
