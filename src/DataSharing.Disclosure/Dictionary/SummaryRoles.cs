using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Dictionary;

/// <summary>The columns that hold the summary a person approved for sharing, and its approval.</summary>
internal sealed class SummaryRoles
{
    private SummaryRoles(
        DictionaryField text, DictionaryField author, DictionaryField approvedBy, DictionaryField approvedAt, DictionaryField approvedHash,
        DictionaryField purpose)
    {
        Text = text;
        Author = author;
        ApprovedBy = approvedBy;
        ApprovedAt = approvedAt;
        ApprovedHash = approvedHash;
        Purpose = purpose;
    }

    public DictionaryField Text { get; }

    public DictionaryField Author { get; }

    public DictionaryField ApprovedBy { get; }

    public DictionaryField ApprovedAt { get; }

    public DictionaryField ApprovedHash { get; }

    public DictionaryField Purpose { get; }

    public IEnumerable<DictionaryField> All => [Text, Author, ApprovedBy, ApprovedAt, ApprovedHash, Purpose];

    public static SummaryRoles? Parse(ConfigObject named, IReadOnlyDictionary<string, DictionaryField> fields)
    {
        DictionaryField? text = SelectionRoles.Role(named, fields, "text", "summary_shareable", FieldType.Text);
        DictionaryField? author = SelectionRoles.Role(named, fields, "author", "summary_author", FieldType.Text);
        DictionaryField? approvedBy = SelectionRoles.Role(named, fields, "approvedBy", "summary_approved_by", FieldType.Text);
        DictionaryField? approvedAt = SelectionRoles.Role(named, fields, "approvedAt", "summary_approved_at", FieldType.Instant);
        DictionaryField? approvedHash = SelectionRoles.Role(named, fields, "approvedHash", "summary_approved_hash", FieldType.Text);
        DictionaryField? purpose = SelectionRoles.Role(named, fields, "purpose", "summary_purpose", FieldType.Text);
        named.Done();
        if (text is not null && text.Class != FieldClass.FreeText)
        {
            named.Report("text", $"\"{text.Name}\" is not freeText.", "Give it the class \"freeText\".");
        }

        return text is null || author is null || approvedBy is null || approvedAt is null || approvedHash is null || purpose is null
            ? null
            : new SummaryRoles(text, author, approvedBy, approvedAt, approvedHash, purpose);
    }
}
