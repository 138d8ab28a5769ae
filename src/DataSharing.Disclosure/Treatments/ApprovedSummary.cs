using System.Text;
using DataSharing.Disclosure.Narrative;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// The summary that a person approved for sharing. The cell is empty unless the approval's hash still matches the text, incident, approver,
/// time and purpose, the purpose is the protocol's, and the approver is not the author. What the recognisers find in it in strict mode holds the row back.
/// </summary>
internal sealed class ApprovedSummary(SummaryRoles roles, string purpose, NarrativeRules rules) : Treatment
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

        // Nobody can have approved, and an unknown author may be the approver.
        if (approvedFor != purpose || string.IsNullOrWhiteSpace(approver) || string.IsNullOrWhiteSpace(author))
        {
            return Cell.None;
        }

        string text;
        bool matches;
        try
        {
            if (string.Equals(PersonOf(author), PersonOf(approver), StringComparison.OrdinalIgnoreCase))
            {
                return Cell.None;
            }

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

    public override bool IsHit(string cell) => rules.Strict.Redact(cell, KnownIdentifiers.None).Spans.Count > 0;

    /// <summary>One name in one spelling: the same person must not count as two because of a space or a normal form.</summary>
    private static string PersonOf(string name) => name.Normalize(NormalizationForm.FormKC).Trim();

    public static ApprovedSummary? Make(TreatmentSource source)
    {
        if (source.Need("approvedSummary", "\"purpose\": \"police-sharing\"")?.Text("purpose", "police-sharing") is not { } purpose)
        {
            return null;
        }

        if (source.Dictionary.Roles.Summary is not { } roles || roles.Text.Name != source.Field.Name)
        {
            source.Report($"\"{source.Field.Name}\" is not the approved summary of the data dictionary.", "Use the field that roles.summary.text names in source/fields.json.");
            return null;
        }

        return new ApprovedSummary(roles, purpose, source.Narrative);
    }
}
