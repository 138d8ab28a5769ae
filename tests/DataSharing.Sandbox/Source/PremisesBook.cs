using System.Globalization;

namespace DataSharing.Sandbox.Source;

/// <summary>The premises of each town: a few of each type, the same ones again and again, so that incidents gather at them.</summary>
internal sealed class PremisesBook
{
    private static readonly string[] Stems =
        ["Aldervale", "Beth Alon", "Cedar Grove", "Derech Oren", "Elmstead", "Fernhill", "Gan Nofim", "Havering Oak", "Ivybridge House", "Kehillat Shaked", "Lindenfield", "Mishkan Arazim", "Netivot Gefen", "Oak Tree", "Pinewood", "Shaarei Tamar", "Tamarisk", "Willow Court"];

    private static readonly Dictionary<string, string> Endings = new(StringComparer.Ordinal)
    {
        ["Synagogue"] = "Synagogue",
        ["School"] = "Primary School",
        ["University"] = "College",
        ["CommunityCentre"] = "Community Centre",
        ["Cemetery"] = "Jewish Cemetery",
        ["Office"] = "Business Centre",
        ["Shop"] = "Stores",
        ["Restaurant"] = "Kosher Kitchen",
        ["Hospital"] = "General Hospital",
        ["Station"] = "Station",
    };

    private readonly Dictionary<(string Authority, string Town, string Name), long> _known = [];
    private readonly SourceTables _tables;

    public PremisesBook(SourceTables tables)
    {
        _tables = tables;
        foreach (string?[] row in tables.Query("SELECT DISTINCT l.lad_code, l.town, p.premises_name, p.premises_id FROM premises p INNER JOIN location l ON l.premises_id = p.premises_id WHERE l.town IS NOT NULL"))
        {
            _known.TryAdd((row[0]!, row[1]!, row[2]!), long.Parse(row[3]!, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>One of the two premises of a type in a town, written down when it is first met.</summary>
    public (long Id, string Name) Find(Place place, string type, Dice dice)
    {
        int stem = place.Town.Sum(c => c) + type.Length + (dice.Chance(30) ? 7 : 0);
        string name = $"{Stems[stem % Stems.Length]} {Endings[type]}";
        if (!_known.TryGetValue((place.AuthorityCode, place.Town, name), out long id))
        {
            id = _tables.NextPremises++;
            _tables.Premises.Write(id, name, type);
            _known.Add((place.AuthorityCode, place.Town, name), id);
        }

        return (id, name);
    }
}
