namespace DataSharing.Disclosure.Cells;

/// <summary>Why the check of a finished file refused a record's row, so that it is held back when the file is planned again.</summary>
public sealed class RefusedRow
{
    /// <summary>Says why.</summary>
    /// <param name="reason"><see cref="Reason.CellGrammar"/> or <see cref="Reason.TextPattern"/>.</param>
    /// <param name="field">The field of the source, or the control column, in which it was found.</param>
    public RefusedRow(Reason reason, string field)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(field);
        if (reason.Kind != ReasonKind.HeldBack)
        {
            throw new ArgumentException("A refused row is held back.", nameof(reason));
        }

        Reason = reason;
        Field = field;
    }

    /// <summary>Why it was refused.</summary>
    public Reason Reason { get; }

    /// <summary>In which field.</summary>
    public string Field { get; }
}
