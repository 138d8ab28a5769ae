namespace DataSharing.Gateway.Release;

/// <summary>A field of the data dictionary that comes or goes.</summary>
internal sealed class FieldJudge : Judge
{
    private static readonly string[] Compared = ["direct", "internal"];

    public FieldJudge()
    {
        Wider = "new, unless its class is `direct`; gone, where its class is `direct` or `internal`: its values are no longer looked for";
        Narrower = "new, of class `direct`; gone, of any other class";
    }

    public override bool IsOfWhole => true;

    public override IEnumerable<Finding> Of(PartChange change) => [new Finding(
        ClassOf(change.After is { } field ? field["class"]?.Literal != "direct"
            : Compared.Contains(change.Before?["class"]?.Literal, StringComparer.Ordinal)),
        change.Words)];
}
