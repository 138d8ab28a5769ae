using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Release;

/// <summary>A guard: false where it is switched off, true or nothing for its usual numbers, or an object with some of them.</summary>
internal sealed class BoundJudge : Judge
{
    private readonly (string Name, decimal Usual)[] _numbers;

    /// <param name="numbers">Its numbers, with those that hold where nothing is said.</param>
    public BoundJudge(params (string Name, decimal Usual)[] numbers)
    {
        _numbers = numbers;
        Wider = "a greater number; switched off";
        Narrower = "smaller numbers; switched on";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        decimal[]? before = Numbers(change.Before);
        decimal[]? after = Numbers(change.After);
        if (before is null || after is null)
        {
            return [new Finding(ChangeClass.Wider, change.Words)];
        }

        bool more = after.Zip(before).Any(pair => pair.First > pair.Second);
        return before.SequenceEqual(after) ? [] : [new Finding(ClassOf(more), change.Words)];
    }

    /// <summary>The numbers; null where they are not known.</summary>
    private decimal[]? Numbers(Part? guard) => guard switch
    {
        null or { Kind: ConfigKind.Boolean, Literal: "true" } => [.. _numbers.Select(number => number.Usual)],
        { Kind: ConfigKind.Boolean } => [.. _numbers.Select(_ => decimal.MaxValue)],
        { Kind: ConfigKind.Object } when guard.Members.Keys.All(name => Array.Exists(_numbers, number => number.Name == name)) =>
            [.. _numbers.Select(number => guard[number.Name] is { } said ? AmountJudge.AmountOf(said.Literal) ?? decimal.MaxValue : number.Usual)],
        _ => null,
    };
}
