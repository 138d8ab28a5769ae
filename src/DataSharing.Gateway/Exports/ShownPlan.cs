using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files.Checks;

namespace DataSharing.Gateway.Exports;

/// <summary>What a person sees of a plan: what changes in which record, and why. Shown through a <see cref="Withheld{T}"/> only.</summary>
internal sealed class ShownPlan
{
    internal ShownPlan(IReadOnlyList<ShownRow> rows, PlanExplanations explanations, IReadOnlyList<MissingFile> missing)
    {
        Rows = rows;
        HeldBack = explanations.HeldBack;
        Excluded = explanations.Excluded;
        Missing = missing;
    }

    /// <summary>The rows in the order of their tokens.</summary>
    public IReadOnlyList<ShownRow> Rows { get; }

    /// <summary>
    /// Records that are held back, at most <see cref="PlanExplanations.ListedAtMost"/>; those the force has and keeps come first.
    /// </summary>
    public IReadOnlyList<ExplainedRecord> HeldBack { get; }

    /// <summary>Records that the force must not have and does not have, at most <see cref="PlanExplanations.ListedAtMost"/>.</summary>
    public IReadOnlyList<ExplainedRecord> Excluded { get; }

    /// <summary>Files of the archive that could not be asked for what was sent before.</summary>
    public IReadOnlyList<MissingFile> Missing { get; }

    /// <summary>All records that something is shown of.</summary>
    public int Records => Rows.Count + HeldBack.Count + Excluded.Count;

    /// <inheritdoc/>
    public override string ToString() => "(withheld)";
}

/// <summary>One row of a plan, with the record it is of.</summary>
internal sealed class ShownRow
{
    internal ShownRow(PlannedRow planned, ExplainedRecord record, IReadOnlyList<ChangedCell>? changes)
    {
        Planned = planned;
        Record = record;
        Changes = changes;
    }

    /// <summary>The row.</summary>
    public PlannedRow Planned { get; }

    /// <summary>Its record.</summary>
    public ExplainedRecord Record { get; }

    /// <summary>The cells that an AMEND changes; null where what was sent before is not known, and of other rows.</summary>
    public IReadOnlyList<ChangedCell>? Changes { get; }

    /// <inheritdoc/>
    public override string ToString() => "(withheld)";
}

/// <summary>A file of the archive that could not be asked.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Message">Why, and what to do.</param>
internal sealed record MissingFile(int Sequence, string Message);
