namespace DataSharing.Gateway.Release;

/// <summary>A column that the force gets anew, or no longer.</summary>
internal sealed class ColumnJudge : Judge
{
    public ColumnJudge()
    {
        Wider = "new; under mode `k` one that is gone too";
        Narrower = "gone. Records that it alone held back can leave without it";
    }

    public override bool IsOfWhole => true;

    public override IEnumerable<Finding> Of(PartChange change)
    {
        if (change.After is { } column)
        {
            return [new Finding(ChangeClass.Wider, $"is new, from the field {column["field"]?.Words ?? "of nobody"}, as {column["treatment"]?.Words ?? "nothing"}")];
        }

        return change.Then.IsCounted || change.Now.IsCounted
            ? [new Finding(ChangeClass.Wider, "is gone; where small numbers are counted, classes get larger, and records can leave that could not")]
            : [new Finding(ChangeClass.Narrower, "is gone; records that it alone held back can leave without it")];
    }
}

/// <summary>Whether a column is counted among those that single a record out, and why not.</summary>
internal sealed class CountedJudge : Judge
{
    public CountedJudge()
    {
        Wider = "not counted any more";
        Narrower = "counted";
        Neither = "why it need not be";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        if (change.Name == "counted")
        {
            return [new Finding(ClassOf(change.After?.Literal != "true"), change.Words)];
        }

        return [new Finding(change.Before is not null && change.After is not null ? ChangeClass.Neither : ClassOf(change.After is not null),
            change.Words)];
    }
}

/// <summary>A reason that lets something through, in the words of whoever gave it.</summary>
internal sealed class ReasonJudge : Judge
{
    public ReasonJudge()
    {
        Wider = "new";
        Narrower = "gone";
        Neither = "another text";
    }

    public override IEnumerable<Finding> Of(PartChange change) => [
        new Finding(change.Before is not null && change.After is not null ? ChangeClass.Neither : ClassOf(change.After is not null), change.Words)];
}
