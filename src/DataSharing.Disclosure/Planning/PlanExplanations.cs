using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Planning;

/// <summary>
/// Filled by a <see cref="Planner"/> for a person who looks at the plan: of every row which record it is and why, and of the records that
/// stay as they are the first of each kind. So it is as large as the rows at most, whatever the source has. Prints nothing.
/// </summary>
public sealed class PlanExplanations
{
    /// <summary>How many records are listed at most that are held back, and that are excluded.</summary>
    public const int ListedAtMost = 1000;

    private readonly Dictionary<IncidentKey, ExplainedRecord> _rows = [];
    private readonly List<ExplainedRecord> _heldBack = [];
    private readonly List<ExplainedRecord> _heldBackUnsent = [];
    private readonly List<ExplainedRecord> _excluded = [];

    /// <summary>The record of each row.</summary>
    public IReadOnlyDictionary<IncidentKey, ExplainedRecord> Rows => _rows;

    /// <summary>Records that are held back: those the force has and keeps come first.</summary>
    public IReadOnlyList<ExplainedRecord> HeldBack => [.. _heldBack.Concat(_heldBackUnsent).Take(ListedAtMost)];

    /// <summary>Records that are excluded, and that the force does not have: one it has is withdrawn, and among the rows.</summary>
    public IReadOnlyList<ExplainedRecord> Excluded => _excluded.AsReadOnly();

    /// <summary>Prints nothing of the records.</summary>
    public override string ToString() => "(withheld)";

    internal void Row(ExplainedRecord record) => _rows[record.Key] = record;

    internal void HoldBack(ExplainedRecord record) => Add(record.IsHeld ? _heldBack : _heldBackUnsent, record);

    internal void Exclude(ExplainedRecord record) => Add(_excluded, record);

    private static void Add(List<ExplainedRecord> list, ExplainedRecord record)
    {
        if (list.Count < ListedAtMost)
        {
            list.Add(record);
        }
    }
}
