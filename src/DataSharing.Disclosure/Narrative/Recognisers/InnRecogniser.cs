namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>the fox and anchor, the Plough and Harrow, the red lion: what stands on the sign of an inn, however it is written.</summary>
internal sealed class InnRecogniser : Recogniser
{
    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int the = text.Next(Interest.Cue, 0); the + 2 < text.Count; the = text.Next(Interest.Cue, the + 1))
        {
            int i = the + 1;
            if (text.Is(the, WordCues.The) && i + 2 < text.Count && text.Word(i + 1) is "and" or "&" or "n" && IsOnSign(text.Word(i)) && IsOnSign(text.Word(i + 2)) && text.IsNext(i) && text.IsNext(i + 1) && text.IsNext(i + 2))
            {
                masks.Add(i, i + 2, MaskType.Premises);
            }
            else if (text.Is(the, WordCues.The) && text.IsNext(i) && text.IsNext(i + 1) && IsInn(text, the))
            {
                masks.Add(i, i + 1, MaskType.Premises);
            }
        }
    }

    /// <summary>at the red lion, the plough inn: what stands on a sign with its colour where somebody is, or before an inn's own word.</summary>
    private static bool IsInn(NarrativeText text, int the)
    {
        bool inn = text.Word(the + 2) is "inn" or "pub" or "tavern" or "arms";
        if (inn && IsOnSign(text.Word(the + 1)))
        {
            return true;
        }

        bool sign = IsOnSign(text.Word(the + 2)) && text.Word(the + 1) is "red" or "white" or "black" or "golden" or "blue" or "green" or "rising" or "cross" or "royal" or "spotted" or "flying" or "grey" or "old" or "three" or "crossed";
        bool at = the > 0 && text.IsNext(the) && text.Word(the - 1) is "at" or "in" or "outside" or "near" or "past" or "to" or "opposite" or "inside";
        return sign && ((text.IsNext(the + 3) && text.Word(the + 3) is "inn" or "pub" or "tavern" or "hotel")
            || (at && text.Word(the + 2) is "lion" or "swan" or "crown" or "keys" or "bell" or "sun" or "bull" or "hart" or "boar" or "oak" or "eagle" or "dragon" or "ship"));
    }

    private static bool IsOnSign(ReadOnlySpan<char> word) => word is "fox" or "crown" or "anchor" or "rose" or "lion" or "horse" or "horses" or "bell" or "ship" or "swan" or "plough" or "harrow" or "hare" or "hound" or "hounds" or "cross" or "crosses" or "keys" or "oak" or "feathers"
        or "star" or "garter" or "dragon" or "eagle" or "child" or "wheatsheaf" or "castle" or "bull" or "duck" or "partridge" or "pheasant" or "goose" or "gun" or "railway" or "coach" or "lamb" or "flag" or "elephant" or "dog" or "cat" or "fiddle" or "george" or "magpie" or "stump"
        or "rifle" or "spade" or "bucket" or "sceptre" or "mitre" or "pelican" or "falcon" or "greyhound" or "barrel" or "grapes" or "vine" or "pitcher" or "trumpet" or "thistle" or "shovel" or "cockerel" or "unicorn" or "moon" or "globe" or "hope" or "sun" or "hart" or "boar";
}
