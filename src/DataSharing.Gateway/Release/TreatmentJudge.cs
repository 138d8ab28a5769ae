using System.Globalization;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Release;

/// <summary>The treatment of a column: how much of the source's value is in the cell.</summary>
internal sealed class TreatmentJudge : Judge
{
    private const string Drop = "drop";

    // Each with those that it gives nothing new beside, for every field.
    private static readonly Dictionary<string, string[]> CoarserDates = new(StringComparer.Ordinal)
    {
        // A week reaches into two months, so none of the longer spans follows from it.
        ["day"] = ["week", "month", "quarter", "year"],
        ["month"] = ["quarter", "year"],
        ["quarter"] = ["year"],
    };

    public TreatmentJudge()
    {
        Wider = "a finer level, another kind of treatment, another code map, constant or purpose; under mode `k`, and for what premises are counted by, a coarser level too";
        Narrower = "a coarser level of the same kind, so that the cell follows from what it was; `postcodeArea` for `outwardPostcode`; `drop`";
        Neither = "the `separator` of a list, the `reason` for texts that nobody reads";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        ChangeClass found = change.Before is { } before && change.After is { } after ? Compare(before, after) : ChangeClass.Wider;
        string why = "";
        if (found == ChangeClass.Narrower && (change.Then.IsCounted || change.Now.IsCounted))
        {
            (found, why) = (ChangeClass.Wider, "; where small numbers are counted, coarser classes are larger, and records can leave that could not");
        }
        else if (found == ChangeClass.Narrower && IsCountedBy(change))
        {
            (found, why) = (ChangeClass.Wider, "; premises are counted by it");
        }

        return [new Finding(found, change.Words + why)];
    }

    private static bool IsCountedBy(PartChange change) =>
        change.Then.CountsPremisesBy(change.Path[1]) || change.Now.CountsPremisesBy(change.Path[1]);

    private static ChangeClass Compare(Part before, Part after)
    {
        (string was, string becomes) = (WordOf(before), WordOf(after));
        if (was != becomes)
        {
            return becomes == Drop || (was == "outwardPostcode" && becomes == "postcodeArea") ? ChangeClass.Narrower : ChangeClass.Wider;
        }

        if (was is "ageBand" or "countBand" or "numberBand")
        {
            return OfBands(before, after);
        }

        return before.Members.Keys.Union(after.Members.Keys, StringComparer.Ordinal).Where(setting => setting != "kind")
            .Where(setting => !Part.AreSame(before[setting], after[setting]))
            .Select(setting => OfSetting($"{was}.{setting}", before[setting], after[setting]))
            .DefaultIfEmpty(ChangeClass.Neither).Max();
    }

    private static string WordOf(Part treatment) => treatment.Kind == ConfigKind.Object ? treatment["kind"]?.Literal ?? "" : treatment.Literal;

    private static ChangeClass OfSetting(string setting, Part? before, Part? after)
    {
        (string? was, string? becomes) = (before?.Literal, after?.Literal);
        return setting switch
        {
            "date.precision" => ClassOf(!(was is not null && CoarserDates.TryGetValue(was, out string[]? coarser)
                && coarser.Contains(becomes, StringComparer.Ordinal))),
            "timeBand.hours" => ClassOf(!(Number(was) is { } fewer && Number(becomes) is { } hours && fewer > 0 && hours % fewer == 0)),
            "topBottom.bottom" => ClassOf(!(Number(becomes) > Number(was))),
            "topBottom.top" => ClassOf(!(Number(becomes) < Number(was))),
            // A name and a code tell the same, and a force's area follows from both.
            "localAuthority.as" => was == "force" ? ChangeClass.Wider : becomes == "force" ? ChangeClass.Narrower
                : (was ?? "name") == (becomes ?? "name") ? ChangeClass.Neither : ChangeClass.Wider,
            "recode.whenNull" => ClassOf(after is not null),
            "redact.unread" => ClassOf(after is not null),
            "redact.reason" or "codedList.separator" => ChangeClass.Neither,
            _ => ChangeClass.Wider,
        };
    }

    /// <summary>
    /// Bands put together, or numbers below the first that are held back, are narrower; any other bands tell something else.
    /// </summary>
    private static ChangeClass OfBands(Part before, Part after)
    {
        string[] settings = ["kind", "from", "below"];
        decimal?[] was = [.. before["from"]?.Items.Select(item => Number(item.Literal)) ?? []];
        decimal?[] becomes = [.. after["from"]?.Items.Select(item => Number(item.Literal)) ?? []];
        (bool below, bool isBelow) = (before["below"]?.Literal == "true", after["below"]?.Literal == "true");
        bool same = was.SequenceEqual(becomes) && below == isBelow;
        bool put = becomes.Length > 0 && becomes.All(was.Contains) && (below ? !isBelow || was[0] == becomes[0] : !isBelow);
        bool known = before.Members.Keys.Concat(after.Members.Keys).All(setting => settings.Contains(setting, StringComparer.Ordinal));
        return !known ? ChangeClass.Wider : same ? ChangeClass.Neither : ClassOf(!put);
    }

    private static decimal? Number(string? literal) =>
        decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;
}
