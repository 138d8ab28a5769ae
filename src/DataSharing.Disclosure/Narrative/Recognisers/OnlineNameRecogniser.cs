namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>What people are called on line, where no sign of an account says so: ziva.the.zio, an account called "The Watcher".</summary>
internal sealed class OnlineNameRecogniser : Recogniser
{
    private const int LongestName = 4;
    private const int FewestParts = 3;

    // How far before a name its cue stands.
    private const int Far = 4;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        FindQuoted(text, masks);
        for (int i = text.Next(Interest.Account, 0); i < text.Count; i = text.Next(Interest.Account, i + 1))
        {
            if (!masks.Has(i) && text[i].Length > 2 && !text.Is(i, WordKinds.HasDigit) && LastOfDotted(text, i) is var last && last > i)
            {
                masks.Add(i, last, MaskType.Handle);
            }
        }
    }

    /// <summary>
    /// ziva.the.zio, and "followed by bintou.makes": small words with stops between them, as only accounts are called; the word itself
    /// where none is.
    /// </summary>
    private static int LastOfDotted(NarrativeText text, int index)
    {
        // A row is looked at from its first word alone, and an address of three words has a word of its own before it.
        if (index > 0 && (text.Before(index) is "." or "/" or "@" || text.Word(index - 1) is "what3words" or "w3w"))
        {
            return index;
        }

        int last = index;
        while (last + 1 < text.Count && text.Before(last + 1) is "." && !text[last + 1].IsCapitalised && !text[last].IsCapitalised)
        {
            last++;
        }

        int parts = last - index + 1;
        bool whole = parts >= FewestParts ? text[last].Length > 1 : parts > 1 && text[last].Length > 2 && IsFollowed(text, index);
        return whole ? last : index;
    }

    private static bool IsFollowed(NarrativeText text, int index)
    {
        bool told = false;
        for (int i = index - 1; i >= 0 && index - i <= Far; i--)
        {
            told |= text.Word(i) is "account" or "followed" or "follows" or "following" or "profile" or "username" or "handle"
                or "messaged" or "dm'd" or "tagged";
        }

        return told;
    }

    /// <summary>joined as "Prisoner 1", an account called "The Watcher".</summary>
    private static void FindQuoted(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Quoted, 1); i < text.Count; i = text.Next(Interest.Quoted, i + 1))
        {
            if (!(text.Before(i) is [.., '"' or '“']) || !IsNameOnLine(text, i))
            {
                continue;
            }

            int last = i;
            while (last + 1 < text.Count && last - i < LongestName && text.Before(last + 1) is " " or "-" or "." or "_")
            {
                last++;
            }

            if (last - i < LongestName && text.Before(last + 1) is ['"' or '”', ..] or [',' or '.', '"' or '”', ..])
            {
                masks.Add(i, last, MaskType.Handle);
            }
        }
    }

    private static bool IsNameOnLine(NarrativeText text, int quoted)
    {
        const int FarFromQuote = 6;
        bool online = text.Word(quoted - 1) is "username" or "user" or "account" or "handle" or "profile";
        bool called = online || text.Word(quoted - 1) is "called" or "named" or "name" or "as" or "by" or "from";
        for (int back = quoted - 1; !online && called && back >= 0 && quoted - back <= FarFromQuote; back--)
        {
            online = text.Word(back) is "account" or "username" or "user" or "profile" or "joined" or "posting" or "posted" or "display"
                or "screen" or "channel" or "server" or "chat" or "phone" or "name";
        }

        return called && online;
    }
}
