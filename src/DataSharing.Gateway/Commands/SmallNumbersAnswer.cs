using System.Globalization;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Gateway.Exports;

namespace DataSharing.Gateway.Commands;

/// <summary>Shows what a plan measured about small numbers: the figures that a data protection impact assessment asks for.</summary>
internal static class SmallNumbersAnswer
{
    public static object Document(SmallNumberFigures figures) => new
    {
        mode = figures.K is null ? "match" : "k",
        k = figures.K,
        rowsPerStep = figures.RowsPerStep,
        withheld = figures.Withheld,
        shareWithheld = figures.ShareWithheld,
        shrunkClasses = figures.ShrunkClasses,
        uncounted = figures.Uncounted,
        holds = figures.Holds,
        counted = Document(figures.Counted),
        countedWithWithheld = Document(figures.CountedWithWithheld),
        released = Document(figures.Released),
        releasedWithWithheld = Document(figures.ReleasedWithWithheld),
    };

    public static void Print(CommandContext context, ForceProfile profile, SmallNumberFigures? figures)
    {
        TextWriter output = context.Output;
        output.WriteLine(profile.K is { } k
            ? string.Create(
                CultureInfo.InvariantCulture,
            $"  small numbers: k = {k}. {(figures is null ? "Nothing was measured." : Claim(k, figures))}")
            : $"  small numbers: match. {profile.MatchPurpose}");
        if (figures is null)
        {
            return;
        }

        if (figures.K is not null)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  rows at each step, finest first: {string.Join(", ", figures.RowsPerStep.Select(rows => rows.ToString("N0", CultureInfo.InvariantCulture)))}; withheld {figures.Withheld:N0} ({figures.ShareWithheld:P1}); classes that became smaller {figures.ShrunkClasses:N0}"));
        }

        Print(output, "counted columns", figures.Counted);
        Print(output, "all released columns", figures.Released);
        if (figures.Withheld > 0)
        {
            Print(output, "counted columns, withheld records in", figures.CountedWithWithheld);
            Print(output, "all released columns, withheld records in", figures.ReleasedWithWithheld);
        }
    }

    /// <summary>What is true of the classes, as they were measured.</summary>
    private static string Claim(int k, SmallNumberFigures figures)
    {
        if (figures.Holds == true)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"Every class, over everything released, has at least {k} people and as many premises.");
        }

        string shrunk = figures.ShrunkClasses == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
            $" Classes with fewer than {k} people or premises: {figures.ShrunkClasses:N0}. Withdrawals, or corrections of whom a record is about, made them smaller.");
        string uncounted = figures.Uncounted == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
            $" Rows that were sent under other rules and are in no class: {figures.Uncounted:N0}. A full re-export takes them back.");
        return shrunk.Length + uncounted.Length > 0 ? (shrunk + uncounted).TrimStart() : "The recipient would have no row.";
    }

    private static void Print(TextWriter output, string over, RiskFigures risk) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  over {over}: highest risk {risk.HighestRisk:0.###}, average {risk.AverageRisk:0.###}, {risk.Uniques:N0} classes of one person or premises; {risk.UniqueRows:N0} of {risk.Rows:N0} records unique ({risk.ShareUnique:P1})"));

    private static object Document(RiskFigures risk) => new
    {
        rows = risk.Rows,
        classes = risk.Classes,
        smallestClass = risk.SmallestClass,
        highestRisk = risk.HighestRisk,
        averageRisk = risk.AverageRisk,
        uniques = risk.Uniques,
        uniqueRows = risk.UniqueRows,
        shareUnique = risk.ShareUnique,
    };
}
