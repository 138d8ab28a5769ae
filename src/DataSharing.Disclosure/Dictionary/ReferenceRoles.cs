using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Dictionary;

/// <summary>The columns that hold a police reference and the force that issued it.</summary>
internal sealed class ReferenceRoles
{
    private ReferenceRoles(DictionaryField text, DictionaryField issuedBy)
    {
        Text = text;
        IssuedBy = issuedBy;
    }

    public DictionaryField Text { get; }

    /// <summary>The slug of the issuing force; null where nobody recorded it.</summary>
    public DictionaryField IssuedBy { get; }

    public static ReferenceRoles? Parse(ConfigObject named, IReadOnlyDictionary<string, DictionaryField> fields)
    {
        DictionaryField? text = SelectionRoles.Role(named, fields, "text", "police_ref", FieldType.Text);
        DictionaryField? issuedBy = SelectionRoles.Role(named, fields, "issuedBy", "police_force_slug", FieldType.Text);
        named.Done();
        return text is null || issuedBy is null ? null : new ReferenceRoles(text, issuedBy);
    }
}
