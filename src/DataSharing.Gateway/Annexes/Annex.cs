using System.Globalization;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Gateway.Configuration;

namespace DataSharing.Gateway.Annexes;

/// <summary>
/// The annex of an agreement: what a force gets and in which form, told from its configuration, so that paper and program say the same. No
/// value of an incident is in it. Source: release control, "the agreement as text".
/// </summary>
internal sealed class Annex
{
    private const string Unsaid = "not written in the profile";

    private readonly GatewaySettings _settings;
    private readonly ForceConfiguration _force;
    private readonly SmallNumberFigures? _figures;

    private Annex(GatewaySettings settings, ForceConfiguration force, SmallNumberFigures? figures)
    {
        _settings = settings;
        _force = force;
        _figures = figures;
    }

    private ForceProfile Profile => _force.Profile;

    private Agreement Agreement => _force.Profile.Agreement;

    /// <summary>The whole annex, for those who sign the agreement.</summary>
    /// <param name="settings">The installation.</param>
    /// <param name="force">The force's configuration.</param>
    /// <param name="figures">What was measured over what would be sent now; null where nothing was.</param>
    public static IReadOnlyList<AnnexPart> Whole(GatewaySettings settings, ForceConfiguration force, SmallNumberFigures? figures)
    {
        var annex = new Annex(settings, force, figures);
        return
        [
            .. annex.Head(), .. annex.Terms(), .. annex.Sent(withNeed: true), .. annex.Example(), .. annex.NeverSent(), .. annex.Times(),
            .. Obligations(), .. annex.Risk(), .. annex.Codebook(),
        ];
    }

    /// <summary>What the analyst who opens the file needs of it.</summary>
    /// <param name="settings">The installation.</param>
    /// <param name="force">The force's configuration.</param>
    public static IReadOnlyList<AnnexPart> ForAnalyst(GatewaySettings settings, ForceConfiguration force)
    {
        var annex = new Annex(settings, force, null);
        return
        [
            .. annex.Head(), .. annex.Reading(), .. annex.Sent(withNeed: false), .. annex.Example(), .. annex.Times(),
            .. Obligations(), .. annex.Codebook(),
        ];
    }

    private IEnumerable<AnnexPart> Head()
    {
        yield return new AnnexPart.Heading(1, $"What {Profile.Force} receives from {_settings.Title}");
        yield return new AnnexPart.Paragraph(
            $"Agreement {Agreement.Reference}, version {Agreement.Version}; profile version {Text(Profile.Version)}; protocol {Profile.Protocol}. Every file is personal data, whatever it leaves out: a force can compare it with its own records.");
    }

    private IEnumerable<AnnexPart> Terms()
    {
        yield return new AnnexPart.Heading(2, "The agreement");
        yield return new AnnexPart.Table(["Term", "As agreed"],
        [
            ["Parties", Agreement.Parties.Count == 0 ? Unsaid : string.Join("; ", Agreement.Parties)],
            ["Purpose", Agreement.Purpose ?? Unsaid],
            ["Lawful basis", Agreement.Basis],
            ["In force", $"{Day(Agreement.InForceFrom)} to {Day(Agreement.LastDay)}, both days included{(Agreement.Suspended ? "; suspended at present" : "")}"],
            .. Agreement.BackfillFrom is { } since
                ? [["Not told of", $"incidents that happened or were reported before {Day(since)}"]] : Array.Empty<IReadOnlyList<string>>(),
            ["Review due", Agreement.ReviewDue is { } due ? Day(due) : Unsaid],
            ["Marking of every file", Agreement.Marking],
            ["Retention at the recipient", Agreement.Retention ?? Unsaid],
            ["Contact at the recipient", Agreement.Contact ?? Unsaid],
            .. Agreement.Roles.Select(role => (IReadOnlyList<string>)[$"Role: {role.Key}", role.Value]),
        ]);
    }

    private IEnumerable<AnnexPart> Sent(bool withNeed)
    {
        yield return new AnnexPart.Heading(2, "What is sent");
        yield return new AnnexPart.Paragraph(
            $"{(Profile.IsStatistical ? "Records of all places" : "Records of the force's own area")} with the status {string.Join(" or ", Profile.Statuses)}, unless somebody has objected, an embargo stands, or a value cannot be shown to be safe. One row is one record. A record is the charity's report and no finding of crime.");
        int control = Profile.Descriptions.Count - Profile.Columns.Count;
        yield return new AnnexPart.Table(
            withNeed ? ["Column", "What it means", "How it is written", "Why it is needed"] : ["Column", "What it means", "How it is written"],
            [
                .. Profile.Descriptions.Select((column, index) => (IReadOnlyList<string>)(withNeed
                    ? [column.Name, column.Meaning, column.Form, NeedOf(index < control ? null : Profile.Columns[index - control])]
                    : [column.Name, column.Meaning, column.Form])),
            ]);
    }

    private IEnumerable<AnnexPart> Example()
    {
        yield return new AnnexPart.Heading(2, "An invented example");
        yield return new AnnexPart.Table(
            ["Column", "Cell"],
            [
                .. Profile.Descriptions.Zip(
                    Profile.Example, (column, cell) => (IReadOnlyList<string>)[column.Name, cell.Length == 0 ? "(mostly empty)" : cell]),
            ]);
    }

    private IEnumerable<AnnexPart> NeverSent()
    {
        ILookup<FieldClass, DictionaryField> left = Profile.NeverSent;
        yield return new AnnexPart.Heading(2, "What is never sent");
        yield return new AnnexPart.Paragraph(
            "The following identify a person or a place by themselves. No profile can release them; the program looks for them in every cell of their own record, and holds the record back where it finds one.");
        yield return new AnnexPart.Items([Named(left[FieldClass.Direct])]);
        yield return new AnnexPart.Paragraph("Texts that stay at the charity as they were written:");
        yield return new AnnexPart.Items([Named(left[FieldClass.FreeText])]);
        yield return new AnnexPart.Paragraph("Recorded by the charity, and not sent to this recipient:");
        yield return new AnnexPart.Items([Named(left[FieldClass.Quasi].Concat(left[FieldClass.Special]).Concat(left[FieldClass.Plain]))]);
    }

    private IEnumerable<AnnexPart> Times()
    {
        ScheduleSettings schedule = _force.Schedule;
        yield return new AnnexPart.Heading(2, "How often");
        yield return new AnnexPart.Paragraph(
            $"A file is sent {ScheduleWords.Of(schedule.Cron, schedule.Zone)}. {OnEmptyNights()} Sequence numbers have no gaps: a missing number is a missing file, and the charity can send it again.");
    }

    private string OnEmptyNights() => Profile.EmptyNight switch
    {
        EmptyNight.HeaderOnly => "Where nothing has changed, the file has a header and no row.",
        EmptyNight.ManifestOnly => "Where nothing has changed, a manifest is sent without a file.",
        _ => "Where nothing has changed, nothing is sent.",
    };

    private IEnumerable<AnnexPart> Reading()
    {
        string encoding = Profile.Layout.Encoding.WebName;
        yield return new AnnexPart.Heading(2, "How to read the file");
        yield return new AnnexPart.Paragraph(
            $"A CSV file in {encoding}{(Profile.Layout.Encoding.Preamble.Length > 0 ? " with a byte order mark" : "")}, cells separated by {DelimiterName()}, {(Profile.Layout.Header ? "with a line of headings" : "without a line of headings")}; a cell without a value is {(Profile.Layout.NullToken.Length == 0 ? "empty" : $"\"{Profile.Layout.NullToken}\"")}. The manifest beside it, of the same name ending in .json, comes last: import the file when its manifest is there and the hash in it fits.");
    }

    private string DelimiterName() => Profile.Layout.Delimiter switch
    {
        ',' => "commas",
        ';' => "semicolons",
        '\t' => "tabs",
        _ => "vertical bars",
    };

    private static IEnumerable<AnnexPart> Obligations()
    {
        yield return new AnnexPart.Heading(2, "What a WITHDRAW row asks of the recipient");
        yield return new AnnexPart.Items(
        [
            "Delete the record of that record_id wherever it was imported or copied to, and what was worked out from it about a person.",
            "Tell whoever the record was passed on to, and ask them to delete it.",
            "Do not ask why: the row gives no reason, and a reason could say something of a person.",
            "Take the record in again only when a later file has it as NEW under the same record_id.",
        ]);
        yield return new AnnexPart.Paragraph(
            "A withdrawal is sent whatever else stands in the way: after the agreement has ended, too. Keep the mailbox and the drop open until the last record is deleted.");
    }

    private IEnumerable<AnnexPart> Risk()
    {
        yield return new AnnexPart.Heading(2, "How much could single somebody out");
        yield return new AnnexPart.Paragraph(Profile.K is { } k
            ? $"Every combination of the counted columns stands for at least {Text(k)} people and as many premises, over everything that was ever sent to this recipient."
            : $"Small numbers are not held back. {Profile.MatchPurpose}");
        yield return new AnnexPart.Items(
        [
            .. Profile.Columns.Select(column => $"{column.Heading}: {column.ExemptReason ?? "counted."}"),
        ]);
        yield return new AnnexPart.Paragraph(_figures is null
            ? $"The figures of the day are measured by: datasharing force explain {Profile.Force} --measure"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Measured over all that would be sent now: {_figures.Released.Rows:N0} records, of which {_figures.Released.UniqueRows:N0} ({_figures.Released.ShareUnique:P1}) are unique over all released columns, and {_figures.Counted.UniqueRows:N0} ({_figures.Counted.ShareUnique:P1}) over the counted ones."));
    }

    private IEnumerable<AnnexPart> Codebook()
    {
        yield return new AnnexPart.Heading(2, "Codebook");
        foreach (ColumnDescription column in Profile.Descriptions)
        {
            if (column.Values is { } values)
            {
                yield return new AnnexPart.Heading(3, column.Name);
                yield return new AnnexPart.Items(
                    [.. values.Select(value => value.Label is { } label && label != value.Value ? $"{value.Value}: {label}" : value.Value)]);
            }
            else if (column.List is { } list)
            {
                yield return new AnnexPart.Heading(3, column.Name);
                yield return new AnnexPart.Paragraph($"A place of the list {list}.");
            }
        }
    }

    private static string NeedOf(ReleasedColumn? column) => column is null ? "Importing the file."
        : column.NeededFor is { } need ? column.Condition is { } condition ? $"{need} Condition: {condition}" : need
        : column.Condition is { } alone ? $"Condition: {alone}" : Unsaid;

    private static string Named(IEnumerable<DictionaryField> fields) =>
        fields.Select(field => field.Name.Replace('_', ' ')).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "(none)";

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
