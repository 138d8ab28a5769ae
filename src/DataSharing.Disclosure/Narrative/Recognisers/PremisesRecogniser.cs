namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Named buildings and organisations: what stands in capitals before, or "of" after, a word such as synagogue, school, station, Ltd.</summary>
internal sealed class PremisesRecogniser : Recogniser
{
    private const int LongestName = 6;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Premises, 0); i < text.Count; i = text.Next(Interest.Premises, i + 1))
        {
            if (text[i].Style != TextStyle.Normal || text.Is(i, WordKinds.Kept))
            {
                continue;
            }

            int first = First(text, i);
            bool written = text.IsNamelike(i);
            // Kelham General Hospital
            if (first == i && written && i > 1 && text.Is(i - 1, "general") && text.IsNext(i) && text.IsNext(i - 1) && text.IsNamelike(i - 2) && !text[i - 2].StartsSentence)
            {
                first = First(text, i - 1);
            }

            // Hillside School; Hillside school; Manchester Synagogue, but a Manchester synagogue.
            if (first < i && IsNamed(text, first, i, written, mode))
            {
                masks.Add(first, Last(text, i), text.Is(i, WordKinds.Premises) ? MaskType.Premises : MaskType.Organisation);
            }
            else if (written && text.Word(i) is "university" or "college" or "school" or "hospital" or "church" or "bank" or "court" or "institute"
                or "synagogue" or "ministry" or "mosque" or "academy"
                && text.Is(i + 1, "of") && (text.IsNamelike(i + 2) || (text.Is(i + 2, "the") && text.IsNamelike(i + 3))))
            {
                int last = i + 2;
                while (text.IsNext(last + 1) && (text.IsNamelike(last + 1) || (text.Word(last + 1) is "of" or "the" or "and" && text.IsNamelike(last + 2)
                    && text.IsNext(last + 2))) && last - i < LongestName)
                {
                    last++;
                }

                masks.Add(i, last, text.Is(i, WordKinds.Premises) ? MaskType.Premises : MaskType.Organisation);
            }
        }

        FindPubs(text, masks);
        FindFields(text, masks);
        FindLeading(text, masks);
        FindSaints(text, masks);
        FindWithoutCapitals(text, mode, masks);
    }

    /// <summary>the fox and anchor, the Plough and Harrow: an inn's two words, however they are written.</summary>
    private static void FindPubs(NarrativeText text, Masks masks)
    {
        for (int the = text.Next(Interest.Cue, 0); the + 2 < text.Count; the = text.Next(Interest.Cue, the + 1))
        {
            int i = the + 1;
            if (text.Is(the, WordCues.The) && i + 2 < text.Count && text.Word(i + 1) is "and" or "&" or "n" && IsOnSign(text.Word(i)) && IsOnSign(text.Word(i + 2)) && text.IsNext(i) && text.IsNext(i + 1) && text.IsNext(i + 2))
            {
                masks.Add(i, i + 2, MaskType.Premises);
            }
            else if (text.Is(the, WordCues.The) && IsNext(text, i) && IsInn(text, the))
            {
                masks.Add(i, i + 1, MaskType.Premises);
            }
        }
    }

    private static bool IsNext(NarrativeText text, int index) => text.IsNext(index) && text.IsNext(index + 1);

    /// <summary>at the red lion, the plough inn: what stands on a sign with its colour where somebody is, or before an inn's own word.</summary>
    private static bool IsInn(NarrativeText text, int the)
    {
        bool inn = text.Word(the + 2) is "inn" or "pub" or "tavern" or "arms";
        return (inn && IsOnSign(text.Word(the + 1))) || (IsOnSign(text.Word(the + 2)) && text.Word(the + 1) is "red" or "white" or "black" or "golden" or "blue" or "green" or "rising" or "cross" or "royal" or "spotted" or "flying" or "grey" or "old" or "three" or "crossed"
            && ((text.IsNext(the + 3) && text.Word(the + 3) is "inn" or "pub" or "tavern" or "hotel")
                || (the > 0 && text.IsNext(the) && text.Word(the - 1) is "at" or "in" or "outside" or "near" or "past" or "to" or "opposite" or "inside" && text.Word(the + 2) is "lion" or "swan" or "crown" or "keys" or "bell" or "sun" or "bull" or "hart" or "boar" or "oak" or "eagle" or "dragon" or "ship")));
    }

    private static bool IsOnSign(ReadOnlySpan<char> word) => word is "fox" or "crown" or "anchor" or "rose" or "lion" or "horse" or "horses" or "bell" or "ship" or "swan" or "plough" or "harrow" or "hare" or "hound" or "hounds" or "cross" or "crosses" or "keys" or "oak" or "feathers"
        or "star" or "garter" or "dragon" or "eagle" or "child" or "wheatsheaf" or "castle" or "bull" or "duck" or "partridge" or "pheasant" or "goose" or "gun" or "railway" or "coach" or "lamb" or "flag" or "elephant" or "dog" or "cat" or "fiddle" or "george" or "magpie" or "stump"
        or "rifle" or "spade" or "bucket" or "sceptre" or "mitre" or "pelican" or "falcon" or "greyhound" or "barrel" or "grapes" or "vine" or "pitcher" or "trumpet" or "thistle" or "shovel" or "cockerel" or "unicorn" or "moon" or "globe" or "hope" or "sun" or "hart" or "boar";

    /// <summary>Where: Modiste, Nottingham; School: Oakfield: fields of a form.</summary>
    private static void FindFields(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Colon, 0); i + 1 < text.Count; i = text.Next(Interest.Colon, i + 1))
        {
            if (!text[i].StartsSentence || !text.Before(i + 1).StartsWith(":") || text.Before(i + 1).Contains('\n')
                || text.Word(i) is not ("where" or "location" or "place" or "venue" or "school" or "workplace" or "employer" or "premises" or "organisation"
                or "company" or "shop" or "site" or "station" or "college" or "university" or "synagogue" or "mosque" or "church" or "temple" or "at"
                or "address"))
            {
                continue;
            }

            int last = i;
            while (last + 1 < text.Count && last - i < LongestName && (last == i || text.IsNext(last + 1)) && !(last > i
                && text.Before(last + 1).Contains('\n')) && text.IsNamelike(last + 1) && !text.Is(last + 1, WordKinds.Kept | WordKinds.Tag | WordKinds.Grammar))
            {
                last++;
            }

            if (last > i && !masks.Has(i + 1) && !(last == i + 1 && text.Is(last, WordKinds.Common)))
            {
                masks.Add(i + 1, last, MaskType.Premises);
            }
        }
    }

    /// <summary>Masjid Bilal, Hotel Belvoir: the word for the building comes first. Northern General: a hospital that nobody calls one.</summary>
    private static void FindLeading(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Cue, 0); i < text.Count; i = text.Next(Interest.Cue, i + 1))
        {
            if (!text.Is(i, WordCues.LeadsPremises) || !(text.IsNamelike(i) || text[i].Style == TextStyle.Upper) || masks.Has(i))
            {
                continue;
            }

            if (text.Word(i) is "high" or "collegiate" or "grammar" or "comprehensive" or "infants" or "juniors" or "infant" or "junior" or "primary"
                or "reform" && i > 0 && text.IsNext(i) && text.IsNamelike(i) && text.IsNamelike(i - 1) && (!text.Is(i - 1, WordKinds.Kept)
                || text.Word(i) is "collegiate" or "grammar" or "comprehensive" or "infants" or "juniors")
                && !text.Is(i - 1, WordKinds.Grammar | WordKinds.Title) && !(text[i - 1].StartsSentence && text.Is(i - 1, WordKinds.Common))
                && !(text.IsNext(i + 1) && text.IsNamelike(i + 1)))
            {
                int from = i - 1;
                while (from > 0 && text.IsNext(from) && text.IsNamelike(from - 1) && !text[from].StartsSentence && i - from < 3
                    && !text.Is(from - 1, WordKinds.Grammar))
                {
                    from--;
                }

                masks.Add(from, i, MaskType.Premises);
            }
            else if (text.Word(i) is "masjid" or "jamia" or "darul" && text.IsNext(i + 1) && text.IsHyphened(i + 2)
                && (!text.Is(i + 1, WordKinds.Common) || text.Word(i + 1) is "an" or "al" or "as" or "ar" or "ad" or "at" or "ash" or "us" or "un"))
            {
                // Masjid an-Noor al-Jadeed
                int last = i + 2;
                while (text.IsHyphened(last + 1) || (text.IsNext(last + 1) && text.IsHyphened(last + 2)))
                {
                    last++;
                }

                masks.Add(i, last, MaskType.Premises);
            }
            else if (text.Is(i, "sixth") && text.Is(i + 1, "form") && text.IsNext(i + 1) && i > 0 && text.IsNext(i) && (text.IsNamelike(i - 1) || text[i - 1].Style == TextStyle.Upper) && !text.Is(i - 1, WordKinds.Grammar | WordKinds.Kept | WordKinds.Where | WordKinds.Doing | WordKinds.Relation))
            {
                masks.Add(text.IsNext(i - 1) && text.IsNamelike(i - 2) && !text.Is(i - 2, WordKinds.Grammar) ? i - 2 : i - 1, text.Is(i + 2, "college") && text.IsNext(i + 2) ? i + 2 : i + 1, MaskType.Premises);
            }
            else if (text.Word(i) is "bet" or "beit" or "masjid" or "hotel" or "café" or "cafe" or "restaurant" or "beth" or "beis" or "bais" or "kehillas"
                or "kehilla" or "chez" or "villa" or "hmp" or "jamia" or "darul" or "toras" or "ohel" or "gurdwara" or "mandir" or "camp" or "château"
                && text.IsNextInName(i + 1) && (text.IsNamelike(i + 1) || text[i + 1].Style == TextStyle.Upper)
                && !text.Is(i + 1, WordKinds.Kept | WordKinds.Weekday | WordKinds.Where | WordKinds.Doing) && !(text.Is(i + 1, WordKinds.Grammar)
                && !text.Is(i + 1, WordKinds.Particle)))
            {
                int last = i + 1;
                while (text.IsNext(last + 1) && (text.IsNamelike(last + 1) || text.IsHyphened(last + 1) || (text.Is(last + 1, WordKinds.Particle) && text.IsHyphened(last + 2)) || (text[last + 1].Style == TextStyle.Upper
                    && !text.Is(last + 1, WordKinds.Common | WordKinds.Grammar))) && last - i < 4 && !text.Is(last + 1, WordKinds.Kept))
                {
                    last++;
                }

                masks.Add(i, last, MaskType.Premises);
            }
            else if (text.Word(i) is "general" && text.IsNamelike(i) && i > 0 && text.IsNext(i) && text.IsNamelike(i - 1) && !text[i - 1].StartsSentence
                && !text.Is(i - 1, WordKinds.Grammar | WordKinds.Weekday | WordKinds.Title) && !(text.IsNext(i + 1) && text.IsNamelike(i + 1))
                && text.Word(i - 1) is not ("attorney" or "director" or "secretary" or "solicitor" or "surgeon" or "brigadier" or "registrar" or "inspector"
                or "governor" or "advocate"))
            {
                masks.Add(i - 1, i, MaskType.Premises);
            }
        }
    }

    /// <summary>aireside college, st marys, RUSHEY PARK SCHOOL: words that are none of the language's before a word for a building.</summary>
    private static void FindWithoutCapitals(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Unstyled, 1); i < text.Count; i = text.Next(Interest.Unstyled, i + 1))
        {
            if (masks.Has(i))
            {
                continue;
            }

            if (text.Word(i - 1) is "st" or "saint" && text.IsNextInName(i)
                && !text.Is(i, WordKinds.Grammar | WordKinds.Where | WordKinds.Doing | WordKinds.HasDigit)
                && text.Word(Math.Max(0, i - 2)) is "at" or "from" or "to" or "in" or "school" or "outside" or "near" or "church" or "the")
            {
                int end = i;
                while (text.IsNext(end + 1) && end - i < 2 && text.Is(end + 1, WordKinds.Premises))
                {
                    end++;
                }

                masks.Add(i - 1, end, MaskType.Premises);
                continue;
            }

            if (!text.Is(i, WordKinds.Premises | WordKinds.Organisation) || text.Is(i, WordKinds.Kept))
            {
                continue;
            }

            int first = i;
            int own = 0;
            while (first > 0 && i - first < LongestName - 2 && text.IsNext(first) && (!masks.Has(first - 1) || masks[first - 1] is MaskType.Street or MaskType.Place)
                && (!text.Is(first - 1, WordKinds.Grammar | WordKinds.Where | WordKinds.Doing | WordKinds.HasDigit | WordKinds.Weekday | WordKinds.Kept | WordKinds.Relation | WordKinds.Title)
                || (text.Word(first - 1) is "halal" or "kosher" or "polish" or "asian" or "turkish" && first > 1 && text.IsNext(first - 1) && text.Is(first - 2, WordKinds.Street | WordKinds.Place)))
                && !(text.Word(first - 1) is "hrs" or "oclock"))
            {
                first--;
                own += !text.Is(first, WordKinds.Common) || text.Is(first, WordKinds.Place) || masks.Has(first) ? 1 : 0;
            }

            // A word of the language may stand before it ("local"), so the name begins at the first that is none, or after "at", "to".
            bool placed = first > 0 && text.Word(first - 1) is "at" or "to" or "in" or "outside" or "near" or "from" or "called" or "named" or "of";
            while (!placed && first < i && !masks.Has(first) && text.Is(first, WordKinds.Common) && !text.Is(first, WordKinds.Place | WordKinds.Names))
            {
                first++;
            }

            if ((own > 0 || (mode == RedactionMode.Strict && placed && !IsAnyOfItsKind(text, first, i))) && first < i)
            {
                int last = i;
                while (text.IsNext(last + 1) && last - i < 2 && text.Is(last + 1, WordKinds.Premises | WordKinds.Organisation))
                {
                    last++;
                }

                masks.Add(first, last, text.Is(i, WordKinds.Premises) ? MaskType.Premises : MaskType.Organisation);
            }
        }
    }

    /// <summary>"the local corner shop": words that tell a kind and no name.</summary>
    private static bool IsAnyOfItsKind(NarrativeText text, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            if (text.Word(i) is not ("local" or "public" or "nearest" or "main" or "big" or "new" or "old" or "same" or "community" or "shopping" or "leisure" or "sports" or "sport" or "primary" or "high" or "secondary"
                or "kosher" or "halal" or "jewish" or "muslim" or "islamic" or "police" or "train" or "bus" or "tube" or "petrol" or "corner" or "coffee" or "chicken" or "charity" or "betting" or "phone" or "barber" or "barbers"
                or "town" or "city" or "village" or "football" or "kebab" or "chip" or "pizza" or "own" or "railway" or "metro" or "tram" or "council" or "care" or "nursing" or "private" or "boys" or "girls" or "infant"
                or "church" or "hebrew" or "sunday" or "grocery" or "convenience" or "wine" or "gift" or "fruit" or "meat" or "night" or "working" or "men's" or "mens" or "youth" or "social" or "day" or "different"
                or "nearby" or "other" or "another" or "medical" or "health" or "dental" or "fire" or "taxi" or "mini" or "cab" or "busy" or "small" or "large" or "closed" or "empty"))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first word of the name that ends here.</summary>
    private static int First(NarrativeText text, int end)
    {
        int first = end;
        while (first > 0 && end - first < LongestName && IsPart(text, first))
        {
            first--;
        }

        // "of", "and", "the" belong to it only between its words, and "The" at the beginning of a sentence does not.
        while (first < end && (!text.IsNamelike(first) || (text[first].StartsSentence && (text.Is(first, WordKinds.Grammar | WordKinds.Doing)
            || (text.Is(first, WordKinds.Common) && !text.Is(first, WordKinds.Names | WordKinds.Place) && text.Word(first) is var verb && (verb.EndsWith("ed")
            || verb.EndsWith("ing"))))) || text.Word(first) is "the" or "our" or "my" or "a" or "an" or "at" or "in" or "near" or "outside" or "from"))
        {
            first++;
        }

        return first;
    }

    private static bool IsPart(NarrativeText text, int first)
    {
        ReadOnlySpan<char> gap = text.Before(first);
        int before = first - 1;
        if (!(text.IsNext(first) || gap is "'s " or "’s " or "' " or "’ " or " & " or "'s" or ". ") || gap.Contains('\n')
            || text.Is(before, WordKinds.Tag | WordKinds.Weekday) || (gap is ". " && text.Word(before) is not "st"))
        {
            return false;
        }

        // Islington police station
        if (text.Word(before) is "police" or "fire" or "railway" or "bus" or "tube" or "train" or "underground" or "primary" or "high" or "secondary"
            or "infant" or "junior" or "community" or "medical" or "health" or "leisure" or "shopping" && text.Is(first, WordKinds.Premises)
            && text.IsNext(before) && text.IsNamelike(before - 1) && !text[before].IsCapitalised)
        {
            return true;
        }

        return text.IsNamelike(before) ? !(text.Is(before, WordKinds.Title) && text.Word(before) is not "st") : before > 0
            && text.Word(before) is "of" or "and" or "the" && text.IsNamelike(before - 1) && !text[before].StartsSentence && text.IsNext(before);
    }

    private static bool IsNamed(NarrativeText text, int first, int end, bool written, RedactionMode mode)
    {
        int own = 0;
        int kept = 0;
        for (int i = first; i < end; i++)
        {
            if (!text.IsNamelike(i))
            {
                continue;
            }

            if (text.Is(i, WordKinds.Kept) || text[i].IsAllCapitals)
            {
                kept++;
            }
            else if (!text[i].StartsSentence || !text.Is(i, WordKinds.Common) || text.Is(i, WordKinds.Names | WordKinds.Place))
            {
                own++;
            }
        }

        // Leeds station; Lincoln railway station
        if (!written && kept > 0 && text.Is(end, "station") && text.IsNamelike(first) && text.Is(first, WordKinds.Place | WordKinds.Kept) && !IsGeneral(text, first))
        {
            return true;
        }

        if (text.Is(end, WordKinds.Organisation) && !text.Is(end, WordKinds.Premises) && !written)
        {
            return false;
        }

        // In small letters the word adds nothing to a city or religion: "London school", "Jewish centre".
        return written ? own > 0 || kept > 1 || (kept == 1 && !IsGeneral(text, first)) || (mode == RedactionMode.Strict && kept > 0
            && !IsGeneral(text, first)) : own > 0 && !AllGeneral(text, first, end);
    }

    /// <summary>Jewish, Muslim, Primary: a kind, where nothing but a place or name makes it one building.</summary>
    private static bool IsGeneral(NarrativeText text, int index) => text.Word(index) is "jewish" or "muslim" or "islamic" or "christian" or "catholic"
        or "orthodox" or "reform" or "police" or "national" or "european" or "british" or "english" or "polish" or "turkish"
        || text[index].IsAllCapitals || (text.Is(index, WordKinds.Kept) && !text.Is(index, WordKinds.Place) && text.Word(index).EndsWith("ish"));

    private static bool AllGeneral(NarrativeText text, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            if (text.IsNamelike(i) && !text.Is(i, WordKinds.Premises | WordKinds.Organisation | WordKinds.Kept) && !(text.Is(i, WordKinds.Common)
                && !text.Is(i, WordKinds.Names | WordKinds.Place) && text[i].StartsSentence))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What follows and belongs to the name: Golders Green Police Station, Northgate Primary School, Royal Free Hospital A&amp;E.</summary>
    private static int Last(NarrativeText text, int end)
    {
        int last = end;
        while (text.IsNext(last + 1) && last - end < 3 && text.Is(last + 1, WordKinds.Premises | WordKinds.Organisation) && (text.IsNamelike(last + 1)
            || text.Word(last + 1) is "station" or "school" or "ground" or "club" or "centre" or "hall"))
        {
            last++;
        }

        return last;
    }

    /// <summary>St Mary's, Saint Thomas: named buildings without a word for one.</summary>
    private static void FindSaints(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Cue, 0); i + 1 < text.Count; i = text.Next(Interest.Cue, i + 1))
        {
            if (!text.Is(i, WordCues.Saint) || !text.IsNamelike(i + 1))
            {
                continue;
            }

            bool named = text.Word(i) switch
            {
                "all" => text.Word(i + 1) is "hallows" or "saints" or "souls",
                "holy" => text.Word(i + 1) is "trinity" or "cross" or "rood" or "family" or "name",
                "our" => text.Word(i + 1) is "lady",
                "sacred" => text.Word(i + 1) is "heart",
                "christ" => text.Word(i + 1) is "church",
                "corpus" => text.Word(i + 1) is "christi",
                _ => false,
            };
            if (named && text.IsNamelike(i + 1) && text.IsNext(i + 1) && !masks.Has(i) && !text.Is(i + 1, WordKinds.Kept))
            {
                // Our Lady of the Wayside
                int of = text.Is(i + 2, "of") && text.IsNext(i + 2) ? (text.Is(i + 3, "the") ? i + 4 : i + 3) : -1;
                masks.Add(i, of > 0 && text.IsNamelike(of) ? of : i + 1, MaskType.Premises);
            }
            else if (text.Word(i) is "st" or "saint" && text.IsNamelike(i) && text.IsNextInName(i + 1) && text.IsNamelike(i + 1) && !masks.Has(i)
                && !text.Is(i + 1, WordKinds.Kept))
            {
                masks.Add(i, i + 1, MaskType.Premises);
            }
            else if (text.Word(i) is "st" or "saint" && i + 1 < text.Count && text.IsNamelike(i) && text.Before(i + 1) is ". " && text.IsNamelike(i + 1))
            {
                masks.Add(i, i + 1, MaskType.Premises);
            }
        }
    }
}
