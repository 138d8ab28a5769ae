namespace DataSharing.Gateway.Release;

/// <summary>Says what a change of one kind of part does.</summary>
internal abstract class Judge
{
    /// <summary>Which changes are wider, in words for the table; null where none is.</summary>
    public string? Wider { get; init; }

    /// <summary>Which changes are narrower; null where none is.</summary>
    public string? Narrower { get; init; }

    /// <summary>Which changes are neither; null where none is.</summary>
    public string? Neither { get; init; }

    /// <summary>Whether it judges a part that comes or goes, and leaves one that stays to the rules of what is in it.</summary>
    public virtual bool IsOfWhole => false;

    /// <summary>
    /// What the change does. Nothing where the two say the same in other words, for example a default that is written out.
    /// </summary>
    public abstract IEnumerable<Finding> Of(PartChange change);

    /// <summary>The class of what is more, and of what is less.</summary>
    protected static ChangeClass ClassOf(bool wider) => wider ? ChangeClass.Wider : ChangeClass.Narrower;
}
