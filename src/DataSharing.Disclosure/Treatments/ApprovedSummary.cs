using System.Text;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// The summary that a person approved for sharing. The cell is empty unless the approval's hash still matches the text, incident, approver,
/// time and purpose, the purpose is the protocol's, the time is one at which somebody can have approved, and the approver is not the
/// author. What the recognisers find in it in strict mode, told of the record, holds the row back.
/// </summary>
internal sealed class ApprovedSummary(SummaryRoles roles, string purpose, DateOnly notBefore, NarrativeRules rules) : Treatment
{
    public override string Word => "approvedSummary";

    public override bool IsOpen => true;

    public override IEnumerable<DictionaryField> Needs => roles.All;

    public override Treated Apply(object value, in TreatmentContext context)
    {
        IncidentRecord record = context.Record;
        if (!record.TryGet(roles.ApprovedBy, out string? approver) || !record.TryGet(roles.ApprovedAt, out DateTime approvedAt)
            || !record.TryGet(roles.ApprovedHash, out string? approvedHash) || !record.TryGet(roles.Purpose, out string? approvedFor)
            || !record.TryGet(roles.Author, out string? author))
        {
            return Cell.None;
        }

        // The day in UTC is never after the one in London, so an approval of the past always counts.
        var approvedOn = DateOnly.FromDateTime(approvedAt);
        // An unknown author may be the approver.
        if (approvedFor != purpose || approvedOn < notBefore || approvedOn > context.Today || !PersonIds.AreTwoPersons(author, approver))
        {
            return Cell.None;
        }

        string text;
        bool matches;
        try
        {
            text = SummaryApproval.Normalise((string)value);
            matches = SummaryApproval.Matches(approvedHash, context.Key, (string)value, approver, approvedAt, approvedFor);
        }
        catch (ArgumentException)
        {
            // The text or a name holds a lone surrogate, so it has no normal form and nobody can have approved it.
            return Cell.None;
        }

        return matches && text.Length > 0 ? Cell.Text(text) : Cell.None;
    }

    public override CellForm Form(FileLayout layout) => new("text", "Free text that a second person read and approved for this purpose.");

    public override bool CanStand(string cell, FileLayout layout) => OutputText.IsOpenText(cell);

    /// <summary>
    /// Whether strict mode, with what the record holds of its people, masks anything but the name of a place that is released in the row.
    /// </summary>
    public override bool IsHit(string cell, IReadOnlyList<(DirectKind Kind, string Value)> direct, IReadOnlyCollection<string> places)
    {
        var known = new KnownIdentifiers(direct, places);
        return rules.Strict.Redact(cell, known).Spans.Any(
            span => span.Type != MaskType.Place
            || !places.Any(place => KeepTerms.Fold(place) == KeepTerms.Fold(cell[span.Start..span.End])));
    }

    public static ApprovedSummary? Make(TreatmentSource source)
    {
        if (source.Need("approvedSummary", "\"purpose\": \"police-sharing\"")?.Text("purpose", "police-sharing") is not { } purpose)
        {
            return null;
        }

        if (source.Dictionary.Roles.Summary is not { } roles || roles.Text.Name != source.Field.Name)
        {
            source.Report(
                $"\"{source.Field.Name}\" is not the approved summary of the data dictionary.",
                "Use the field that roles.summary.text names in source/fields.json.");
            return null;
        }

        return new ApprovedSummary(roles, purpose, source.Dictionary.NotBefore, source.Narrative);
    }
}
