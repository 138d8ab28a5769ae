using System.Globalization;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Release;

/// <summary>Every change of the part has one class.</summary>
internal sealed class FixedJudge : Judge
{
    private readonly ChangeClass _class;

    public FixedJudge(ChangeClass changed)
    {
        _class = changed;
        Wider = changed == ChangeClass.Wider ? "any change" : null;
        Neither = changed == ChangeClass.Neither ? "any change" : null;
    }

    public override IEnumerable<Finding> Of(PartChange change) => [new Finding(_class, change.Words)];
}

/// <summary>Another text in the part's place is wider; one more is one thing, and one that is taken away the other.</summary>
internal sealed class TextJudge : Judge
{
    private readonly bool _moreIsWider;

    /// <param name="moreIsWider">Whether a text where there was none is wider; else none where there was one is.</param>
    public TextJudge(bool moreIsWider = true)
    {
        _moreIsWider = moreIsWider;
        (Wider, Narrower) = moreIsWider ? ("another or a new one", "taken away") : ("another, or taken away", "a new one");
    }

    public override IEnumerable<Finding> Of(PartChange change) => [
        new Finding(ClassOf((change.Before is not null && change.After is not null) || change.After is null != _moreIsWider), change.Words)];
}

/// <summary>A list of which the order says nothing.</summary>
internal sealed class SetJudge : Judge
{
    private readonly bool _moreIsWider;
    private readonly bool _noneIsAll;

    /// <param name="moreIsWider">Whether an entry more is wider; else one less is.</param>
    /// <param name="noneIsAll">Whether the part bounds nothing where it is not there.</param>
    public SetJudge(bool moreIsWider, bool noneIsAll = false)
    {
        _moreIsWider = moreIsWider;
        _noneIsAll = noneIsAll;
        (Wider, Narrower) = moreIsWider ? ("an entry more", "an entry less") : ("an entry less", "an entry more");
        if (noneIsAll)
        {
            (Wider, Narrower) = (Wider + ", or no list any more", Narrower + ", or a list where there was none");
        }
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        if (_noneIsAll && (change.Before is null || change.After is null))
        {
            return [new Finding(ClassOf(change.After is null), change.Words)];
        }

        string[] before = [.. Part.TextsOf(change.Before)];
        string[] after = [.. Part.TextsOf(change.After)];
        var findings = new List<Finding>();
        if (after.Except(before, StringComparer.Ordinal).ToList() is { Count: > 0 } more)
        {
            findings.Add(new Finding(ClassOf(_moreIsWider), $"{Listed(more)} is new"));
        }

        if (before.Except(after, StringComparer.Ordinal).ToList() is { Count: > 0 } less)
        {
            findings.Add(new Finding(ClassOf(!_moreIsWider), $"{Listed(less)} is gone"));
        }

        return findings;
    }

    /// <summary>Names in quotes, the first twenty of them.</summary>
    internal static string Listed(IReadOnlyCollection<string> names)
    {
        const int most = 20;
        string listed = string.Join(", ", names.Take(most).Select(name => $"\"{name}\""));
        return names.Count <= most ? listed : string.Create(CultureInfo.InvariantCulture, $"{listed} and {names.Count - most} more");
    }
}

/// <summary>A number or day of which more, or later, is one thing and less, or earlier, the other.</summary>
internal sealed class AmountJudge : Judge
{
    private readonly bool _moreIsWider;
    private readonly string? _default;

    /// <param name="moreIsWider">Whether more is wider; else less is.</param>
    /// <param name="otherwise">What holds where the part is not there; null where it has to be.</param>
    /// <param name="days">Whether it is a day.</param>
    public AmountJudge(bool moreIsWider, string? otherwise = null, bool days = false)
    {
        _moreIsWider = moreIsWider;
        _default = otherwise;
        (string more, string less) = days ? ("later", "earlier") : ("more", "less");
        (Wider, Narrower) = moreIsWider ? (more, less) : (less, more);
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        if (Amount(change.Before) is not { } before || Amount(change.After) is not { } after)
        {
            return [new Finding(ChangeClass.Wider, change.Words)];
        }

        return before == after ? [] : [new Finding(ClassOf((after > before) == _moreIsWider), change.Words)];
    }

    private decimal? Amount(Part? part) => AmountOf(part?.Kind is null or ConfigKind.Number or ConfigKind.Text
        ? part?.Literal ?? _default : null);

    /// <summary>A number, or the number of a day; null where it is neither.</summary>
    internal static decimal? AmountOf(string? literal) =>
        decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number
        : DateOnly.TryParseExact(literal, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day.DayNumber
        : null;
}

/// <summary>A choice between words that stand in an order, the narrowest first.</summary>
internal sealed class ChoiceJudge : Judge
{
    private readonly string[] _words;
    private readonly string? _default;

    /// <param name="words">The words, the narrowest first.</param>
    /// <param name="otherwise">What holds where the part is not there; null where it has to be.</param>
    public ChoiceJudge(string[] words, string? otherwise = null)
    {
        _words = words;
        _default = otherwise;
        Wider = $"later in the order {string.Join(", ", words.Select(word => word.Length == 0 ? "not there" : $"`{word}`"))}, and any other word";
        Narrower = "earlier in that order";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        int before = Array.IndexOf(_words, change.Before?.Literal ?? _default);
        int after = Array.IndexOf(_words, change.After?.Literal ?? _default);
        return before < 0 || after < 0 ? [new Finding(ChangeClass.Wider, change.Words)]
            : before == after ? []
            : [new Finding(ClassOf(after > before), change.Words)];
    }
}

/// <summary>A part that is judged as a whole where it comes or goes; within it, each part by itself.</summary>
internal sealed class WholeJudge : Judge
{
    private readonly ChangeClass _new;
    private readonly ChangeClass _gone;

    /// <param name="whenNew">The class of a new one.</param>
    /// <param name="whenGone">The class of one that is gone.</param>
    public WholeJudge(ChangeClass whenNew, ChangeClass whenGone)
    {
        _new = whenNew;
        _gone = whenGone;
        Wider = Said(ChangeClass.Wider);
        Narrower = Said(ChangeClass.Narrower);
        Neither = Said(ChangeClass.Neither);
    }

    public override bool IsOfWhole => true;

    public override IEnumerable<Finding> Of(PartChange change) => [new Finding(change.Before is null ? _new : _gone, change.Words)];

    private string? Said(ChangeClass of) => (_new == of, _gone == of) switch
    {
        (true, true) => "new, or gone",
        (true, false) => "new",
        (false, true) => "gone",
        _ => null,
    };
}

/// <summary>
/// What a protocol has for others changes nothing for this force. What it begins or ceases to use is told with its columns.
/// </summary>
internal sealed class UnusedJudge : Judge
{
    public UnusedJudge() => Neither = "any change";

    public override IEnumerable<Finding> Of(PartChange change)
    {
        ForceText other = change.Before is null ? change.Then : change.Now;
        return change.Before is not null == change.After is not null || other.At(change.Path[1], change.Name) is null
            ? [new Finding(ChangeClass.Neither, change.Words)] : [];
    }
}
