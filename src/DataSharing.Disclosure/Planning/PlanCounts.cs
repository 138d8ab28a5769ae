namespace DataSharing.Disclosure.Planning;

/// <summary>What a plan counted: records and reasons, never values.</summary>
public sealed class PlanCounts
{
    // The pair's own order would be the order of the machine's culture.
    private static readonly Comparer<(string Reason, string Field)> ByCharacterCode = Comparer<(string Reason, string Field)>.Create(
        (left, right) =>
        string.CompareOrdinal(left.Reason, right.Reason) is var byReason and not 0 ? byReason
            : string.CompareOrdinal(left.Field, right.Field));

    private readonly SortedDictionary<string, int> _excluded = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Reason, string Field), int> _heldBack = new(ByCharacterCode);
    private readonly List<AlreadySentRow> _alreadySent = [];

    /// <summary>Records read from the source.</summary>
    public long Read { get; internal set; }

    /// <summary>Records the force has before the export.</summary>
    public int Held { get; internal set; }

    /// <summary>Rows that add a record.</summary>
    public int New { get; private set; }

    /// <summary>Rows that replace a record.</summary>
    public int Amend { get; private set; }

    /// <summary>Rows that withdraw a record.</summary>
    public int Withdraw { get; private set; }

    /// <summary>Rows sent again on request.</summary>
    public int Resend { get; private set; }

    /// <summary>Cells that are empty because nobody has decided about their text yet, of records that the force has or gets.</summary>
    public int TextsWaiting { get; internal set; }

    /// <summary>All rows.</summary>
    public int Rows => New + Amend + Withdraw + Resend;

    /// <summary>All rows by action.</summary>
    public RowCounts PerAction => new(New, Amend, Withdraw, Resend);

    /// <summary>
    /// Records that the force has and must not have; each is withdrawn, and counted once under <see cref="Reason.AlreadySent"/>.
    /// </summary>
    public IReadOnlyList<AlreadySentRow> AlreadySent => _alreadySent;

    /// <summary>Excluded records by reason code.</summary>
    public IReadOnlyDictionary<string, int> Excluded => _excluded;

    /// <summary>Records held back by reason code and field.</summary>
    public IReadOnlyDictionary<(string Reason, string Field), int> HeldBackByField => _heldBack;

    /// <summary>Records held back by reason code.</summary>
    public IReadOnlyDictionary<string, int> HeldBack => _heldBack
        .GroupBy(pair => pair.Key.Reason, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value), StringComparer.Ordinal);

    internal void Add(RowAction action)
    {
        switch (action)
        {
            case RowAction.New:
                New++;
                break;
            case RowAction.Amend:
                Amend++;
                break;
            case RowAction.Withdraw:
                Withdraw++;
                break;
            default:
                Resend++;
                break;
        }
    }

    internal void Exclude(Reason reason) => _excluded[reason.Code] = _excluded.GetValueOrDefault(reason.Code) + 1;

    internal void FindSent(AlreadySentRow row)
    {
        Exclude(Reason.AlreadySent);
        _alreadySent.Add(row);
    }

    internal void HoldBack(Reason reason, string field) =>
        _heldBack[(reason.Code, field)] = _heldBack.GetValueOrDefault((reason.Code, field)) + 1;
}
