using DataSharing.Disclosure.Profile;

namespace DataSharing.Gateway.Files.Checks;

/// <summary>What the check of a finished file knows of one released column.</summary>
internal sealed class CellRule
{
    /// <summary>States the rule of one column.</summary>
    /// <param name="field">The field of the source that the column comes from.</param>
    /// <param name="isOpen">Whether its cells are text that no closed set bounds.</param>
    /// <param name="canStand">Whether a cell can stand there. The answer for one text must always be the same. Not asked about a cell with
    /// the null token.</param>
    public CellRule(string field, bool isOpen, Func<string, bool> canStand)
    {
        Field = field;
        IsOpen = isOpen;
        CanStand = canStand;
    }

    /// <summary>The field of the source.</summary>
    public string Field { get; }

    /// <summary>Whether cells are looked at for forms that identifiers have.</summary>
    public bool IsOpen { get; }

    /// <summary>The column's grammar.</summary>
    public Func<string, bool> CanStand { get; }

    /// <summary>The rules of a profile's columns, in file order without the control columns.</summary>
    public static IReadOnlyList<CellRule> Of(ForceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return [.. profile.Columns.Zip(profile.CellGrammars, (column, grammar) => new CellRule(column.Field.Name, column.IsOpen, grammar))];
    }
}
