namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Words that were masked as part of a name are masked wherever else they stand as one.</summary>
internal sealed class RepeatRecogniser : Recogniser
{
    private const int Shortest = 3;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        if (!masks.Any)
        {
            return;
        }

        var names = new Dictionary<string, MaskType>(StringComparer.Ordinal);
        Dictionary<string, MaskType>.AlternateLookup<ReadOnlySpan<char>> lookup = names.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> people = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        for (int i = masks.Next(0); i < text.Count; i = masks.Next(i + 1))
        {
            if (masks[i] is { } type && IsName(type) && text[i].Length >= Shortest
                && !text.Is(i, WordKinds.Grammar | WordKinds.HasDigit | WordKinds.Street | WordKinds.Premises | WordKinds.Organisation | WordKinds.Kept | WordKinds.PlaceEnding))
            {
                lookup.TryAdd(text.Word(i), type);
                if (type == MaskType.Person && !text.Is(i, WordKinds.Common))
                {
                    people.Add(text.Word(i));
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

        if (names.Count == 0)
        {
            return;
        }

        var firstLook = new FirstLook(names.Keys);
        for (int i = 0; i < text.Count; i++)
        {
            ReadOnlySpan<char> word = text.Word(i);
            bool may = firstLook.MayHave(word);
            if ((!may && (word[^1] != 's' || !firstLook.MayHave(word[..^1]))) || masks.Has(i) || text.Is(i, WordKinds.Tag))
            {
                continue;
            }

            if (!lookup.TryGetValue(text.Word(i), out MaskType type))
            {
                // "on Obis head": a name and the s of what is somebody's, without its sign
                if (text[i].Length > Shortest && text.Word(i)[^1] == 's' && !text.Is(i, WordKinds.Kept | WordKinds.Grammar) && people.Contains(text.Word(i)[..^1]))
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

    private static bool IsName(MaskType type) => type is MaskType.Person or MaskType.Place or MaskType.Premises or MaskType.Organisation or MaskType.Name
        or MaskType.Identifier;
}
