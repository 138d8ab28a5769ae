using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Treatments;

/// <summary>What of a local authority is released.</summary>
internal enum AuthorityLevel
{
    Name,
    Code,

    /// <summary>The police force whose area it lies in, by slug.</summary>
    Force,
}

/// <summary>
/// The name, code or alias of a local authority becomes its name, its code, or the police force area it lies in; it must be in the
/// reference list.
/// </summary>
internal sealed class LocalAuthority(ReferenceLists references, AuthorityLevel level) : ValueTreatment
{
    private static readonly IReadOnlyDictionary<string, AuthorityLevel> Levels = new Dictionary<string, AuthorityLevel>
    {
        ["name"] = AuthorityLevel.Name,
        ["code"] = AuthorityLevel.Code,
        ["force"] = AuthorityLevel.Force,
    };

    public override string Word => "localAuthority";

    public override PlaceLevel? Place => level == AuthorityLevel.Force ? PlaceLevel.Force : PlaceLevel.LocalAuthority;

    private AuthorityLevel Level => level;

    public override Treated Of(object value)
    {
        string? code = references.AuthorityCode((string)value);
        return code is null ? Reason.NotInReference : Cell.Text(level switch
        {
            AuthorityLevel.Name => references.AuthorityNames[code],
            AuthorityLevel.Code => code,
            _ => references.AuthorityForces[code],
        });
    }

    public override CellForm Form(FileLayout layout) => level switch
    {
        AuthorityLevel.Name => CellForm.Place(ReferenceLists.AuthoritiesName, "The name of a local authority."),
        AuthorityLevel.Code => CellForm.Place(ReferenceLists.AuthoritiesName, "The code of a local authority."),
        _ => CellForm.Place(ReferenceLists.AuthoritiesName, "The police force whose area it lies in, in lower case with hyphens."),
    };

    public override bool CanStand(string cell, FileLayout layout) => level switch
    {
        AuthorityLevel.Name => references.AuthorityCodes.ContainsKey(cell),
        AuthorityLevel.Code => references.AuthorityNames.ContainsKey(cell),
        _ => references.AuthorityForces.Values.Contains(cell),
    };

    public override bool Coarsens(Treatment finer) =>
        finer is LocalAuthority other && (level == AuthorityLevel.Force || other.Level != AuthorityLevel.Force);

    public static LocalAuthority? Make(TreatmentSource source)
    {
        AuthorityLevel level = source.Settings?.OptionalChoice("as", Levels, AuthorityLevel.Name) ?? AuthorityLevel.Name;
        if (!source.Has(ReferenceLists.AuthoritiesName))
        {
            return null;
        }

        if (level == AuthorityLevel.Force
            && source.References.AuthorityNames.Keys.Any(code => !source.References.AuthorityForces.ContainsKey(code)))
        {
            source.Report(
                "reference/local-authorities.csv does not name the force of every local authority.",
                "Add the column \"force\", or use \"as\": \"code\".");
            return null;
        }

        return new LocalAuthority(source.References, level);
    }
}
