using System.Collections.Frozen;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.References;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Profile;

/// <summary>
/// Puts the columns of a profile together from its protocol and what the protocol lets a profile change (<c>profileMay</c>).
/// </summary>
internal sealed partial class ColumnReader
{
    private const string LabelsMember = "bandLabels";

    private static readonly IReadOnlyDictionary<string, bool> ReleaseConditions = new Dictionary<string, bool> { ["consent"] = true };
    private static readonly IReadOnlyDictionary<string, BandLabels> Labels = new Dictionary<string, BandLabels> { [
        "words"] = BandLabels.Words, ["dashes"] = BandLabels.Dashes };

    private readonly ConfigObject _protocol;
    private readonly ConfigObject _profile;
    private readonly ConfigProblems _problems;
    private readonly DataDictionary _dictionary;
    private readonly ReferenceLists _references;
    private readonly Recipient _recipient;
    private readonly NarrativeRules _narrative;
    private readonly IReadOnlyList<string> _treatmentsMayChange;
    private readonly IReadOnlyList<string> _codeMapsMayChange;
    private readonly bool _columnsMayBeAdded;
    private readonly BandLabels _bandLabels;
    private readonly Dictionary<string, ConfigObject> _shared = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, CodeMap> _codeMaps = FrozenDictionary<string, CodeMap>.Empty;

    public ColumnReader(
        ConfigObject profile, ConfigObject protocol, DataDictionary dictionary, ReferenceLists references, Recipient recipient,
        NarrativeRules narrative)
    {
        _profile = profile;
        _protocol = protocol;
        _problems = profile.Problems;
        _dictionary = dictionary;
        _references = references;
        _recipient = recipient;
        _narrative = narrative;
        ConfigObject? may = protocol.OptionalObject("profileMay");
        _treatmentsMayChange = may?.OptionalTexts("changeTreatmentOf", "incident_date") ?? [];
        _codeMapsMayChange = may?.OptionalTexts("changeCodeMaps", "category") ?? [];
        _columnsMayBeAdded = may?.OptionalBoolean("addColumns", false) ?? false;
        may?.Done();
        _bandLabels = profile.OptionalChoice(LabelsMember, Labels, BandLabels.Dashes);
    }

    public IReadOnlyList<ReleasedColumn> Read()
    {
        IReadOnlyDictionary<string, CodeMap> codeMaps = _codeMaps = new CodeMapReader(_profile, _protocol).Read(_codeMapsMayChange);
        ConfigObject? shared = _protocol.Object("columns");
        foreach (string name in shared?.Names ?? [])
        {
            if (shared!.Object(name) is { } column)
            {
                CheckName(name, column);
                _shared[name] = column;
            }
        }

        var columns = new List<ReleasedColumn>();
        foreach (ConfigNode item in _profile.List("columns"))
        {
            if (ReadColumn(item, _shared, codeMaps) is { } column)
            {
                if (columns.Exists(other => other.Name == column.Name))
                {
                    _problems.Add(item, $"The column \"{column.Name}\" stands twice.", "Keep one of them.");
                }
                else if (columns.Exists(other => string.Equals(other.Heading, column.Heading, StringComparison.OrdinalIgnoreCase))
                    || ControlColumns.Names.Contains(column.Heading, StringComparer.OrdinalIgnoreCase))
                {
                    _problems.Add(item, $"The heading \"{column.Heading}\" is used already.", "Give the column another \"heading\".");
                }
                else
                {
                    columns.Add(column);
                }
            }
        }

        NoteBands(columns);
        return columns;
    }

    /// <summary>
    /// A spreadsheet makes 3 May of <c>3-5</c>. The labels stay as they are where a profile does not say otherwise: others amend every row
    /// with one.
    /// </summary>
    private void NoteBands(List<ReleasedColumn> columns)
    {
        if (!_profile.Has(LabelsMember)
            && columns.Select(column => (column.Name, Label: (column.Treatment as Band)?.ReadAsDate))
            .FirstOrDefault(column => column.Label is not null) is { Label: { } label } read)
        {
            _problems.Note("bandLabels", _profile.Node, $"A spreadsheet makes a date of the band \"{label}\" in \"{read.Name}\".",
                "Write \"bandLabels\": \"words\" (3 to 5), which amends every row with a band once, or \"dashes\" to keep them.");
        }
    }

    private ReleasedColumn? ReadColumn(
        ConfigNode item, Dictionary<string, ConfigObject> shared, IReadOnlyDictionary<string, CodeMap> codeMaps)
    {
        ConfigObject? own = item.Kind == ConfigKind.Object ? _profile.CheckObject(item) : null;
        string? name = own is null ? _profile.CheckText(item, "incident_date") : own.Text("column", "incident_date");
        if (name is null)
        {
            return null;
        }

        string? heading = own?.OptionalText("heading", "Incident date", HeadingForm());
        if (heading is not null)
        {
            ReleasableText.CheckFixed(own!.Find("heading")!, "heading", _problems);
        }

        ConfigNode? ownTreatment = own?.Find("treatment");
        ConfigObject definition;
        if (shared.TryGetValue(name, out ConfigObject? fromProtocol))
        {
            definition = fromProtocol;
            own?.Done();
            if (ownTreatment is not null && !_treatmentsMayChange.Contains(name, StringComparer.Ordinal))
            {
                _problems.Add(ownTreatment, $"The protocol does not let a profile change the treatment of \"{name}\".",
                    _treatmentsMayChange.Count == 0 ? "Remove it; profileMay.changeTreatmentOf in the protocol lists none."
                        : $"Remove it; the protocol allows it for {string.Join(", ", _treatmentsMayChange)}.");
                return null;
            }
        }
        else if (own is not null && _columnsMayBeAdded)
        {
            definition = own;
            CheckName(name, own);
        }
        else
        {
            string? nearest = ConfigObject.Nearest(name, shared.Keys);
            _problems.Add(item, $"The protocol has no column \"{name}\".",
                nearest is null ? $"Its columns: {string.Join(", ", shared.Keys)}." : $"Did you mean \"{nearest}\"?");
            return null;
        }

        return Define(name, heading ?? name, definition, ownTreatment, codeMaps);
    }

    private ReleasedColumn? Define(
        string name, string heading, ConfigObject definition, ConfigNode? ownTreatment, IReadOnlyDictionary<string, CodeMap> codeMaps)
    {
        int before = _problems.Reported;
        string? fieldName = definition.Text("field", "occurred_from");
        string? exempt = definition.OptionalText(
            "exempt", "the force needs it to match, and it is the same for nine records in ten", TextForms.Sentence());
        bool counted = definition.OptionalBoolean("counted", false);
        string? meaning = ReadMeaning(definition);
        string? neededFor = definition.OptionalText("neededFor", "Finding the incident in the force's own records.", TextForms.Sentence());
        string? condition = definition.OptionalText("condition", "DPA 2018 Schedule 1 paragraph 10", TextForms.Sentence());
        ConfigNode? written = definition.Find("treatment");
        ConsentGate? consent = ReadConsent(definition);
        definition.Done();
        if (written is null)
        {
            definition.Report("treatment", "\"treatment\" is missing.", "Add it, for example \"treatment\": \"presence\".");
        }

        if (counted == (exempt is not null))
        {
            definition.Report(
                "counted", $"The column \"{name}\" must be either counted or exempt.",
                "Write \"counted\": true, or \"exempt\": \"the reason why it need not be counted\".");
        }

        if (fieldName is null || (ownTreatment ?? written) is not { } place)
        {
            return null;
        }

        if (FindField(definition, fieldName, condition) is not { } field)
        {
            return null;
        }

        Treatment? treatment = TreatmentTable.Make(definition, SourceOf(place, definition, field, codeMaps), out bool dropped);
        if (treatment is null || dropped || _problems.Reported > before
            || !IsSound(treatment, name, field, definition, ownTreatment, counted))
        {
            return null;
        }

        if (treatment is Pseudonym)
        {
            _problems.Note(
                "pseudonymLinks", ownTreatment
                ?? written!, $"The pseudonym in \"{name}\" links {Linked(field)}.",
                "Leave the column out, unless the agreement needs exactly that.");
        }

        ReleaseGate?[] gates = [field.IsAboutOffender ? new CrimeGate(_dictionary.Roles.IsCrime!) : null, consent];
        return new ReleasedColumn(
            name, heading, field, treatment, exempt, condition, ownTreatment
            ?? definition.Node) { Meaning = meaning, NeededFor = neededFor, Gates = [.. gates.OfType<ReleaseGate>()] };
    }

    private string? ReadMeaning(ConfigObject definition)
    {
        string? meaning = definition.OptionalText("meaning", "What happened, in one of six kinds.", MeaningForm());
        if (meaning is not null)
        {
            ReleasableText.Check(definition.Find("meaning")!, _problems);
        }

        return meaning;
    }

    /// <summary>
    /// The field of the data dictionary; null, reported, when there is none of that name. A special one without a legal condition for
    /// releasing it is reported too.
    /// </summary>
    private DictionaryField? FindField(ConfigObject definition, string name, string? condition)
    {
        if (_dictionary.Find(name) is not { } field)
        {
            string? nearest = ConfigObject.Nearest(name, _dictionary.Names);
            definition.Report(
                "field", $"The data dictionary has no field \"{name}\".", nearest is null ? "Name a field of source/fields.json."
                : $"Did you mean \"{nearest}\"?");
            return null;
        }

        if (field.Class == FieldClass.Special && condition is null)
        {
            definition.Report(
                "condition", $"\"{name}\" is special, and no legal condition for releasing it is written down.",
                "Add \"condition\": \"…\" with the condition of the agreement.");
        }

        return field;
    }

    /// <summary>Whether the treatment tells only what is known of the value, and counts what it tells apart; a problem where not.</summary>
    private bool IsSound(
        Treatment treatment, string name, DictionaryField field, ConfigObject definition, ConfigNode? ownTreatment, bool counted)
    {
        if (_dictionary.Roles.Precision?.Dates.Contains(field) == true && treatment.WhereInexact(precisionIsTold: false) is null)
        {
            definition.Report(
                "treatment", $"\"{treatment.Word}\" takes every date of \"{field.Name}\" as exact, and roles.datePrecision says that some are not.", "Use \"date\", \"timeBand\" or \"presence\".");
            return false;
        }

        if (treatment.TellsManyApart && !counted)
        {
            _problems.Add(
                ownTreatment ?? definition.Find("exempt")
                ?? definition.Node, $"\"{name}\" can have more than {Treatment.MostUncounted} different values and is not counted.",
                "Write \"counted\": true in place of \"exempt\", release less of the value, or state in source/fields.json a narrower \"range\" that is true.");
            return false;
        }

        return true;
    }

    private static string Linked(DictionaryField field) => field.Holds switch
    {
        DirectKind.PersonName => "every record in the recipient's files that names the same person, and people of one name with each other",
        DirectKind.Organisation =>
            "every record in the recipient's files about the same premises or organisation, which those who know one of its incidents can then recognise in all",
        DirectKind.Address or DirectKind.Number or DirectKind.Postcode =>
            "every record in the recipient's files about the same address or premises number, which those who know one of its incidents can then recognise in all",
        DirectKind.Plate => "every record in the recipient's files about the same vehicle or place",
        DirectKind.Date => "every record in the recipient's files with the same day, such as that of one person's birth",
        _ => "every record in the recipient's files with the same value, and so those about one person",
    };

    private ConsentGate? ReadConsent(ConfigObject definition)
    {
        bool needed = definition.OptionalChoice("releaseIf", ReleaseConditions, false);
        IReadOnlyList<string> scopes = definition.OptionalTexts("consentScopes", "PoliceContact");
        if (!needed && !definition.Has("consentScopes"))
        {
            return null;
        }

        if (!definition.Has("releaseIf") || scopes.Count == 0)
        {
            definition.Report(
                needed ? "releaseIf"
                : "consentScopes", "A column that needs consent says so and names the scopes that count.",
                "Write \"releaseIf\": \"consent\", \"consentScopes\": [\"PoliceContact\"].");
            return null;
        }

        if (_dictionary.Roles.Consents is not { } consents)
        {
            definition.Report(
                "releaseIf", "The data dictionary does not say where consents are recorded.",
                "Name the column in roles.consents of source/fields.json.");
            return null;
        }

        foreach (string scope in scopes.Where(scope => !consents.Scopes.Contains(scope)))
        {
            definition.Report(
                "consentScopes", $"\"{scope}\" is not a scope of the data dictionary.",
                $"Known: {string.Join(", ", consents.Scopes.Order(StringComparer.Ordinal))}.");
        }

        return new ConsentGate(consents.Persons, scopes.ToFrozenSet(StringComparer.Ordinal), _dictionary.NotBefore);
    }

    /// <summary>A column of the protocol that the profile does not release; null when there is none or it has problems.</summary>
    public ReleasedColumn? Unlisted(string name) =>
        _shared.TryGetValue(name, out ConfigObject? definition) ? Define(name, name, definition, null, _codeMaps) : null;

    /// <summary>Another treatment of a column, for a coarser step; "drop" withholds it there. Null when it has problems.</summary>
    public Treatment? ReadStep(ConfigObject step, ReleasedColumn column)
    {
        if (step.Find(column.Name) is not { } place)
        {
            step.Report(column.Name, "A step cannot leave a column without a treatment.",
                "Write a treatment, or leave the column out: then it stays as at the step before.");
            return null;
        }

        int before = _problems.Reported;
        Treatment? treatment = TreatmentTable.Make(step, SourceOf(place, step, column.Field, _codeMaps), out bool dropped);
        return _problems.Reported > before ? null : dropped ? new Withheld() : treatment;
    }

    private TreatmentSource SourceOf(
        ConfigNode place, ConfigObject around, DictionaryField field, IReadOnlyDictionary<string, CodeMap> codeMaps) => new()
    {
        Settings = place.Kind == ConfigKind.Object ? around.CheckObject(place) : null,
        Place = place,
        Problems = _problems,
        Field = field,
        Dictionary = _dictionary,
        References = _references,
        Recipient = _recipient,
        Narrative = _narrative,
        BandLabels = _bandLabels,
        CodeMaps = codeMaps,
    };

    private void CheckName(string name, ConfigObject at)
    {
        if (!NameForm().IsMatch(name) || ControlColumns.Names.Contains(name, StringComparer.Ordinal))
        {
            _problems.Add(at.Node, $"\"{name}\" cannot be a column's name.",
                $"Use lower-case letters, digits and underscores, at most 40, and none of {string.Join(", ", ControlColumns.Names)}.");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();

    // ASCII, so that every encoding can carry it; a letter first, so that no spreadsheet takes it for a formula.
    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9 _().-]{0,59}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeadingForm();

    // What leaves in every manifest: one line of plain text.
    [GeneratedRegex(@"^[\p{L}\p{N}][^\p{C}\p{Zl}\p{Zp}]{9,299}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MeaningForm();
}
