using System.Collections.Frozen;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Treatments;

/// <summary>What is done to one field on its way into one column.</summary>
internal abstract class Treatment
{
    /// <summary>The word it has in a protocol.</summary>
    public abstract string Word { get; }

    /// <summary>Whether its output is open: text that can carry a surprise. All others give values of a closed set.</summary>
    public virtual bool IsOpen => false;

    /// <summary>What becomes of a field without a value.</summary>
    public virtual Cell WhenNull => Cell.None;

    /// <summary>Which kind of place its output names; null where it names none.</summary>
    public virtual PlaceLevel? Place => null;

    /// <summary>
    /// What of the value itself is in the cell, where no closed or reference list bounds it; null where the cell is not the value.
    /// </summary>
    public virtual ShownForm? Shows => null;

    /// <summary>Whether its cells can have more values than <see cref="MostUncounted"/>, so that its column must be counted.</summary>
    public virtual bool TellsManyApart => false;

    /// <summary>How many different values a column may have that is not counted, where no list names them.</summary>
    public const int MostUncounted = 1_000;

    /// <summary>Whether the value of this record is in the cell, for a treatment that shows any.</summary>
    public virtual bool ShowsValue(object value, IncidentRecord record) => true;

    /// <summary>The fields beside its own that it looks at.</summary>
    public virtual IEnumerable<DictionaryField> Needs => [];

    /// <summary>The fields whose words decide whether there is a cell; a word outside a closed list holds the record back.</summary>
    public virtual IEnumerable<DictionaryField> DecidedBy => [];

    /// <summary>
    /// What a cell is where a date is not known exactly, in a sentence, empty where there is nothing to say; null for a treatment that
    /// takes every date as exact.
    /// </summary>
    /// <param name="precisionIsTold">Whether another column says of which dates only the month is known.</param>
    public virtual string? WhereInexact(bool precisionIsTold) => null;

    /// <summary>That the first day of a month stands for the month.</summary>
    protected const string FirstOfMonth = "Where only the month is known, its first day.";

    /// <summary>That there is no cell.</summary>
    protected const string NoDay = "Empty where the day is not known.";

    /// <summary>Treats a value that is there, says something and is readable.</summary>
    public abstract Treated Apply(object value, in TreatmentContext context);

    /// <summary>
    /// Whether a cell of the finished file can be an output of this treatment. Written apart from <see cref="Apply"/>, because it checks
    /// it.
    /// </summary>
    public abstract bool CanStand(string cell, FileLayout layout);

    /// <summary>What a cell looks like, for whoever reads the file; null where there never is one.</summary>
    public abstract CellForm? Form(FileLayout layout);

    /// <summary>
    /// Whether an output of an open treatment reads like something that identifies somebody, so that the row is held back.
    /// </summary>
    /// <param name="cell">The output.</param>
    /// <param name="direct">The direct values of its record.</param>
    /// <param name="places">The place cells released in the row.</param>
    public virtual bool IsHit(string cell, IReadOnlyList<(DirectKind Kind, string Value)> direct, IReadOnlyCollection<string> places) =>
        false;

    /// <summary>
    /// Whether this gives equal outputs wherever <paramref name="finer"/> does, for the same field: then it tells nothing that the other
    /// did not.
    /// </summary>
    public virtual bool Coarsens(Treatment finer) => false;
}

/// <summary>How a value stands in a cell that shows it.</summary>
internal enum ShownForm
{
    Number,
    Day,
    Text,
}

/// <summary>What a treatment may look at beside its field's value.</summary>
internal readonly ref struct TreatmentContext
{
    public required IncidentRecord Record { get; init; }

    public required IncidentKey Key { get; init; }

    public required ForceKeys Keys { get; init; }

    /// <summary>Today's date, Europe/London.</summary>
    public required DateOnly Today { get; init; }

    public string Column { get; init; }

    /// <summary>What persons decided about redacted texts; null where none can have.</summary>
    public TextDecisions? Decisions { get; init; }

    /// <summary>The direct values of the incident's persons, and of those of linked ones.</summary>
    public required DirectValues Direct { get; init; }
}

/// <summary>What a treatment can be made from: its own settings, its field, and the lists of the configuration.</summary>
internal sealed class TreatmentSource
{
    /// <summary>The treatment's own settings; null when it was written as a single word.</summary>
    public required ConfigObject? Settings { get; init; }

    /// <summary>Where a problem of the treatment is reported.</summary>
    public required ConfigNode Place { get; init; }

    public required ConfigProblems Problems { get; init; }

    public required DictionaryField Field { get; init; }

    public required DataDictionary Dictionary { get; init; }

    public required ReferenceLists References { get; init; }

    public required Recipient Recipient { get; init; }

    /// <summary>How texts are redacted.</summary>
    public required NarrativeRules Narrative { get; init; }

    /// <summary>How bands are called.</summary>
    public required BandLabels BandLabels { get; init; }

    /// <summary>The code maps of the effective profile.</summary>
    public required IReadOnlyDictionary<string, CodeMap> CodeMaps { get; init; }

    public void Report(string message, string fix) => Problems.Add(Place, message, fix);

    /// <summary>What the field holds, for a sentence.</summary>
    public string Held => Field.Kind switch
    {
        HeldKind.Age => "an age",
        HeldKind.BirthYear => "a year of birth",
        HeldKind.HouseNumber => "a house number",
        HeldKind.Phone => "a telephone",
        HeldKind.Identifier => "a number that somebody is known by",
        HeldKind.OtherDate => "a date that is not the incident's own",
        HeldKind.Unsaid => "the dictionary does not say what",
        _ => char.ToLowerInvariant(Field.Kind.ToString()[0]) + Field.Kind.ToString()[1..],
    };

    /// <summary>Whether the dictionary says that the field holds what may leave as it is; reported where not.</summary>
    public bool MayShowValue(string treatment)
    {
        bool date = Field.Type is FieldType.Date or FieldType.DateTime;
        if (date ? Field.Kind == HeldKind.IncidentDate : Field.Kind is HeldKind.Count or HeldKind.Amount or HeldKind.Score)
        {
            return true;
        }

        if (Field.Kind == HeldKind.Unsaid)
        {
            Report($"{treatment} gives the value of \"{Field.Name}\" as it is, and the data dictionary does not say what it holds.",
                date ? "Write \"holds\": \"incidentDate\" in source/fields.json if it is the day of the incident or of its report; any other date has month, quarter or year only."
                : "Write \"holds\": \"count\", \"amount\" or \"score\" in source/fields.json if it is one; anything else leaves in bands, or not at all.");
            return false;
        }

        Report($"{treatment} gives the value of \"{Field.Name}\" as it is, and it holds {Held}.",
            date ? "Release the month, quarter or year."
            : Field.Kind is HeldKind.Age or HeldKind.BirthYear ? "Use \"ageBand\" for an age, \"numberBand\" for a year of birth."
            : "Use presence, or leave the column out.");
        return false;
    }

    /// <summary>
    /// The code map that the settings name, checked against the field's closed list; null with a problem when there is none.
    /// </summary>
    public CodeMap? CodeMap(ConfigObject settings)
    {
        if (settings.Text("codes", "category") is not { } name)
        {
            return null;
        }

        if (!CodeMaps.TryGetValue(name, out CodeMap? map))
        {
            settings.Report(
                "codes", $"There is no code map \"{name}\".",
                $"Add it to \"codeMaps\"{(CodeMaps.Count == 0 ? "" : ", or name one of " + string.Join(", ", CodeMaps.Keys.Order(StringComparer.Ordinal)))}.");
            return null;
        }

        if (Field.Values is { } known)
        {
            foreach (string code in map.Codes.Keys.Where(code => !known.Contains(code)).Order(StringComparer.Ordinal))
            {
                Problems.Add(
                    map.At(code), $"The code map \"{name}\" has the code \"{code}\", which \"{Field.Name}\" never holds.",
                    "Correct the code, or add it to the field's values in source/fields.json.");
            }
        }

        return map;
    }

    /// <summary>Tells which codes of the field's closed list a map lacks: a record with one of them is held back.</summary>
    public void WarnOfMissing(CodeMap map)
    {
        IEnumerable<string> known = Field.Type == FieldType.Boolean ? ["true", "false"] : Field.Values ?? Enumerable.Empty<string>();
        string[] missing = [.. known.Where(code => !map.Codes.ContainsKey(code)).Order(StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            Problems.Warn(
                "codesMissing", map.Written,
                $"The code map has no code for {string.Join(", ", missing.Select(code => $"\"{code}\""))}, which \"{Field.Name}\" may hold.", "A record with such a value is held back. Add the codes to the map.");
        }
    }

    /// <summary>Whether a reference list is there; reported where it is not.</summary>
    public bool Has(string list)
    {
        if (References.Has(list))
        {
            return true;
        }

        Report($"\"{Field.Name}\" is compared with reference/{list}.csv, which does not exist.",
            "Create the list: docs/configuration.md describes it.");
        return false;
    }

    /// <summary>The settings, or null with a problem when the treatment needs some and was written as a single word.</summary>
    public ConfigObject? Need(string word, string example)
    {
        if (Settings is null)
        {
            Report($"The treatment \"{word}\" needs settings.", $"Write {{ \"kind\": \"{word}\", {example} }}.");
        }

        return Settings;
    }
}
