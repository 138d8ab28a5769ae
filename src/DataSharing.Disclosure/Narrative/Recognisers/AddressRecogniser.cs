namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Streets, with house numbers and flats before them: flat 3, 12 Elm Road; at number 14; High Street.</summary>
internal sealed class AddressRecogniser : Recogniser
{
    private const int LongestName = 4;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Street, 0); i < text.Count; i = text.Next(Interest.Street, i + 1))
        {
            if (text.Is(i, WordKinds.Street) && !text.Is(i, WordKinds.Tag))
            {
                FindStreet(text, masks, i);
            }

            // With a capital, or behind a house number.
            if ((text.IsNamelike(i) || text.Is(i - 1, WordKinds.HasDigit) || (i > 0 && text[i - 1].Length == 1)) && !masks.Has(i) && !text.Is(i, WordKinds.HasDigit | WordKinds.Tag))
            {
                FindForeign(text, masks, i);
            }
        }

        for (int i = text.Next(Interest.Figure, 0); i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (text.Is(i, WordKinds.HasDigit) && !masks.Has(i))
            {
                FindArticle(text, masks, i);
                FindHouse(text, masks, i);
                FindBox(text, masks, i);
            }
        }

        for (int i = text.Next(Interest.Figure, 1); i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (masks.Has(i, MaskType.Address) && !masks.Has(i - 1) && text.Is(i, WordKinds.HasDigit) && text.Before(i) is ", ")
            {
                FindHouseName(text, mode, masks, i);
            }
            else if (!masks.Has(i) && IsBlock(text, masks, i))
            {
                masks.Add(i - 1, i, MaskType.Address);
            }
            else if (!masks.Has(i) && (IsNeighbours(text, masks, i) || IsHome(text, i)))
            {
                masks.Add(i, i, MaskType.Address);
            }
        }
    }

    /// <summary>2 The Paddocks</summary>
    private static void FindArticle(NarrativeText text, Masks masks, int index)
    {
        bool article = IsHouse(text, index) && text.IsNext(index + 1) && text.Is(index + 1, "the") && text[index + 1].IsCapitalised && text[index + 1].Style == TextStyle.Normal;
        if (article && text.IsNext(index + 2) && text.IsNamelike(index + 2))
        {
            masks.Add(index, text.IsNext(index + 3) && text.IsNamelike(index + 3) ? index + 3 : index + 2, MaskType.Address);
        }
    }

    /// <summary>"Mr Talbot-Rice at 43": a neighbour and the number of the house.</summary>
    private static bool IsNeighbours(NarrativeText text, Masks masks, int index) => text.Is(index - 1, "at") && masks.Has(index - 2, MaskType.Person) && text.IsNext(index) && IsShortHouse(text, index);

    /// <summary>"I live at 30."</summary>
    private static bool IsHome(NarrativeText text, int index)
    {
        bool lives = index > 1 && text.Word(index - 1) is "at" && text.IsNext(index) && text.IsNext(index - 1) && text.Word(index - 2) is "live" or "lives" or "living" or "lived" or "i'm" or "im";
        bool ends = index + 1 == text.Count || text.Before(index + 1).ContainsAny('.', ',', '\n') || !text.Is(index + 1, WordKinds.Common);
        return lives && ends && IsShortHouse(text, index);
    }

    private static bool IsShortHouse(NarrativeText text, int index) => IsHouse(text, index) && text[index].Length <= 3 && !ReferenceRecogniser.IsTimeOrSum(text, index, index);

    /// <summary>Block 6, Flat 11: the number of a building before an address that was found.</summary>
    private static bool IsBlock(NarrativeText text, Masks masks, int index) => text.Word(index - 1) is "block" or "staircase" or "tower" or "building" && text.IsNext(index) && IsHouse(text, index)
        && masks.Has(index + 1, MaskType.Address) && text.Before(index + 1) is ", " or " ";

    /// <summary>Rose Cottage, 14 Elm Road: a house's name before its number.</summary>
    private static void FindHouseName(NarrativeText text, RedactionMode mode, Masks masks, int number)
    {
        int first = number;
        while (number - first < LongestName && !masks.Has(first - 1) && text.IsNamelike(first - 1) && (first == number || text.IsNext(first))
            && !text.Is(first - 1, WordKinds.Kept | WordKinds.Grammar | WordKinds.Title | WordKinds.Relation | WordKinds.Weekday | WordKinds.Month | WordKinds.Tag))
        {
            first--;
        }

        bool house = text.Word(number - 1) is "cottage" or "house" or "villa" or "lodge" or "farm" or "barn" or "manor" or "mill" or "grange" or "bungalow" or "rectory" or "vicarage" or "flats" or "heights" or "tower";
        bool lives = first > 0 && text.IsNext(first) && text.Word(first - 1) is "at" or "of" or "address" or "lives" or "home";
        if (first < number && (house && number - first > 1 || (lives && (mode == RedactionMode.Strict || !text.Is(first, WordKinds.Common | WordKinds.Names)))))
        {
            masks.Add(first, number - 1, MaskType.Address);
        }
    }

    /// <summary>Via dei Pini 6, 3 impasse des Tilleuls, Bülowstraße 19: streets of other countries.</summary>
    private static void FindForeign(NarrativeText text, Masks masks, int index)
    {
        int last = index;
        if (text.Word(index) is "via" or "rue" or "impasse" or "calle" or "piazza" or "viale" or "chemin" or "avenue" or "avenida" or "rua" or "ulica" or "ul"
            or "ulitsa" or "boulevard" or "quai" or "allee" or "corso" or "heol" or "ffordd" or "stryd" or "lon" or "clos")
        {
            last = LastOfForeign(text, index);
            if (last == index || !(text.IsNamelike(last) || IsForeignName(text, index)) || !(text.IsNamelike(index) || IsHouse(text, index - 1)))
            {
                return;
            }
        }
        else if (!text.IsNamelike(index) || text[index].Length < 8 || !(text.Word(index).EndsWith("strasse")
            || text.Word(index).EndsWith("straat") || text.Word(index).EndsWith("gasse") || (IsBesideHouse(text, index) && EndsLikeStreet(text.Word(index)))))
        {
            return;
        }

        bool behind = text.IsNext(last + 1) && IsHouse(text, last + 1);
        bool ahead = index > 0 && IsHouse(text, index - 1) && text.IsNext(index);
        masks.Add(ahead ? index - 1 : index, behind ? last + 1 : last, ahead || behind ? MaskType.Address : MaskType.Street);
    }

    /// <summary>The last word of the name behind a word for a street: rue des Lilas.</summary>
    private static int LastOfForeign(NarrativeText text, int index)
    {
        int last = index;
        while (text.IsNext(last + 1) && last - index < LongestName && (text.IsNamelike(last + 1) || (last == index && IsForeignName(text, index))
            || text.Word(last + 1) is "de" or "la" or "du" or "des" or "del" or "della" or "dei" or "di" or "da" or "do" or "le" or "les" or "y" or "yr"))
        {
            last++;
        }

        return last;
    }

    /// <summary>12 allée monge: without capitals a word of no language behind a house number and the word for a street.</summary>
    private static bool IsForeignName(NarrativeText text, int index) => text[index].Style != TextStyle.Normal && IsHouse(text, index - 1) && !text.Is(index + 1, WordKinds.Common | WordKinds.Grammar);

    private static bool IsBesideHouse(NarrativeText text, int index) => (index > 0 && IsHouse(text, index - 1) && text.IsNext(index)) || (text.IsNext(index + 1) && IsHouse(text, index + 1));

    /// <summary>Snellmaninkatu, Storgatan, Kirkevej, Kastanienallee: one word with the street's own word at its end.</summary>
    private static bool EndsLikeStreet(ReadOnlySpan<char> word) => word.EndsWith("katu") || word.EndsWith("intie") || word.EndsWith("gatan") || word.EndsWith("gata") || word.EndsWith("vagen") || word.EndsWith("gade")
        || word.EndsWith("vej") || word.EndsWith("veien") || word.EndsWith("gaten") || word.EndsWith("laan") || word.EndsWith("plein") || word.EndsWith("allee") || word.EndsWith("platz") || word.EndsWith("weg") || word.EndsWith("straede");

    /// <summary>PO Box 4471, Apt. 6, Suite 501: what is delivered to without a street of its own.</summary>
    private static void FindBox(NarrativeText text, Masks masks, int index)
    {
        if (index == 0 || !IsHouse(text, index) || masks.Has(index) || !(text.IsNext(index) || text.Before(index) is ". "))
        {
            return;
        }

        ReadOnlySpan<char> before = text.Word(index - 1);
        // PSC 0413, Box 8144, APO AA 42323; Unit 4719 Box 7394: an army's post
        if (before is "psc" || (before is "box" && index > 2 && text.Is(index - 2, WordKinds.HasDigit) && text.Word(index - 3) is "psc" or "unit"))
        {
            masks.Add(before is "psc" ? index - 1 : index - 3, index, MaskType.Address);
            return;
        }

        bool box = before is "box" && index > 1 && text.IsNextInName(index - 1) && (text.Is(index - 2, "po") || (text.Is(index - 2, "o") && text.Is(index - 3, "p")));
        if (box)
        {
            masks.Add(text.Is(index - 2, "po") ? index - 2 : index - 3, index, MaskType.Address);
        }
        else if (before is "apt" or "suite" or "ste" && text[index - 1].IsCapitalised)
        {
            masks.Add(index - 1, index, MaskType.Address);
        }
    }

    /// <summary>The name before a word for a street, and the house number before the name.</summary>
    private static void FindStreet(NarrativeText text, Masks masks, int end)
    {
        bool normal = text[end].Style == TextStyle.Normal;
        bool written = text.IsNamelike(end);
        int first = end;
        while (first > 0 && end - first < LongestName && (text.IsNext(first) || text.Before(first) is "'s " or "’s ") && IsNameOf(text, first - 1, normal))
        {
            first--;
        }

        // "27 pym st" among sentences with capitals
        if (normal && !written && first == end && end > 1)
        {
            int from = end;
            while (from > 0 && end - from < 2 && text.IsNext(from)
                && !text.Is(from - 1, WordKinds.HasDigit | WordKinds.Tag | WordKinds.Grammar | WordKinds.Where | WordKinds.Doing))
            {
                from--;
            }

            if (from < end && from > 0 && IsHouse(text, from - 1) && text.IsNext(from) && text[from - 1].Length <= 3)
            {
                masks.Add(from - 1, end, MaskType.Address);
                return;
            }
        }

        // "AT 9 BURY NEW ROAD", "lives at 18 back lane": whatever words stand between a number that somebody lives at and a street
        if (!normal && !text.Is(end, WordKinds.Kept))
        {
            int from = end;
            while (from > 0 && end - from < LongestName && text.IsNext(from) && !text.Is(from - 1, WordKinds.HasDigit | WordKinds.Tag | WordKinds.Where | WordKinds.Speech))
            {
                from--;
            }

            if (from < end && from > 1 && text.IsNext(from) && IsHouse(text, from - 1) && text[from - 1].Length <= 4
                && text.Word(from - 2) is "at" or "address" or "lives" or "live" or "living" or "of" or "outside" or "flat" or "no" or "number" or "from" or "to" or "home" or "near" or "opposite")
            {
                masks.Add(text.Word(from - 2) is "flat" or "no" or "number" ? from - 2 : from - 1, end, MaskType.Address);
                return;
            }
        }

        // "st peter", "dr ahmed", "place" and "court" in small letters are other things than streets.
        bool weak = text.Word(end) is "st" or "dr" or "place" or "court" or "park" or "view" or "way" or "rise" or "row" or "hill" or "green" or "gate"
            or "path" or "cross" or "approach" or "colony" or "enclave" or "ct" or "pl" or "close" or "walk" or "yard" or "ground"
            or "drive" or "square" or "vale" or "bridge" or "lodge" or "parade" or "circus" or "alley" or "av" or "cl" or "ter" or "sq" or "mount" or "croft";
        if (text.Word(end) is "st" or "dr" && text.IsNextInName(end + 1) && text.IsNamelike(end + 1) && !text.Is(end + 1, WordKinds.Grammar))
        {
            if (first == end || !IsHouse(text, first - 1))
            {
                return;
            }
        }

        // Regional Court, High Court: of law.
        if (text.Is(end, "court") && end > 0 && text.Word(end - 1) is "regional" or "district" or "supreme" or "high" or "county" or "crown" or "city"
            or "magistrates" or "constitutional" or "administrative" or "appeal" or "federal" or "national" or "european" or "commercial" or "criminal"
            or "civil" or "military" or "family" or "youth" or "central" or "municipal")
        {
            MaskCourt(text, masks, end - 1, end);
            return;
        }

        if (text.Is(end, "court") && text.Is(end + 1, "of") && text.Word(Math.Min(end + 2, text.Count - 1)) is "appeal" or "cassation" or "session" or "justice" or "auditors")
        {
            MaskCourt(text, masks, end, end + 2);
            return;
        }

        // Stamford Hill is a place, unless somebody lives at a number of it.
        if (text.Is(end, WordKinds.Place) && HouseBefore(text, first) < 0)
        {
            return;
        }

        bool named = first < end && (written || !normal || text.IsNamelike(first));
        int house = HouseBefore(text, first);
        // sixty-three Bramshaw Walk
        if (house < 0 && named && first > 0 && text.IsNext(first) && text.Is(first - 1, WordKinds.NumberWord) && text.Word(first - 1) is not "one")
        {
            house = first > 1 && text.IsHyphened(first - 1) && text.Is(first - 2, WordKinds.NumberWord) ? first - 2 : first - 1;
        }

        if (!named && house < 0)
        {
            return;
        }

        if (house >= 0 && first < end)
        {
            masks.Add(house, end, MaskType.Address);
        }
        else if (house >= 0 && first == end && written && text[end].Style == TextStyle.Normal)
        {
            // 307 Crescent, and not 3 Close
            if (!weak && text[house].Length >= 2 && !text.IsNext(end + 1) && text.Word(end) is not ("street" or "loop" or "trail" or "gate" or "court"))
            {
                masks.Add(house, end, MaskType.Address);
            }

            return;
        }
        else if (first < end && normal && written && text.Before(first) is ", " && HouseName(text, first) is var name and >= 0)
        {
            masks.Add(name, end, MaskType.Address);
        }
        else if (first < end && (normal ? text.IsNamelike(end - 1) && (written || (!weak && !text.Is(end - 1, WordKinds.Kept))) : (!weak || (first > 0
            && text.Word(first - 1) is "on" or "in" or "at" or "of" or "down" or "along" or "from")) && end - first >= 1 && (!OnlyCommon(text, first, end) || IsOneOf(text, first, end))))
        {
            masks.Add(first, end, MaskType.Street);
        }
    }

    /// <summary>"on elm road": without capitals one word that says which street it is, and not what it is like.</summary>
    private static bool IsOneOf(NarrativeText text, int first, int end) => first == end - 1 && first > 0 && text.IsNext(first) && text.Word(end) is "road" or "rd" or "street" or "avenue" or "ave" or "lane" or "crescent" or "grove" or "terrace"
        && text.Word(first - 1) is "on" or "down" or "along" or "off" or "up" or "of" or "and" or "near" or "opposite"
        && text.Word(first) is not ("other" or "next" or "back" or "dark" or "long" or "empty" or "public" or "cross" or "ring" or "slip" or "country" or "old" or "new" or "open" or "rough" or "wrong" or "right" or "narrow"
            or "wide" or "one" or "way" or "steep" or "shopping" or "residential" or "ordinary" or "normal" or "city" or "town" or "village" or "cycle" or "fast" or "slow" or "middle" or "inside" or "outside" or "private" or "toll" or "foot");

    /// <summary>Romford County Court, Kouvola Court of Appeal: the place makes it one court.</summary>
    private static void MaskCourt(NarrativeText text, Masks masks, int kind, int end)
    {
        int first = kind;
        while (first > 0 && kind - first < LongestName && text.IsNext(first) && text.IsNamelike(first - 1) && !(text[first - 1].StartsSentence && text.Is(first - 1, WordKinds.Grammar | WordKinds.Doing))
            && !text.Is(first - 1, WordKinds.Weekday | WordKinds.Title))
        {
            first--;
        }

        bool place = false;
        for (int i = first; i < kind; i++)
        {
            place |= !text.Is(i, WordKinds.Common) || text.Is(i, WordKinds.Place | WordKinds.Kept);
        }

        if (place && text[end].Style == TextStyle.Normal && !(first == kind - 1 && text.Word(first) is "european" or "national" or "constitutional" or "supreme" or "administrative"))
        {
            masks.Add(first, end, MaskType.Organisation);
        }
    }

    /// <summary>The Old Forge, Trematon Lane: the first word of a house's name before its street; -1 when none stands there.</summary>
    private static int HouseName(NarrativeText text, int street)
    {
        int first = street;
        while (first > 0 && street - first < LongestName && (first == street || text.IsNext(first)) && text.IsNamelike(first - 1)
            && !text.Is(first - 1, WordKinds.Kept | WordKinds.Weekday | WordKinds.Month))
        {
            first--;
        }

        bool house = first < street && (text.Word(first) is "the" or "old" || text.Word(street - 1) is "house" or "cottage" or "farm" or "lodge" or "barn"
            or "court" or "mill" or "rectory" or "vicarage" or "manor" or "villa" or "lofts" or "mansions");
        return house && street - first >= 2 ? first : -1;
    }

    private static bool IsNameOf(NarrativeText text, int index, bool normal)
    {
        if (text.Is(index, WordKinds.HasDigit | WordKinds.Tag))
        {
            return false;
        }

        if (normal)
        {
            return text.IsNamelike(index) && !text.Is(index, WordKinds.Weekday) && !(text[index].StartsSentence && (text.Is(index, WordKinds.Grammar)
                || (text.Is(index, WordKinds.Common | WordKinds.Acronym) && !text.Is(index, WordKinds.Names | WordKinds.Place) && !(text.IsNamelike(index + 1)
                && text.Word(index + 1) is "lane" or "road" or "street" or "avenue" or "close"
                && text.Word(index) is not ("high" or "busy" or "main" or "quiet" or "nearby" or "local"))))) && (!text.Is(index, WordKinds.Title) || IsStreetsTitle(text, index));
        }

        return !text.Is(index, WordKinds.Grammar | WordKinds.Where | WordKinds.Doing) && text.Word(index) is not ("main" or "busy" or "quiet" or "side"
            or "whole" or "nearby" or "crossing" or "train" or "bus" or "same" or "walking" or "local" or "on" or "high" or "street" or "road");
    }

    /// <summary>King's Parade, Bishop Street, St Mary's Close.</summary>
    private static bool IsStreetsTitle(NarrativeText text, int index) => text.Word(index) is "st" or "saint" or "king" or "queen" or "prince" or "princess" or "bishop" or "lord" or "lady" or "duke" or "abbot"
        or "major" or "canon" or "dean" or "earl" or "baron" or "bishops" or "kings" or "queens" or "sir";

    private static bool OnlyCommon(NarrativeText text, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            if (!text.Is(i, WordKinds.Common) || text.Is(i, WordKinds.Names | WordKinds.Place))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first word of the house number or flat that stands directly before; -1 when none does.</summary>
    private static int HouseBefore(NarrativeText text, int index)
    {
        int house = index - 1;
        if (!IsHouse(text, house) || !(text.IsNext(index) || text.Before(index) is ", "))
        {
            return -1;
        }

        // Flat 3, 12 Elm Road; 12-14 Elm Road; Unit 4b 12 Elm Road
        if (house > 0 && text.Before(house) is "-" or "/" && IsHouse(text, house - 1))
        {
            house--;
        }

        // Nos 4 to 18 Oswald Street
        if (house > 1 && text.Word(house - 1) is "to" or "and" && text.IsNext(house) && IsHouse(text, house - 2) && text.IsNext(house - 1))
        {
            house -= 2;
        }

        // 1/2 14 Elm Street: the flat of a stair
        if (house > 1 && text.Before(house) is " " or ", " && IsHouse(text, house - 1) && text.Before(house - 1) is "/" && IsHouse(text, house - 2))
        {
            return house - 2;
        }

        int flat = house - 1;
        if (flat > 0 && IsHouse(text, flat) && text.Before(house) is ", " or " " or "/" && IsFlat(text, flat - 1))
        {
            return flat - 1;
        }

        // flat b 70 earl street
        if (flat > 0 && text[flat].Length == 1 && !text.Is(flat, WordKinds.HasDigit) && IsFlat(text, flat - 1) && text.IsNext(flat) && (text.IsNext(house)
            || text.Before(house) is ", "))
        {
            return flat - 1;
        }

        return flat >= 0 && IsFlat(text, flat) && text.IsNextInName(house) ? flat : house;
    }

    /// <summary>Directly behind, or behind the comma of "unit 4, greenfield industrial estate".</summary>
    private static bool IsNextInUnit(NarrativeText text, int unit, int index) => text.IsNext(index) || (index == unit + 1 && index < text.Count && text.Before(index) is ", ");

    private static bool IsFlat(NarrativeText text, int index) => index >= 0 && text.Word(index) is "flat" or "apartment" or "apt" or "unit" or "room"
        or "number" or "no" or "house" or "plot" or "floor" or "nos" or "numbers";

    private static bool IsHouse(NarrativeText text, int index)
    {
        if (index < 0 || !text.Is(index, WordKinds.HasDigit))
        {
            return index > 0 && text[index].Length == 1 && IsFlat(text, index - 1) && text[index].IsCapitalised;
        }

        if (text.IsClock(index))
        {
            return false;
        }

        ReadOnlySpan<char> word = text.Word(index);
        // flat11
        if (word.Length is > 4 and <= 8 && (word.StartsWith("flat") || word.StartsWith("unit")) && !word[4..].ContainsAnyExceptInRange('0', '9'))
        {
            return true;
        }

        // l4 Elm Road: a letter that was read for a one
        if (word.Length is 2 or 3 && word[0] == 'l' && !word[1..].ContainsAnyExceptInRange('0', '9'))
        {
            return true;
        }

        // U4/27 Eureka Terrace
        if (word.Length is 2 or 3 && word[0] == 'u' && !word[1..].ContainsAnyExceptInRange('0', '9') && text.Before(index + 1) is "/")
        {
            return true;
        }

        int digits = word.IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? word.Length : end;
        return digits is >= 1 and <= 4 && (digits == word.Length || (word.Length == digits + 1 && word[digits] is >= 'a' and <= 'h'));
    }

    /// <summary>Whether the words before a number say that somebody lives there.</summary>
    private static bool IsLivedAt(NarrativeText text, int index) => text.Word(index - 1) is "at" ? index > 1 && text.IsNext(index - 1) && text.Word(index - 2) is "lives" or "i'm" or "im" or "we're" or "live" or "living" or "lived" or "resides" or "residing" or "resident" or "staying" or "stays" or "home"
        : text.Is(index - 1, "address") || (index > 2 && text.Word(index - 1) is "as" or "is" && (text.Is(index - 2, "address") || text.Is(index - 3, "address")));

    /// <summary>A house or flat without its street: "at number 14", "flat 3", "no. 27", "of 14 Elmhurst".</summary>
    private static void FindHouse(NarrativeText text, Masks masks, int index)
    {
        if (!IsHouse(text, index) || index == 0)
        {
            return;
        }

        // 61 Attlee House; Unit 7, Jubilee Trading Estate
        int building = index + 1;
        bool unit = IsFlat(text, index - 1);
        while (building < text.Count && building - index <= 4 && (building == index + 1 && unit ? text.IsNext(building)
            || text.Before(building) is ", " : text.IsNext(building)) && text.IsNamelike(building)
            && text.Word(building) is not ("house" or "court" or "mansions" or "lodge" or "tower" or "towers" or "buildings" or "villas" or "cottages"
            or "flats" or "apartments" or "point" or "heights" or "estate" or "hall" or "park" or "wharf"))
        {
            building++;
        }

        if (building > index + 1 && text.IsNamelike(building) && text.IsNext(building) && building - index <= 4 && text.Word(building) is not "park"
            && text[index].Length <= 3)
        {
            masks.Add(unit ? index - 1 : index, building, MaskType.Address);
            return;
        }

        // 6 Tansley Bank, 14 Upper Holme
        if (text.IsNext(index + 1) && text.IsNamelike(index + 1) && !text.Is(index + 1, WordKinds.Month | WordKinds.Weekday | WordKinds.Kept | WordKinds.Acronym))
        {
            int last = index + 1;
            while (text.IsNext(last + 1) && text.IsNamelike(last + 1) && last - index < LongestName)
            {
                last++;
            }

            if (last > index + 1 && text.Word(last) is "bank" or "side" or "end" or "hey" or "holt" or "lea" or "head" or "foot" or "bottom" or "top" or "nook" or "clough" or "holme"
                or "wood" or "fields" or "field" or "meadow" or "meadows" or "villas" or "cottages" or "bridge" or "mill" or "wynd" or "brow" or "mead" or "hollow" or "dell"
                or "glebe" or "ridge" or "reach" or "mews" or "rise" or "common" or "drove" or "gill" or "hall" or "house" or "farm" or "cottage" or "heights" or "point")
            {
                masks.Add(index, last, MaskType.Address);
                return;
            }
        }

        // 20789 Allika 46: a name of no list between two numbers
        if (text.IsNext(index + 1) && text.IsNamelike(index + 1) && text.IsNext(index + 2) && IsHouse(text, index + 2) && text.IsDigits(index) && text[index + 1].Length > 3
            && !text.Is(index + 1, WordKinds.Common | WordKinds.Month | WordKinds.Weekday | WordKinds.Kept | WordKinds.Title | WordKinds.Acronym | WordKinds.Reference))
        {
            masks.Add(index, index + 2, MaskType.Address);
            return;
        }

        // FLAT 12 HAWTHORN HOUSE, unit 7 riverside trading estate
        if (unit && text[index].Style != TextStyle.Normal && text.IsNext(index))
        {
            int end = index + 1;
            while (end - index <= LongestName && IsNextInUnit(text, index, end) && !text.Is(end, WordKinds.HasDigit | WordKinds.Tag | WordKinds.Where | WordKinds.Doing)
                && text.Word(end) is not ("house" or "court" or "mansions" or "lodge" or "tower" or "towers" or "buildings" or "estate" or "point" or "heights" or "mill" or "villas"))
            {
                end++;
            }

            if (end > index + 1 && end - index <= LongestName && text.IsNext(end) && text.Is(end, WordKinds.Common | WordKinds.Premises | WordKinds.Street | WordKinds.PlaceEnding)
                && text.Word(end) is "house" or "court" or "mansions" or "lodge" or "tower" or "towers" or "buildings" or "estate" or "point" or "heights" or "mill" or "villas")
            {
                masks.Add(index - 1, end, MaskType.Address);
                return;
            }
        }

        ReadOnlySpan<char> before = text.Word(index - 1);
        ReadOnlySpan<char> ahead = index > 1 ? text.Word(index - 2) : default;
        // "Mr Pyke (no. 5)"
        if (text.IsNext(index + 1) && text.Word(index + 1) is "bus" or "tram" or "train" or "route")
        {
            return;
        }

        if (before is "no" or "number" && text.Before(index) is " " or ". " or "." && text[index].Length <= 3 && index > 1 && (text.Before(index - 1).Contains('(')
            || text.Word(index - 2) is "outside" or "opposite" or "at" or "from" or "of"))
        {
            masks.Add(index - 1, index, MaskType.Address);
            return;
        }

        bool flat = text.IsNextInName(index) && (before is "flat" or "apartment" or "apt" || (before is "number" or "no" or "house"
            && ahead is "at" or "from" or "outside" or "to" or "opposite" or "in" or "of" or "neighbour" or "house" or "near"));
        if (flat)
        {
            masks.Add(index - 1, index, MaskType.Address);
        }
        else if (text.IsNext(index + 1) && text.IsNamelike(index + 1)
            && !text.Is(index + 1, WordKinds.Kept | WordKinds.Common | WordKinds.Month | WordKinds.Acronym) && !text[index + 1].IsAllCapitals
            && before is "at" or "of" or "address" or "outside" or "lives" or "to" or "from" or "opposite" && text[index].Length <= 3)
        {
            int last = index + 1;
            // 2 Tan-y-Graig
            while (text.IsHyphened(last + 1) && !text.Is(last + 1, WordKinds.HasDigit | WordKinds.Tag))
            {
                last++;
            }

            masks.Add(index, last, MaskType.Address);
        }
        else if (text[index].Style != TextStyle.Normal && text.IsNext(index) && text[index].Length <= 3 && IsLivedAt(text, index))
        {
            // "address given as 7 marl bank"
            int last = index;
            while (last - index < 3 && text.IsNext(last + 1) && !text.Before(last + 1).Contains('\n') && text[last + 1].Length > 2
                && !text.Is(last + 1, WordKinds.Grammar | WordKinds.Where | WordKinds.Doing | WordKinds.HasDigit | WordKinds.Tag | WordKinds.Kept | WordKinds.Weekday | WordKinds.Month))
            {
                last++;
            }

            if (last > index)
            {
                masks.Add(index, last, MaskType.Address);
            }
        }
    }
}
