using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Columns;

/// <summary>
/// What must be true of a record before one column of it may have a value. It can only close; the class's floor stays where it is.
/// </summary>
internal abstract class ReleaseGate
{
    /// <summary>The field it looks at.</summary>
    public abstract DictionaryField Field { get; }

    /// <summary>
    /// Whether a value that cannot be read, or a word outside its closed list, holds the record back; where not, it closes the gate.
    /// </summary>
    public virtual bool HoldsBack => false;

    /// <summary>Whether the record's column may have a value.</summary>
    /// <param name="record">The record.</param>
    /// <param name="today">Today's date, Europe/London.</param>
    public abstract bool IsOpen(IncidentRecord record, DateOnly today);
}
