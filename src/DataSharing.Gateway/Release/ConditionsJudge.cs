using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Release;

/// <summary>The conditions that every record must meet. What is released tells that they are met.</summary>
internal sealed class ConditionsJudge : Judge
{
    private static readonly string[] Kinds = ["field", "equals", "in", "present", "before", "after"];

    // Every record would tell that it meets a condition, so one on these gives something away.
    private static readonly string[] Telling = ["special", "direct", "freeText"];

    public ConditionsJudge()
    {
        Wider = "a condition less, or one that lets other records through; any new one on a field of class `special`, `direct` or `freeText`, which every record then tells of";
        Narrower = "a condition more, or one that lets fewer values through";
        Neither = "the order of conditions";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        var findings = new List<Finding>();
        List<Part> gone = [.. change.Before?.Items.Where(then => !(change.After?.Items ?? []).Any(now => Part.AreSame(then, now))) ?? []];
        foreach (Part added in change.After?.Items.Where(now => !(change.Before?.Items ?? []).Any(then => Part.AreSame(then, now))) ?? [])
        {
            Part? replaced = gone.Find(then => then["field"]?.Literal is { } field && field == added["field"]?.Literal);
            bool isTelling = FieldClass(change.Now, added) is not { } of || Telling.Contains(of, StringComparer.Ordinal);
            bool narrows = !isTelling && IsKnown(added) && (replaced is null || LetsFewerThrough(replaced, added));
            findings.Add(new Finding(
                ClassOf(!narrows), replaced is null ? $"{added.Words} is new" : $"{replaced.Words} becomes {added.Words}"));
            if (replaced is not null)
            {
                gone.Remove(replaced);
            }
        }

        findings.AddRange(gone.Select(condition => new Finding(ChangeClass.Wider, $"{condition.Words} is gone")));
        return findings;
    }

    private static string? FieldClass(ForceText text, Part condition) => condition["field"] is { } field
        ? text.At(ForceText.Dictionary, "fields", field.Literal, "class")?.Literal : null;

    private static bool IsKnown(Part condition) => condition.Members.Keys.All(member => Kinds.Contains(member, StringComparer.Ordinal));

    /// <summary>Whether what meets the second meets the first, as far as it can be told from what is written.</summary>
    private static bool LetsFewerThrough(Part before, Part after)
    {
        Part[] values = Values(before);
        if (values.Length > 0)
        {
            Part[] fewer = Values(after);
            return fewer.Length > 0 && Array.TrueForAll(fewer, value => Array.Exists(values, known => Part.AreSame(known, value)));
        }

        bool compares = before["present"] is null && after["present"] is null && Values(after).Length == 0;
        return compares && IsNarrower(before["before"], after["before"], earlier: true)
            && IsNarrower(before["after"], after["after"], earlier: false);
    }

    private static Part[] Values(Part condition) =>
        condition["equals"] is { } one ? [one] : condition["in"] is { Kind: ConfigKind.Array } several ? [.. several.Items] : [];

    private static bool IsNarrower(Part? before, Part? after, bool earlier) => before is null
        || (AmountJudge.AmountOf(before.Literal) is { } was && AmountJudge.AmountOf(after?.Literal) is { } now
            && (earlier ? now <= was : now >= was));
}
