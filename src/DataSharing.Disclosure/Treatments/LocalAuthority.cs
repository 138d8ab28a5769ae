namespace DataSharing.Disclosure.Treatments;

/// <summary>The name or code of a local authority becomes its name, or its code where the protocol says so; it must be in the reference list.</summary>
internal sealed class LocalAuthority(ReferenceLists references, bool asCode) : Treatment
{
    public override string Word => "localAuthority";

    public override Treated Apply(object value, in TreatmentContext context)
    {
        string text = (string)value;
        if (references.AuthorityNames.TryGetValue(text, out string? name))
        {
            return Cell.Text(asCode ? text : name);
        }

        return references.AuthorityCodes.TryGetValue(text, out string? code) ? Cell.Text(asCode ? code : text) : Reason.NotInReference;
    }

    public override bool CanStand(string cell, FileLayout layout) => asCode ? references.AuthorityNames.ContainsKey(cell) : references.AuthorityCodes.ContainsKey(cell);

    public static LocalAuthority Make(TreatmentSource source)
    {
        bool asCode = source.Settings?.OptionalChoice("as", new Dictionary<string, bool> { ["name"] = false, ["code"] = true }, false) ?? false;
        return new LocalAuthority(source.References, asCode);
    }
}
