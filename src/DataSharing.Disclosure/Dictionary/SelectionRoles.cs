using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.SmallNumbers;

namespace DataSharing.Disclosure.Dictionary;

/// <summary>The columns of the source view that decide whether a force may have a record.</summary>
internal sealed class SelectionRoles
{
    /// <summary>The text that says that an incident is recorded as a crime.</summary>
    public const string Crime = "Yes";

    private SelectionRoles(DictionaryField key, DictionaryField force, DictionaryField status, DictionaryField doNotShare,
        DictionaryField embargoUntil, DictionaryField sourceForce, SummaryRoles? summary, DictionaryField? isCrime, ConsentRoles? consents,
            ReferenceRoles? policeReference, UnitRoles? units)
    {
        Key = key;
        Force = force;
        Status = status;
        DoNotShare = doNotShare;
        EmbargoUntil = embargoUntil;
        SourceForce = sourceForce;
        Summary = summary;
        Units = units;
        IsCrime = isCrime;
        Consents = consents;
        PoliceReference = policeReference;
    }

    public DictionaryField Key { get; }

    public DictionaryField Force { get; }

    public DictionaryField Status { get; }

    public DictionaryField DoNotShare { get; }

    public DictionaryField EmbargoUntil { get; }

    public DictionaryField SourceForce { get; }

    /// <summary>The columns of the approved summary; null when the source has none.</summary>
    public SummaryRoles? Summary { get; }

    /// <summary>The columns that say whom an incident is about, for counting; null when the source has none.</summary>
    public UnitRoles? Units { get; }

    /// <summary>
    /// Whether the incident is recorded as a crime: a boolean, or a text that says Yes; null when the source does not know.
    /// </summary>
    public DictionaryField? IsCrime { get; }

    /// <summary>The consents of an incident's persons; null when the source has none.</summary>
    public ConsentRoles? Consents { get; }

    /// <summary>The police reference and its issuer; null when the source has none.</summary>
    public ReferenceRoles? PoliceReference { get; }

    /// <summary>The charity's own reference of a case; null when the source does not name one.</summary>
    public DictionaryField? CaseReference { get; private init; }

    /// <summary>What links the incidents of a series; null when the source does not name one.</summary>
    public DictionaryField? Series { get; private init; }

    /// <summary>How exactly dates are known; null when the source does not say.</summary>
    public PrecisionRoles? Precision { get; private init; }

    /// <summary>The code or name of the local authority in which the incident happened; null when the source does not name one.</summary>
    public DictionaryField? LocalAuthority { get; private init; }

    /// <summary>Whether it happened on the railway, where the local authority does not say whose it is.</summary>
    public DictionaryField? Railway { get; private init; }

    /// <summary>Whether it happened on line, where the local authority does not say whose it is either.</summary>
    public DictionaryField? Online { get; private init; }

    public static SelectionRoles? Parse(ConfigObject roles, IReadOnlyDictionary<string, DictionaryField> fields)
    {
        DictionaryField? key = Role(roles, fields, "key", "incident_id", FieldType.Integer, FieldType.Text);
        DictionaryField? force = Role(roles, fields, "force", "force_slug", FieldType.Text);
        DictionaryField? status = Role(roles, fields, "status", "status", FieldType.Text);
        DictionaryField? doNotShare = Role(roles, fields, "doNotShare", "do_not_share", FieldType.Boolean);
        DictionaryField? embargoUntil = Role(roles, fields, "embargoUntil", "embargo_until", FieldType.Date);
        DictionaryField? sourceForce = Role(roles, fields, "sourceForce", "source_force", FieldType.Text);
        SummaryRoles? summary = roles.OptionalObject("summary") is { } named ? SummaryRoles.Parse(named, fields) : null;
        UnitRoles? units = roles.OptionalObject("units") is { } counted ? ReadUnits(counted, fields) : null;
        DictionaryField? isCrime = roles.Has("isCrime") ? Role(roles, fields, "isCrime", "is_crime", FieldType.Text, FieldType.Boolean)
            : null;
        if (isCrime is { Values: { } words } && !words.Contains(Crime))
        {
            roles.Report(
                "isCrime", $"The values of \"{isCrime.Name}\" do not have \"{Crime}\".",
                $"The text \"{Crime}\" says that an incident is a crime; correct the list, or use a boolean.");
        }

        ConsentRoles? consents = roles.OptionalObject("consents") is { } consented ? ConsentRoles.Parse(consented, fields) : null;
        ReferenceRoles? policeReference = roles.OptionalObject("policeReference") is { } issued ? ReferenceRoles.Parse(issued, fields)
            : null;
        DictionaryField? caseReference = Identifying(roles, fields, "caseReference", "case_ref", "noCaseReference", "case reference");
        DictionaryField? series = Identifying(roles, fields, "series", "series_id", "noSeries", "number of the series of linked incidents");
        PrecisionRoles? precision = roles.OptionalObject("datePrecision") is { } said ? PrecisionRoles.Parse(said, fields) : null;
        DictionaryField? authority = Optional(roles, fields, "localAuthority", "local_authority", FieldType.Text);
        DictionaryField? railway = Optional(roles, fields, "railway", "is_railway", FieldType.Boolean);
        DictionaryField? online = Optional(roles, fields, "online", "is_online", FieldType.Boolean);
        roles.Done();
        foreach ((string role, DictionaryField? field, string other) in new[] { ("status", status, "force"),
            ("sourceForce", sourceForce, "force"), ("sourceForce", sourceForce, "status") })
        {
            DictionaryField? taken = other == "force" ? force : status;
            if (field is not null && field == taken)
            {
                roles.Report(
                    role, $"\"{field.Name}\" has the role \"{other}\" already.",
                    "Name another column: two gates cannot look at one value.");
            }
        }

        if (key is not null && key.Class != FieldClass.Internal)
        {
            roles.Report(
                "key", $"The key column \"{key.Name}\" is not internal.", "Give it the class \"internal\": the key itself never leaves.");
        }

        return key is null || force is null || status is null || doNotShare is null || embargoUntil is null || sourceForce is null
            ? null
            : new SelectionRoles(
                key, force, status, doNotShare, embargoUntil, sourceForce, summary, isCrime, consents, policeReference, units)
            {
                CaseReference = caseReference, Series = series, Precision = precision, LocalAuthority = authority, Railway = railway,
                    Online = online,
            };
    }

    /// <summary>A role that a source need not have; without it a note says what is not compared.</summary>
    private static DictionaryField? Identifying(
        ConfigObject roles, IReadOnlyDictionary<string, DictionaryField> fields, string role, string example, string code, string what)
    {
        if (!roles.Has(role))
        {
            roles.Find(role);
            roles.Problems.Note(
                code, roles.Node, $"No column is named as the {what}, so a cell that is one is not noticed.",
                $"Add \"{role}\": \"{example}\" to the roles, if the source has such a column.");
            return null;
        }

        return Role(roles, fields, role, example, FieldType.Text, FieldType.Integer);
    }

    private static DictionaryField? Optional(
        ConfigObject roles, IReadOnlyDictionary<string, DictionaryField> fields, string role, string example, FieldType type) =>
        roles.Has(role) ? Role(roles, fields, role, example, type) : null;

    private static UnitRoles? ReadUnits(ConfigObject named, IReadOnlyDictionary<string, DictionaryField> fields)
    {
        DictionaryField? persons = Role(named, fields, "persons", "person_consents", FieldType.TextList);
        DictionaryField? premises = Role(named, fields, "premises", "premises_id", FieldType.Integer, FieldType.Text);
        named.Done();
        return persons is null || premises is null ? null : new UnitRoles(persons, premises);
    }

    internal static DictionaryField? Role(
        ConfigObject roles, IReadOnlyDictionary<string, DictionaryField> fields, string role, string example, params FieldType[] types)
    {
        if (roles.Text(role, example) is not { } column)
        {
            return null;
        }

        if (!fields.TryGetValue(column, out DictionaryField? field))
        {
            roles.Report(role, $"\"{column}\" is not among the fields, or has problems itself.", "Name a column of the dictionary.");
            return null;
        }

        if (!types.Contains(field.Type))
        {
            roles.Report(
                role, $"\"{column}\" has the wrong type for this role.",
                $"It must be {string.Join(" or ", types.Select(type => char.ToLowerInvariant(type.ToString()[0]) + type.ToString()[1..]))}.");
            return null;
        }

        return field;
    }
}
