using System.Collections.Frozen;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>
/// A mask covers the whole phrase: the name of a shop, school, inn or firm in small letters runs left to a function word or a comma and right to its head (barlow
/// &amp; sons solicitors), and an address takes the floor beside it (3rd floor, 8 Carter Place).
/// </summary>
internal sealed class PhraseRecogniser : Recogniser
{
    private const int LongestName = 5;

    // What kind of place something is, and which of them, without a name: the local corner shop, the big new health centre.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Kinds = FrozenSet.ToFrozenSet(
        """
        local public nearest main big new old same community shopping leisure sports sport primary high secondary kosher halal jewish muslim islamic police train bus tube petrol corner coffee chicken charity betting phone barber barbers
        town city village football kebab chip pizza own railway metro tram council care nursing private boys girls infant church hebrew sunday grocery convenience wine gift fruit meat night working men's mens youth social day different
        nearby other another medical health dental fire taxi mini cab busy small large closed empty little whole entire nice quiet first second next last only current former previous usual favourite front back side rear ground shared
        university college school hospital hotel student family children's womens women's catholic christian orthodox polish turkish asian indian chinese pakistani african english welsh scottish irish european international national
        house home works shop store market car park bike food clothes book bank building mosque synagogue temple work hair nail beauty general after before sheltered council's tower flat high-rise tech sixth special regional county
        rugby cricket tennis fast takeaway wedding sports leisure open secure immigration detention reception call contact support resource day-care advice job jobs parcel sorting distribution delivery post data vaccination testing
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Premises, 1); i < text.Count; i = text.Next(Interest.Premises, i + 1))
        {
            if (!masks.Has(i) && !text.IsNamelike(i) && !text.Is(i, WordKinds.Kept | WordKinds.Tag) && !(IsLoose(text.Word(i)) && !(text.Word(i) is "home" && text.Word(i - 1) is "nursing" or "care" or "residential" && text.IsNext(i))))
            {
                FindNamed(text, mode, masks, i);
            }
        }

        FindFloors(text, masks);
    }

    private static void FindNamed(NarrativeText text, RedactionMode mode, Masks masks, int head)
    {
        int first = head;
        bool own = false;
        while (first > 0 && head - first < LongestName && IsJoint(text.Before(first)) && IsPart(text, masks, first - 1))
        {
            first--;
            own |= IsOwn(text, masks, first);
        }

        // "the local barlow solicitors": what says which of them it is begins no name.
        while (first < head && !masks.Has(first) && (Kinds.Contains(text.Word(first)) || text.Word(first) is "and" or "&" || (text.Is(first, WordKinds.Common) && !text.Is(first, WordKinds.Names)
            && (text.Word(first).EndsWith("ed") || text.Word(first).EndsWith("ing") || text.Word(first).EndsWith("ly")))))
        {
            first++;
        }

        // "at the golden lotus takeaway": in strict mode ordinary words before what only one is called by, where somebody is
        own |= mode == RedactionMode.Strict && first < head && first > 0 && IsNamedAfter(text.Word(head)) && text.IsNext(first) && text.Word(first - 1) is "the" or "at" or "in" or "outside" or "near" or "from" or "to" or "called" or "opposite";
        bool owner = first == head - 1 && masks.Has(first, MaskType.Person) && text.Before(head) is not " ";
        if (!own || first == head || (owner && !IsNamedAfter(text.Word(head))))
        {
            return;
        }

        int last = head;
        while (text.IsNext(last + 1) && last - head < 2 && text.Is(last + 1, WordKinds.Premises | WordKinds.Organisation) && !masks.Has(last + 1))
        {
            last++;
        }

        masks.Add(first, last, text.Is(last, WordKinds.Premises) ? MaskType.Premises : MaskType.Organisation);
    }

    /// <summary>A word that is oftener something else than the end of a name: home, group, football.</summary>
    private static bool IsLoose(ReadOnlySpan<char> head) => head is "home" or "homes" or "house" or "group" or "football" or "rugby" or "cricket" or "party" or "post" or "mail" or "stop" or "ground" or "mobile" or "insurance" or "transport" or "park" or "wing" or "ward" or "rec" or "times"
        or "trust" or "court" or "market" or "estate" or "number" or "buses" or "coaches" or "train" or "beauty" or "foods" or "wines" or "services" or "savings" or "television" or "tv" or "radio" or "magazine" or "newspaper" or "prison" or "removals" or "nails";

    /// <summary>What belongs to somebody without being called by the name: Cohen's solicitors, Cohen's school; not Khan's bakery.</summary>
    private static bool IsNamedAfter(ReadOnlySpan<char> head) => head is "surgery" or "bakery" or "butchers" or "butcher" or "cafe" or "restaurant" or "bar" or "salon" or "deli" or "pharmacy" or "barbers" or "takeaway" or "newsagent" or "newsagents" or "supermarket" or "tavern" or "inn" or "arms" or "pub" or "store"
        or "stores" or "jewellers" or "opticians" or "boutique" or "launderette" or "chemist" or "nursery";

    private static bool IsJoint(ReadOnlySpan<char> gap) => gap is " " or "-" or " & " or "'s " or "’s " or "' " or "’ ";

    private static bool IsPart(NarrativeText text, Masks masks, int index) => text.Is(index, "and") ? IsOwn(text, masks, index - 1) && text.IsNext(index)
        : text.Word(index) is "sons" or "son" or "daughters" or "brothers" or "partners" or "co" ? text.Before(index) is " & " or " and " || text.Is(index - 1, "and")
        : text.Word(index) is "halal" or "kosher" or "polish" or "turkish" or "asian" ? IsOwn(text, masks, index - 1) && text.IsNext(index)
        : masks[index] is MaskType.Person or MaskType.Name or MaskType.Premises or MaskType.Organisation or MaskType.Place or MaskType.Street
            || (!masks.Has(index) && !text.Is(index, WordKinds.Grammar | WordKinds.Where | WordKinds.Doing | WordKinds.Speech | WordKinds.HasDigit | WordKinds.Weekday | WordKinds.Month | WordKinds.Relation | WordKinds.Title | WordKinds.Role
                | WordKinds.Tag | WordKinds.Naming | WordKinds.NumberWord | WordKinds.Acronym | WordKinds.Kept) && text[index].Length > 1 && !IsDone(text, index));

    /// <summary>walking, played: what somebody does, and no training and no nursing.</summary>
    private static bool IsDone(NarrativeText text, int index) => text.Is(index, WordKinds.Common) && !text.Is(index, WordKinds.Names) && text.Word(index) is var word
        && (word is "plays" or "works" or "runs" or "owns" or "via" or "is" || (word.EndsWith("ed") && word.Length > 4) || (word.EndsWith("ing") && word is not ("nursing" or "training" or "shopping" or "housing" or "catering" or "cleaning" or "printing" or "tailoring" or "trading" or "building" or "dining" or "bowling"
            or "swimming" or "riding" or "fishing" or "parking" or "cooking" or "roofing" or "plumbing")));

    /// <summary>Whether a word makes a name of the rest: it was found to be one, or it is a name and no word.</summary>
    private static bool IsOwn(NarrativeText text, Masks masks, int index) => index >= 0 && (masks[index] is MaskType.Name or MaskType.Premises or MaskType.Organisation or MaskType.Place or MaskType.Street
        || (masks.Has(index, MaskType.Person) && (text.Before(index + 1) is not " " || text.Is(index, WordKinds.Family) || !text[index].IsCapitalised))
        || (!masks.Has(index) && text.Is(index, WordKinds.Names) && !text.Is(index, WordKinds.Common | WordKinds.Uncommon)));

    /// <summary>3rd floor, 8 Carter Place; 8 Carter Place, ground floor flat.</summary>
    private static void FindFloors(NarrativeText text, Masks masks)
    {
        for (int i = masks.Next(0); i < text.Count; i = masks.Next(i + 1))
        {
            if (!masks.Has(i, MaskType.Address))
            {
                continue;
            }

            if (!masks.Has(i - 1) && i > 1 && text.Before(i) is ", " or " " && FirstOfFloor(text, i - 1) is var first and >= 0)
            {
                masks.Add(first, i, MaskType.Address);
                // Flat 2, 1st floor, 19 Denholm Road: the two are one.
                if (masks.Has(first - 1, MaskType.Address) && text.Before(first) is ", " or " ")
                {
                    masks.Add(first - 1, i, MaskType.Address);
                }
            }
            else if (!masks.Has(i + 1) && text.Before(i + 1) is ", " && i + 2 < text.Count && IsLevel(text, i + 1) && text.Word(i + 2) is "floor" or "storey" && text.IsNext(i + 2))
            {
                masks.Add(i, text.IsNext(i + 3) && text.Word(i + 3) is "flat" or "apartment" ? i + 3 : i + 2, MaskType.Address);
            }
        }
    }

    private static int FirstOfFloor(NarrativeText text, int last)
    {
        int floor = text.Word(last) is "flat" or "apartment" or "room" && text.IsNext(last) ? last - 1 : last;
        return floor > 0 && text.Word(floor) is "floor" or "storey" && text.IsNext(floor) && IsLevel(text, floor - 1) ? floor - 1 : -1;
    }

    private static bool IsLevel(NarrativeText text, int index) => text.Word(index) is "ground" or "first" or "second" or "third" or "fourth" or "fifth" or "sixth" or "seventh" or "eighth" or "ninth" or "tenth" or "top" or "basement" or "upper" or "lower"
        || (text.Is(index, WordKinds.HasDigit) && text[index].Length <= 4);
}
