using System.Collections.Frozen;

namespace DataSharing.Disclosure.Dictionary;

/// <summary>
/// Words in a column's name that say that it holds a direct value, whatever class somebody gave it. A name is cut at underscores, changes
/// of case and digits. A long word counts anywhere in the name without its separators; a short one only as a whole word of it, because
/// <c>region</c> begins with <c>reg</c> and <c>platform_type</c> with <c>plat</c>.
/// </summary>
internal static class DenyWords
{
    /// <summary>
    /// Anywhere in the name: also <c>fore_name</c>, <c>dateOfBirth</c>, <c>what3words</c>. Each is so long that no harmless name has it
    /// inside.
    /// </summary>
    private static readonly string[] Stems =
    [
        "birth", "dateofdeath", "deathdate", "surnam", "forenam", "firstnam", "lastnam", "givennam", "middlenam", "familynam", "fullnam",
            "maiden", "nicknam", "nextofkin",
        "telephon", "email", "address", "whatsapp", "passport", "nationalinsur", "natinsur", "drivinglicen", "driverlicen", "driverslicen",
            "nhsnum",
        "sortcode", "bankaccount", "creditcard", "debitcard", "vehicleregist", "licenceplate", "licenseplate", "numberplate", "chassis",
        "latitud", "longitud", "lonlat", "latlng", "what3word", "whatthreeword", "pluscode", "geocod", "geohash", "geoloc", "geometr",
            "eircode", "zipcode",
    ];

    /// <summary>As a whole word, in the singular or plural.</summary>
    private static readonly string[] Short =
    [
        "name", "dob", "yob", "bday", "born", "dod", "alias", "aka", "knownas", "initials", "phone", "mob", "cellphone", "mobilephone",
            "homephone", "workphone", "tel", "mobile", "fax", "mail", "handle", "login", "url", "ip", "mac", "imei", "imsi", "skype",
        "twitter", "facebook", "instagram", "insta", "tiktok", "snapchat", "linkedin", "telegram", "nhs", "nino", "ssn", "utr", "pnc",
            "iban", "bic", "idcard", "reg", "vrm", "vrn", "vin", "plate",
        "lat", "long", "lon", "lng", "latlon", "latlong", "gps", "geom", "uprn", "usrn", "coord", "coordinate", "w3w", "zip", "note",
            "narrative",
    ];

    /// <summary>Whose number, or what number, is direct.</summary>
    private static readonly string[] Numbered =
    [
        "phone", "tel", "mobile", "ni", "id", "licence", "license", "registration", "account", "card", "custody", "collar", "warrant",
            "badge", "nominal", "contact", "case", "driver", "pass", "house", "flat", "door", "building", "room",
    ];

    private static readonly string[] Numbers = ["no", "nr", "num", "number"];

    /// <summary>Who is known by an identifier; how many there are (<c>victim_number</c>) is another thing.</summary>
    private static readonly string[] People =
    [
        "person", "victim", "offender", "suspect", "witness", "reporter", "complainant", "nominal", "staff", "employee", "patient", "pupil",
            "user", "member", "client", "account", "national",
    ];

    private static readonly string[] Identifiers = ["id", "ref", "uuid", "guid"];

    private static readonly FrozenSet<string> Words = Short
        .Concat(from what in Numbered from number in Numbers select what + number)
        .Concat(from who in People from identifier in Identifiers select who + identifier)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// As the last word alone: <c>registration_status</c>, <c>account_type</c> and <c>geo_level</c> say nothing about anybody.
    /// </summary>
    private static readonly FrozenSet<string> LastWords = FrozenSet.ToFrozenSet(["registration", "account", "geo"], StringComparer.Ordinal);

    private static readonly string[] PostcodeStems = ["postcod", "postalcod"];

    /// <summary>The word because of which a column cannot be plain or quasi, or null.</summary>
    public static string? In(string column)
    {
        string squeezed = Squeezed(column);
        if (Array.Find(Stems, stem => squeezed.Contains(stem, StringComparison.Ordinal)) is { } found)
        {
            return found;
        }

        string[] parts = Parts(column);
        foreach (string word in parts.SelectMany(Forms))
        {
            if (Words.Contains(word))
            {
                return word;
            }

            // victimname, schoolnames, nameofvictim.
            if (word.EndsWith("name", StringComparison.Ordinal) || word.StartsWith("nameof", StringComparison.Ordinal))
            {
                return "name";
            }
        }

        // d_o_b, ni_no, house_number: a word that separators cut.
        for (int i = 0; i + 1 < parts.Length; i++)
        {
            string two = parts[i] + parts[i + 1];
            if (Forms(two).FirstOrDefault(Words.Contains) is { } pair)
            {
                return pair;
            }

            if (two.Length == 2 && i + 2 < parts.Length && Words.Contains(two + parts[i + 2]))
            {
                return two + parts[i + 2];
            }
        }

        return parts.Length == 0 ? null : Forms(parts[^1]).FirstOrDefault(LastWords.Contains);
    }

    /// <summary>Whether the name says that the column holds a postcode.</summary>
    public static bool IsPostcode(string column)
    {
        string squeezed = Squeezed(column);
        return Array.Exists(PostcodeStems, stem => squeezed.Contains(stem, StringComparison.Ordinal));
    }

    /// <summary>Whether a word stands in the name, in the singular or plural.</summary>
    public static bool HasWord(string column, string word) => Parts(column).SelectMany(Forms).Contains(word, StringComparer.Ordinal);

    /// <summary>The words of a name in small letters, cut at everything that is no letter and where a capital begins a word.</summary>
    private static string[] Parts(string column)
    {
        var parts = new List<string>();
        int start = -1;
        for (int i = 0; i <= column.Length; i++)
        {
            bool letter = i < column.Length && char.IsLetter(column[i]);
            bool capital = letter && start >= 0 && char.IsUpper(column[i])
                && (char.IsLower(column[i - 1]) || (i + 1 < column.Length && char.IsLower(column[i + 1])));
            if (start >= 0 && (!letter || capital))
            {
                parts.Add(column[start..i].ToLowerInvariant());
                start = -1;
            }

            start = letter && start < 0 ? i : start;
        }

        // The one word of letters with a digit inside.
        if (column.Contains("w3w", StringComparison.OrdinalIgnoreCase))
        {
            parts.Add("w3w");
        }

        return [.. parts];
    }

    private static string Squeezed(string column) => string.Concat(column.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>A word as written, and as what it may be the plural of.</summary>
    private static IEnumerable<string> Forms(string word)
    {
        yield return word;
        if (word.EndsWith('s'))
        {
            yield return word[..^1];
        }

        if (word.EndsWith("es", StringComparison.Ordinal))
        {
            yield return word[..^2];
        }
    }
}
