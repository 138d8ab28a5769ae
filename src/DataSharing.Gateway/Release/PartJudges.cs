using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Release;

/// <summary>The heading of a column; without one it is the column's name.</summary>
internal sealed class HeadingJudge : Judge
{
    public HeadingJudge() => Wider = "any change: to the recipient it is another column";

    public override IEnumerable<Finding> Of(PartChange change)
    {
        string before = change.Before?.Literal ?? change.Path[1];
        string after = change.After?.Literal ?? change.Path[1];
        return before == after ? [] : [new Finding(ChangeClass.Wider, $"\"{before}\" becomes \"{after}\"")];
    }
}

/// <summary>The order of the columns in the file.</summary>
internal sealed class OrderJudge : Judge
{
    public OrderJudge() => Neither = "any change";

    public override IEnumerable<Finding> Of(PartChange change)
    {
        IReadOnlyList<string> before = Part.TextsOf(change.Before);
        IReadOnlyList<string> after = Part.TextsOf(change.After);
        return before.Where(after.Contains).SequenceEqual(after.Where(before.Contains)) ? []
            : [new Finding(ChangeClass.Neither, $"is now {string.Join(", ", after)}")];
    }
}

/// <summary>One code of a code map, with its output and what that means.</summary>
internal sealed class CodeJudge : Judge
{
    public CodeJudge()
    {
        Wider = "new, with another output, or with another label";
        Narrower = "gone: a record with it is held back";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        if (change.After is null)
        {
            return [new Finding(ChangeClass.Narrower, $"{change.Before!.Words} is gone")];
        }

        bool known = new[] { change.Before, change.After }.OfType<Part>().All(
            part => part.Members.Keys.All(member => member is "output" or "label"));
        return known && change.Before is { } before && Said(before) == Said(change.After) ? []
            : [new Finding(ChangeClass.Wider, change.Words)];
    }

    private static (string? Output, string? Label) Said(Part code) =>
        code.Kind == ConfigKind.Object ? (code["output"]?.Literal, code["label"]?.Literal) : (code.Literal, null);
}

/// <summary>How rare premises are treated, as a block that comes or goes.</summary>
internal sealed class RarePremisesJudge : Judge
{
    public RarePremisesJudge()
    {
        Wider = "gone; new with broader codes, which the recipient does not know";
        Narrower = "new without broader codes: it only withholds";
    }

    public override bool IsOfWhole => true;

    public override IEnumerable<Finding> Of(PartChange change) => [
        new Finding(ClassOf(change.After is null || change.After["broader"]?.Members.Count > 0), change.Words)];
}

/// <summary>A number of people or premises below which less is told.</summary>
internal sealed class ThresholdJudge : Judge
{
    private readonly Func<ForceText, bool> _goesOn;
    private readonly AmountJudge _amount = new(moreIsWider: false);

    /// <param name="goesOn">Whether what the number stops goes up to something coarser, and carries others there over the number.</param>
    /// <param name="where">Where that is so, in words.</param>
    public ThresholdJudge(Func<ForceText, bool> goesOn, string where)
    {
        _goesOn = goesOn;
        Wider = $"lower; higher too {where}: what is moved there carries over the number what was withheld";
        Narrower = "higher otherwise";
    }

    public override IEnumerable<Finding> Of(PartChange change) => _amount.Of(change).Select(
        finding => finding.Class == ChangeClass.Narrower && (_goesOn(change.Then) || _goesOn(change.Now))
            ? new Finding(ChangeClass.Wider, finding.Words + "; what goes up to something coarser can carry others over the number") : finding);
}

/// <summary>The least and the most that a field holds; a value outside holds its record back.</summary>
internal sealed class RangeJudge : Judge
{
    public RangeJudge()
    {
        Wider = "it reaches further at an end, or is gone";
        Narrower = "it lies within the one before, or is new";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        decimal?[] before = Ends(change.Before);
        decimal?[] after = Ends(change.After);
        bool within = change.Before is null || (before.Length == 2 && after.Length == 2 && after[0] >= before[0] && after[1] <= before[1]);
        return [new Finding(ClassOf(change.After is null || !within), change.Words)];
    }

    private static decimal?[] Ends(Part? range) => [.. range?.Items.Select(end => AmountJudge.AmountOf(end.Literal)) ?? []];
}

/// <summary>The server's public keys. What stands behind a key on its line is a comment.</summary>
internal sealed class HostKeysJudge : Judge
{
    private readonly bool _moreIsWider;

    /// <param name="moreIsWider">Whether a key more is wider; else one less is.</param>
    public HostKeysJudge(bool moreIsWider)
    {
        _moreIsWider = moreIsWider;
        (Wider, Narrower) = moreIsWider ? ("a key more", "a key less") : ("a key less", "a key more");
        Neither = "the comment behind a key";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        string[] before = [.. Part.TextsOf(change.Before).Select(KeyOf)];
        string[] after = [.. Part.TextsOf(change.After).Select(KeyOf)];
        var findings = new List<Finding>();
        findings.AddRange(after.Except(before).Select(key => new Finding(ClassOf(_moreIsWider), $"{Shown(key)} is new")));
        findings.AddRange(before.Except(after).Select(key => new Finding(ClassOf(!_moreIsWider), $"{Shown(key)} is gone")));
        return findings.Count > 0 ? findings : [new Finding(ChangeClass.Neither, "the order or comments of the keys are others")];
    }

    private static string KeyOf(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2));

    private static string Shown(string key) =>
        key.Split(' ') is [var algorithm, var encoded] && new HostKeyPin(algorithm, encoded) is { IsWellFormed: true } pin
            ? $"{algorithm} {pin.Sha256}" : "a key that cannot be read";
}

/// <summary>The encoding of the file. A record with a character that it lacks is held back.</summary>
internal sealed class EncodingJudge : Judge
{
    private const string FewCharacters = "windows-1252";

    public EncodingJudge()
    {
        Wider = $"UTF-8 for `{FewCharacters}`: records leave that the encoding held back";
        Narrower = $"`{FewCharacters}` for UTF-8";
        Neither = "with or without a byte order mark";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        (bool few, bool isFew) = (change.Before?.Literal == FewCharacters, change.After?.Literal == FewCharacters);
        return [new Finding(few == isFew ? ChangeClass.Neither : ClassOf(few), change.Words)];
    }
}

/// <summary>The statement that reads the source. Nobody can tell by a table what a change of it does.</summary>
internal sealed class SqlJudge : Judge
{
    private const int LinesAtMost = 12;

    public SqlJudge() => Wider = "any change, of a comment too";

    public override IEnumerable<Finding> Of(PartChange change)
    {
        string[] before = Lines(change.Before);
        string[] after = Lines(change.After);
        string[] more = [.. after.Except(before, StringComparer.Ordinal)];
        string[] less = [.. before.Except(after, StringComparer.Ordinal)];
        string words = string.Join("; ", new[] { Said("new", more), Said("gone", less) }.OfType<string>());
        return [new Finding(ChangeClass.Wider, words.Length > 0 ? words : "lines stand elsewhere, or blanks are others")];
    }

    private static string[] Lines(Part? sql) =>
        [.. (sql?.Literal ?? "").ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static string? Said(string what, string[] lines) => lines.Length == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{lines.Length} line(s) {what}: {string.Join(" / ", lines.Take(LinesAtMost))}{(lines.Length > LinesAtMost ? " / …" : "")}");
}
