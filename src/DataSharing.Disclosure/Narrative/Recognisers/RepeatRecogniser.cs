namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Words that were masked as part of a name are masked wherever else they stand as one.</summary>
internal sealed class RepeatRecogniser : Recogniser
{
    private const int Shortest = 3;
    private const int PlacesOfWords = 1024;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        if (!masks.Any)
        {
            return;
        }

        // In most texts no other word is like one that was masked.
        ulong[] likely = Likely(text, masks);
        if (FirstLike(text, masks, likely, 0) == text.Count)
        {
            return;
        }

        var names = new Dictionary<string, MaskType>(StringComparer.Ordinal);
        Dictionary<string, MaskType>.AlternateLookup<ReadOnlySpan<char>> lookup = names.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>? people = null;
        for (int i = masks.Next(0); i < text.Count; i = masks.Next(i + 1))
        {
            if (masks[i] is { } type && IsName(type) && text[i].Length >= Shortest
                && !text.Is(i, WordKinds.Grammar | WordKinds.HasDigit | WordKinds.Street | WordKinds.Premises | WordKinds.Organisation | WordKinds.Kept | WordKinds.PlaceEnding))
            {
                lookup.TryAdd(text.Word(i), type);
                if (type == MaskType.Person && !text.Is(i, WordKinds.Common))
                {
                    (people ??= new HashSet<string>(StringComparer.Ordinal)).Add(text.Word(i).ToString());
                }
            }
        }

        // Chelsea, who is somebody's girlfriend here and no club
        for (int i = masks.Next(0); i < text.Count; i = masks.Next(i + 1))
        {
            if (masks.Has(i, MaskType.Person) && text.Is(i, WordKinds.Kept) && text.Is(i, WordKinds.Given))
            {
                lookup.TryAdd(text.Word(i), MaskType.Person);
            }
        }

        // Crewe, of a Mr Tom Crewe, although the town of Crewe stays.
        for (int i = masks.Next(1); i < text.Count; i = masks.Next(i + 1))
        {
            if (masks.Has(i, MaskType.Person) && masks.Has(i - 1, MaskType.Person) && text.IsNextInName(i))
            {
                foreach (int part in (ReadOnlySpan<int>)[i - 1, i])
                {
                    if (text.Is(part, WordKinds.Kept) && text.Is(part, WordKinds.Names))
                    {
                        lookup.TryAdd(text.Word(part), MaskType.Person);
                    }
                }
            }
        }

        for (int i = FirstLike(text, masks, likely, 0); i < text.Count; i = FirstLike(text, masks, likely, i + 1))
        {
            if (!lookup.TryGetValue(text.Word(i), out MaskType type))
            {
                // "on Obis head": a name and the s of what is somebody's, without its sign
                if (text[i].Length > Shortest && text.Word(i)[^1] == 's' && !text.Is(i, WordKinds.Kept | WordKinds.Grammar) && people is not null && people.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.Word(i)[..^1]))
                {
                    masks.Add(i, i, MaskType.Person);
                }

                continue;
            }

            if (text.Is(i, WordKinds.Kept) && (!text.IsNamelike(i) || (text.Is(i - 1, WordKinds.Where) && text.IsNext(i)) || text.Is(i + 1, WordKinds.Kept)
                || text.Is(i - 1, WordKinds.Kept)))
            {
                continue;
            }

            bool plain = text.Is(i, WordKinds.Common | WordKinds.Uncommon);
            if (!plain || (type == MaskType.Person && (text.IsNamelike(i) && (!text[i].StartsSentence || (text.Is(i, WordKinds.Names)
                && !text.Is(i, WordKinds.Grammar))) || text[i].Style != TextStyle.Normal && !text.Is(i, WordKinds.Common))))
            {
                masks.Add(i, i, type);
            }
        }
    }

    /// <summary>A bit for every word that was masked as a part of a name.</summary>
    private static ulong[] Likely(NarrativeText text, Masks masks)
    {
        ulong[] likely = new ulong[PlacesOfWords / 64];
        for (int i = masks.Next(0); i < text.Count; i = masks.Next(i + 1))
        {
            if (masks[i] is { } type && IsName(type))
            {
                uint place = PlaceOf(text.Word(i));
                likely[place >> 6] |= 1UL << (int)(place & 63);
            }
        }

        return likely;
    }

    /// <summary>The first word from this one on that is not masked and may be one of those that are, with or without an s; the number of words when there is none.</summary>
    private static int FirstLike(NarrativeText text, Masks masks, ulong[] likely, int index)
    {
        for (int i = index; i < text.Count; i++)
        {
            ref readonly Token token = ref text[i];
            ReadOnlySpan<char> word = text.Word(i);
            // An ordinary word without a capital is masked nowhere, unless it is a name and an s.
            if (!token.IsCapitalised && token.Style == TextStyle.Normal && token.Is(WordKinds.Common | WordKinds.Uncommon) && word[^1] != 's')
            {
                continue;
            }

            if ((IsLikely(likely, word) || (word[^1] == 's' && word.Length > 1 && IsLikely(likely, word[..^1]))) && !masks.Has(i) && !token.Is(WordKinds.Tag))
            {
                return i;
            }
        }

        return text.Count;
    }

    private static bool IsLikely(ulong[] likely, ReadOnlySpan<char> word)
    {
        uint place = PlaceOf(word);
        return (likely[place >> 6] & (1UL << (int)(place & 63))) != 0;
    }

    private static uint PlaceOf(ReadOnlySpan<char> word) => unchecked(((uint)word[0] * 37) + ((uint)word[word.Length / 2] * 11) + ((uint)word[^1] * 5) + ((uint)word.Length * 101)) % PlacesOfWords;

    private static bool IsName(MaskType type) => type is MaskType.Person or MaskType.Place or MaskType.Premises or MaskType.Organisation or MaskType.Name
        or MaskType.Identifier;
}
