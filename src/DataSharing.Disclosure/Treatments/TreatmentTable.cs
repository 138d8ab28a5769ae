using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// The floor: which treatments exist, which field types each takes, and which classes may have it. No configuration can loosen it.
/// Source: design, section 4.
/// </summary>
internal static class TreatmentTable
{
    private const string Drop = "drop";

    /// <summary>What may be done to a place finer than the outward code, whatever its class.</summary>
    private static readonly string[] FitsFinePlace = ["presence", "constant", "pseudonym"];

    private static readonly FieldType[] AnyType = Enum.GetValues<FieldType>();

    private static readonly IReadOnlyList<Entry> Entries =
    [
        new("keep", [FieldType.Text, FieldType.Integer, FieldType.Number, FieldType.Boolean, FieldType.Date],
            [FieldClass.Plain, FieldClass.Quasi], Keep.Make),
        new("constant", AnyType, [FieldClass.Plain, FieldClass.Quasi], Constant.Make),
        new("recode", [FieldType.Text, FieldType.Boolean, FieldType.Integer], [FieldClass.Plain, FieldClass.Quasi, FieldClass.Special],
            Recode.Make),
        new("premisesType", [FieldType.Text], [FieldClass.Quasi], PremisesType.Make),
        new("codedList", [FieldType.Text, FieldType.TextList], [FieldClass.Quasi, FieldClass.Special], CodedList.Make),
        new("presence", AnyType, [FieldClass.Quasi, FieldClass.Special, FieldClass.Direct], _ => new Presence()),
        new("date", [FieldType.Date, FieldType.DateTime], [FieldClass.Quasi], DatePrecision.Make),
        new("timeBand", [FieldType.DateTime], [FieldClass.Quasi], TimeBand.Make),
        new("ageBand", [FieldType.Integer], [FieldClass.Quasi, FieldClass.Special], Band.MakeAge),
        new("countBand", [FieldType.Integer], [FieldClass.Quasi, FieldClass.Special], Band.MakeCount),
        new("numberBand", [FieldType.Integer, FieldType.Number], [FieldClass.Quasi, FieldClass.Special], Band.MakeNumber),
        new("topBottom", [FieldType.Integer], [FieldClass.Quasi], TopBottom.Make),
        new("outwardPostcode", [FieldType.Postcode], [FieldClass.Quasi],
            source => source.Has(ReferenceLists.OutwardCodesName) ? new OutwardPostcode(source.References) : null),
        new("postcodeArea", [FieldType.Postcode], [FieldClass.Quasi],
            source => source.Has(ReferenceLists.OutwardCodesName) ? new PostcodeArea(source.References) : null),
        new("localAuthority", [FieldType.Text], [FieldClass.Quasi], LocalAuthority.Make),
        new("town", [FieldType.Text], [FieldClass.Quasi],
            source => source.Has(ReferenceLists.TownsName) ? new Town(source.References) : null),
        new("ownReference", [FieldType.Text], [FieldClass.Quasi], OwnReference.Make),
        new("pseudonym", [FieldType.Text, FieldType.Integer, FieldType.Postcode], [FieldClass.Direct], _ => new Pseudonym()),
        new("approvedSummary", [FieldType.Text], [FieldClass.FreeText], ApprovedSummary.Make),
        new("redact", [FieldType.Text], [FieldClass.FreeText], Redact.Make),
    ];

    /// <summary>Every word a protocol can use, with the classes that may have it; for tests of the matrix and for documentation.</summary>
    public static IEnumerable<(string Word, IReadOnlyCollection<FieldClass> Classes, IReadOnlyCollection<FieldType> Types)> Matrix =>
        Entries.Select(entry => (entry.Word, (IReadOnlyCollection<FieldClass>)entry.Classes, (IReadOnlyCollection<FieldType>)entry.Types));

    /// <summary>
    /// Makes the treatment that is written at a node, as a word or as an object with <c>kind</c>. Null with <paramref name="dropped"/> set
    /// for "drop"; null otherwise when there are problems.
    /// </summary>
    public static Treatment? Make(ConfigObject column, TreatmentSource source, out bool dropped)
    {
        dropped = false;
        string? word = source.Settings is null ? column.CheckText(source.Place, "presence") : source.Settings.Text("kind", "date");
        if (word is null)
        {
            return null;
        }

        if (word == Drop)
        {
            dropped = true;
            source.Settings?.Done();
            return null;
        }

        if (Entries.FirstOrDefault(candidate => candidate.Word == word) is not { } entry)
        {
            string? nearest = ConfigObject.Nearest(word, Entries.Select(candidate => candidate.Word).Append(Drop));
            source.Report(
                $"There is no treatment \"{word}\".",
                (nearest is null ? ""
                : $"Did you mean \"{nearest}\"? ") + $"Treatments: {Drop}, {string.Join(", ", Entries.Select(candidate => candidate.Word))}.");
            return null;
        }

        string className = WordOf(source.Field.Class);
        if (!entry.Classes.Contains(source.Field.Class))
        {
            string[] allowed = [
                Drop, .. Entries.Where(candidate => candidate.Classes.Contains(source.Field.Class)).Select(candidate => candidate.Word)];
            source.Report(
                $"\"{word}\" is not allowed on \"{source.Field.Name}\" ({className}).",
                $"Use {string.Join(", ", allowed)}, or leave the column out.");
            return null;
        }

        if (!FitsFinePlace.Contains(word) && DataDictionary.FinePlaceWord(source.Field.Name) is { } fine)
        {
            source.Report(
                $"\"{source.Field.Name}\" has the word \"{fine}\" in its name: a place finer than the outward code is not released.",
                $"Use {Drop}, {string.Join(", ", FitsFinePlace)}, or leave the column out.");
            return null;
        }

        if (!entry.Types.Contains(source.Field.Type))
        {
            source.Report($"\"{word}\" does not take a field of type {WordOf(source.Field.Type)}, which \"{source.Field.Name}\" is.",
                $"It takes {string.Join(", ", entry.Types.Select(WordOf))}.");
            return null;
        }

        Treatment? treatment = entry.Make(source);
        source.Settings?.Done();
        return treatment;
    }

    private static string WordOf<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private sealed record Entry(string Word, FieldType[] Types, FieldClass[] Classes, Func<TreatmentSource, Treatment?> Make);
}
