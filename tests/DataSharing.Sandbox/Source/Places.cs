using System.Reflection;

namespace DataSharing.Sandbox.Source;

/// <summary>A town of the reference list, with the authority and the force it lies in.</summary>
internal sealed record Place(string Town, string AuthorityCode, string Authority, string Force, IReadOnlyList<string> OutwardCodes);

/// <summary>The towns of the reference lists, by force.</summary>
internal sealed class Places
{
    /// <summary>Authorities where more is reported than elsewhere in their force; every other has weight 1.</summary>
    private static readonly Dictionary<string, int> Weights = new(StringComparer.Ordinal)
    {
        ["Barnet"] = 16, ["Hackney"] = 7, ["Camden"] = 6, ["Westminster"] = 7, ["Haringey"] = 4, ["Redbridge"] = 2, ["Harrow"] = 2, ["Brent"] = 2, ["Tower Hamlets"] = 2, ["Enfield"] = 2,
        ["Bury"] = 8, ["Salford"] = 8, ["Manchester"] = 6, ["Hertsmere"] = 8, ["Leeds"] = 10, ["Brighton and Hove"] = 8, ["Liverpool"] = 6, ["Birmingham"] = 6, ["Gateshead"] = 6,
        ["Glasgow City"] = 8, ["City of Edinburgh"] = 6, ["East Renfrewshire"] = 4, ["Southend-on-Sea"] = 6, ["Nottingham"] = 5, ["Leicester"] = 5, ["Cambridge"] = 6, ["Oxford"] = 6,
        ["Bristol, City of"] = 6, ["Cardiff"] = 6, ["Sheffield"] = 6, ["Belfast"] = 8, ["Bournemouth, Christchurch and Poole"] = 8,
    };

    private readonly Dictionary<string, (Place[] Places, int[] Weights)> _byForce;

    private Places(IEnumerable<Place> places)
    {
        _byForce = places.GroupBy(place => place.Force, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (group.ToArray(), group.Select(place => Weights.GetValueOrDefault(place.Authority, 1)).ToArray()), StringComparer.Ordinal);
        _byForce[Force.Railway] = Railway();
    }

    /// <summary>A place in the area of a force; for the railway anywhere in Great Britain.</summary>
    public Place PickIn(string force, Dice dice)
    {
        (Place[] places, int[] weights) = _byForce[force];
        return places[dice.Weighted(weights)];
    }

    public static Places Read()
    {
        Dictionary<string, (string Name, string Force)> authorities = Rows("local-authorities.csv")
            .ToDictionary(row => row[0], row => (row[1], row[2]), StringComparer.Ordinal);
        return new Places(Rows("towns.csv").Select(row => new Place(row[0], row[1], authorities[row[1]].Name, authorities[row[1]].Force, row[2].Split(' '))));
    }

    /// <summary>The text of a resource that is built into this program.</summary>
    public static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not built into this program; see DataSharing.Sandbox.csproj.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private (Place[] Places, int[] Weights) Railway()
    {
        string[] forces = ["metropolitan", "metropolitan", "metropolitan", "greater-manchester", "west-yorkshire", "west-midlands", "merseyside", "scotland", "hertfordshire", "sussex", "thames-valley"];
        Place[] places = [.. forces.SelectMany(force => _byForce[force].Places)];
        return (places, [.. places.Select(place => Weights.GetValueOrDefault(place.Authority, 1))]);
    }

    /// <summary>The rows without the header. A quoted cell may hold a comma; none holds a quote.</summary>
    private static IEnumerable<string[]> Rows(string resource) =>
        Resource(resource).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line =>
        {
            string[] quoted = line.Split('"');
            return quoted.Length == 1
                ? line.Split(',')
                : [.. quoted[0].TrimEnd(',').Split(','), quoted[1], .. quoted[2].TrimStart(',').Split(',')];
        });
}
