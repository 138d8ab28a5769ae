using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Clearance;

/// <summary>What makes the cells of every column at every step of mode <c>k</c>, for one run. Not for two threads at once.</summary>
internal sealed class CellMemory
{
    private readonly ColumnCells[][] _steps;

    /// <summary>Remembers nothing yet.</summary>
    /// <param name="columns">The released columns.</param>
    /// <param name="rule">Mode <c>k</c>; null in mode <c>match</c>, which has one step.</param>
    /// <param name="layout">How the file is written.</param>
    public CellMemory(ReleasedColumn[] columns, SmallNumberRule? rule, FileLayout layout)
    {
        _steps = new ColumnCells[rule?.Steps ?? 1][];
        for (int step = 0; step < _steps.Length; step++)
        {
            _steps[step] = new ColumnCells[columns.Length];
            for (int i = 0; i < columns.Length; i++)
            {
                Treatment treatment = rule is null ? columns[i].Treatment : rule.At(step)[i];
                bool isAsBefore = step > 0 && ReferenceEquals(_steps[step - 1][i].Treatment, treatment);
                _steps[step][i] = isAsBefore ? _steps[step - 1][i] : new ColumnCells(columns[i].Name, treatment, layout);
            }
        }
    }

    /// <summary>The columns at a step; 0 in mode <c>match</c>.</summary>
    public ColumnCells[] At(int step) => _steps[step];
}
