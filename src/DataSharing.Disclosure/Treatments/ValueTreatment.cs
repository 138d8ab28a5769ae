namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// A treatment whose cell follows from the field's value and from nothing else: it is shown neither the record nor keys, the day or
/// decisions. What it made of a value it makes of it always, so a run need not treat the same value a million times.
/// </summary>
internal abstract class ValueTreatment : Treatment
{
    public sealed override Treated Apply(object value, in TreatmentContext context) => Of(value);

    /// <summary>Treats a value that is there and readable.</summary>
    public abstract Treated Of(object value);

    /// <summary>Whether its cell tells one word of a closed list from all the others.</summary>
    public bool TellsApart(string word, IEnumerable<string> others)
    {
        string? told = Of(word).Cell.Canonical;
        return told is not null && others.All(other => other == word || Of(other).Cell.Canonical != told);
    }

    /// <summary>
    /// A number that no two values of the field share unless they become the same cell. Without one, a text is known by itself: such a
    /// treatment has a cell only for a member of a closed list, so no other text is ever remembered.
    /// </summary>
    public virtual bool TryKey(object value, out long key)
    {
        switch (value)
        {
            case long number:
                key = number;
                return true;
            case bool flag:
                key = flag ? 1 : 0;
                return true;
            case DateOnly day:
                key = day.DayNumber;
                return true;
            default:
                key = 0;
                return false;
        }
    }
}
