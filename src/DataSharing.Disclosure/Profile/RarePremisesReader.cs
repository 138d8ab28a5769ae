using System.Collections.Frozen;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.References;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Profile;

/// <summary>Reads the <c>rarePremises</c> block of a profile or its protocol. It applies in both small-number modes.</summary>
internal static class RarePremisesReader
{
    private const string Member = "rarePremises";

    /// <summary>The terms; null when there is no block, when it touches no released column, or when it has problems, reported.</summary>
    public static RarePremisesTerms? Read(
        ConfigObject profile, ConfigObject protocol, IReadOnlyList<ReleasedColumn> columns, ColumnReader reader, ReferenceLists references)
    {
        if (FindBlock(profile, protocol) is not { } block)
        {
            return null;
        }

        int before = block.Problems.Reported;
        ReleasedColumn? area = Column(block, "area", "local_authority", columns, reader);
        ReleasedColumn? type = Column(block, "type", "location_type", columns, reader);
        int? atLeast = block.Integer("atLeast", 2, 1_000);
        IReadOnlyList<string> notPremises = block.OptionalTexts("notPremises", "Street");
        IReadOnlyList<string> implied = block.OptionalTexts("implied", "subcategory");
        Dictionary<string, Dictionary<string, string>> broader = ReadBroader(block);
        block.Done();

        if (references.Premises.Count == 0)
        {
            block.Problems.Add(
                block.Node, "There is no list of premises to count by.",
                "Write reference/premises.csv with the columns area, type and count.");
        }

        if (area is not null)
        {
            CheckArea(block, area, columns);
        }

        if (type is not null)
        {
            CheckType(block, type, notPremises, references);
            CheckBroader(block, type, broader, implied);
        }

        if (block.Problems.Reported > before || area is null || type is null || atLeast is null)
        {
            return null;
        }

        var places = columns.Index().ToDictionary(column => column.Item.Name, column => column.Index, StringComparer.Ordinal);
        Dictionary<int, FrozenDictionary<string, string>> impliedColumns = implied.Where(places.ContainsKey)
            .ToDictionary(name => places[name], name => broader.GetValueOrDefault(name, []).ToFrozenDictionary(StringComparer.Ordinal));
        int typeColumn = places.GetValueOrDefault(type.Name, -1);
        return typeColumn < 0 && impliedColumns.Count == 0 ? null : new RarePremisesTerms
        {
            Area = area,
            Type = type,
            TypeColumn = typeColumn,
            AtLeast = atLeast.Value,
            NotPremises = notPremises.ToFrozenSet(StringComparer.Ordinal),
            Broader = broader.GetValueOrDefault(type.Name, []),
            Implied = impliedColumns,
            References = references,
        };
    }

    /// <summary>The protocol's block, or else the profile's; null when neither has one. That both have one is reported.</summary>
    private static ConfigObject? FindBlock(ConfigObject profile, ConfigObject protocol)
    {
        if (profile.Has(Member) && protocol.Has(Member))
        {
            profile.Report(Member, "The protocol says already how rare premises are treated.", "Remove the block here.");
            profile.Find(Member);
        }

        return protocol.OptionalObject(Member) ?? profile.OptionalObject(Member);
    }

    private static ReleasedColumn? Column(
        ConfigObject block, string member, string example, IReadOnlyList<ReleasedColumn> columns, ColumnReader reader)
    {
        if (block.Text(member, example) is not { } name)
        {
            return null;
        }

        ReleasedColumn? column = columns.FirstOrDefault(column => column.Name == name) ?? reader.Unlisted(name);
        if (column is null)
        {
            block.Report(member, $"There is no column \"{name}\".", "Name a column of the protocol that has a treatment.");
        }

        return column;
    }

    private static Dictionary<string, Dictionary<string, string>> ReadBroader(ConfigObject block)
    {
        var all = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        ConfigObject? written = block.OptionalObject("broader");
        foreach (string column in written?.Names ?? [])
        {
            if (written!.Object(column) is not { } map)
            {
                continue;
            }

            all[column] = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (string code in map.Names)
            {
                if (map.Text(code, "Premises", OutputText.Pattern()) is { } output)
                {
                    ReleasableText.Check(map.Find(code)!, map.Problems);
                    all[column][code] = output;
                }
            }
        }

        return all;
    }

    private static void CheckArea(ConfigObject block, ReleasedColumn area, IReadOnlyList<ReleasedColumn> columns)
    {
        if (area.Treatment.Place is not (
            PlaceLevel.LocalAuthority or PlaceLevel.Town or PlaceLevel.OutwardPostcode or PlaceLevel.PostcodeArea))
        {
            block.Report(
                "area", $"\"{area.Name}\" is not a place in which premises are counted.",
                "Name a column with a local authority, a town, an outward code or a postcode area.");
        }
        else if (columns.FirstOrDefault(
            column => column.Treatment.Place is { } place && PlaceNesting.Nest(column, area) && place > area.Treatment.Place) is { } finer)
        {
            block.Report(
                "area", $"The profile releases \"{finer.Name}\" too, which is a smaller place than \"{area.Name}\".",
                $"Count premises by the smallest place that is released: \"{finer.Name}\".");
        }
    }

    private static void CheckType(ConfigObject block, ReleasedColumn type, IReadOnlyList<string> notPremises, ReferenceLists references)
    {
        if (type.Treatment is not (Recode or PremisesType or Keep) || type.Field is not { Type: FieldType.Text, Values: { } known })
        {
            block.Report(
                "type", $"\"{type.Name}\" is not a type of premises.",
                "Name a column from a text with a closed list, with premisesType, recode or keep.");
            return;
        }

        foreach (string value in notPremises.Where(value => !known.Contains(value)))
        {
            block.Report(
                "notPremises", $"\"{value}\" is not a value of \"{type.Field.Name}\".",
                $"Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }

        foreach (string value in references.Premises.Keys.Select(key => key.Type).Distinct(StringComparer.Ordinal)
            .Where(value => !known.Contains(value)).Order(StringComparer.Ordinal))
        {
            block.Report(
                "type", $"reference/premises.csv counts \"{value}\", which is not a value of \"{type.Field.Name}\".",
                "Write the types there as the incident system does.");
        }
    }

    private static void CheckBroader(
        ConfigObject block, ReleasedColumn type, Dictionary<string, Dictionary<string, string>> broader, IReadOnlyList<string> implied)
    {
        foreach (string name in broader.Keys.Where(name => name != type.Name && !implied.Contains(name, StringComparer.Ordinal)))
        {
            block.Report("broader", $"\"{name}\" is neither the type nor an implied column.", "Add it to \"implied\", or remove it.");
        }

        if (implied.Contains(type.Name, StringComparer.Ordinal))
        {
            block.Report("implied", $"\"{type.Name}\" is the type itself.", "Remove it.");
        }

        Dictionary<string, string> codes = broader.GetValueOrDefault(type.Name, []);
        foreach (string code in codes.Keys)
        {
            string? up = code;
            for (int steps = 0; up is not null && steps <= codes.Count; steps++)
            {
                up = codes.GetValueOrDefault(up);
            }

            if (up is not null)
            {
                block.Report(
                    "broader", $"The broader codes of \"{code}\" go round in a circle.", "Each must lead to one that has no broader code.");
                return;
            }
        }
    }
}
