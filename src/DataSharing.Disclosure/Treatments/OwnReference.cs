using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// A police reference, released only to the force that issued it and only in that force's form. An unknown issuer, another issuer and
/// another form are no cell: a force receives only reference numbers that it issued itself. Source: design, section 4.
/// </summary>
internal sealed class OwnReference(ReferenceRoles roles, Recipient recipient) : Treatment
{
    private const int Longest = 40;

    public override string Word => "ownReference";

    public override bool IsOpen => true;

    public override ShownForm? Shows => ShownForm.Text;

    public override bool ShowsValue(object value, IncidentRecord record) =>
        record.TryGet(roles.IssuedBy, out string? issuer) && issuer == recipient.Force && HasForm((string)value);

    public override IEnumerable<DictionaryField> Needs => [roles.IssuedBy];

    public override IEnumerable<DictionaryField> DecidedBy => [roles.IssuedBy];

    public override Treated Apply(object value, in TreatmentContext context) =>
        ShowsValue(value, context.Record) ? Cell.Text((string)value) : Cell.None;

    public override CellForm Form(FileLayout layout) =>
        new("reference", "A reference number that the receiving force issued, as the force writes it.");

    public override bool CanStand(string cell, FileLayout layout) => HasForm(cell);

    public static OwnReference? Make(TreatmentSource source)
    {
        source.Settings?.Find("kind");
        if (source.Dictionary.Roles.PoliceReference is not { } roles || roles.Text.Name != source.Field.Name)
        {
            source.Report(
                $"\"{source.Field.Name}\" is not the police reference of the data dictionary.",
                "Use the field that roles.policeReference.text names in source/fields.json.");
            return null;
        }

        if (source.Recipient.IsStatistical)
        {
            source.Report("A statistical recipient issues no references.", "Leave the column out.");
            return null;
        }

        return new OwnReference(roles, source.Recipient);
    }

    private bool HasForm(string text) => text.Length is > 0 and <= Longest && recipient.ReferencePattern?.IsMatch(text) == true;
}
