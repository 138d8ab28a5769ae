namespace DataSharing.Disclosure.Narrative.Known;

/// <summary>Whether a sentence tells of somebody at a place of it, by the words around: where a name is an ordinary word too, only they say which it is.</summary>
internal static class PersonCues
{
    /// <summary>Whether the words before say that a person follows: told by, spoke to, the victim is, Mrs.</summary>
    public static bool IsBefore(NarrativeText text, Masks masks, int index)
    {
        if (index == 0)
        {
            return false;
        }

        ReadOnlySpan<char> gap = text.Before(index);
        if (masks.Has(index - 1, MaskType.Person) && (text.IsNextInName(index) || gap.Trim() is "\"" or "“" or "'" or "‘" or "”" or "’" or ","))
        {
            return true;
        }

        if (gap.Contains(':') && !gap.Contains('\n'))
        {
            return text.Is(index - 1, WordKinds.Relation | WordKinds.Naming | WordKinds.Role) || IsParty(text, index - 1);
        }

        if (!text.IsNextInName(index))
        {
            return gap is ", " or ",\n" && text.Word(index - 1) is "thanks" or "regards" or "hi" or "hello" or "dear" or "sincerely" or "faithfully" or "cheers";
        }

        return text.Is(index - 1, WordKinds.Title | WordKinds.Naming | WordKinds.Role) || IsParty(text, index - 1) || (text.Is(index - 1, WordKinds.Relation) && !text.Is(index - 1, WordKinds.Grammar))
            || IsVerbOfPerson(text, index - 1) || IsPrepositionOfPerson(text, index - 1) || IsIntroduced(text, masks, index);
    }

    /// <summary>Whether what follows is what people do or have: told, ran inside, 's car, and her son.</summary>
    public static bool IsBehind(NarrativeText text, int index)
    {
        ReadOnlySpan<char> gap = text.Before(index + 1);
        if (gap.StartsWith("'s") || gap.StartsWith("’s") || gap.StartsWith("'S") || gap.StartsWith("’S"))
        {
            return true;
        }

        ReadOnlySpan<char> next = index + 1 < text.Count ? text.Word(index + 1) : default;
        if (!text.IsNext(index + 1))
        {
            return gap is ", " && next is "who" or "whose" or "his" or "her" or "aged";
        }

        return text.Is(index + 1, WordKinds.Doing | WordKinds.Speech) && next is not ("also" or "then" or "who") || IsPast(next) || next is "who" or "whose"
            || (next is "and" && index + 2 < text.Count && text.Word(index + 2) is "his" or "her" or "their");
    }

    /// <summary>"Field's car", "Small swore at her", "Rose and her son": what follows at the beginning of a sentence says that it is somebody.</summary>
    public static bool IsAtHead(NarrativeText text, int index)
    {
        if (text.Before(index + 1) is var gap && (gap.StartsWith("'s") || gap.StartsWith("’s")))
        {
            return true;
        }

        ReadOnlySpan<char> next = index + 1 < text.Count ? text.Word(index + 1) : default;
        return text.IsNext(index + 1) ? text.Is(index + 1, WordKinds.Doing | WordKinds.Speech) || (next.Length > 4 && next.EndsWith("ed"))
                || next is "would" or "could" or "should" or "will" or "can" or "cannot" or "must" or "might" or "ran" or "hit" or "spat" or "threw" or "sent" or "put" or "kept" or "began" or "drove" or "rode" or "stood" or "sat"
                or "grabbed" or "swore" or "struck" or "phones" or "refuses" or "refused" or "never" or "later" or "again" || (next is "and" && text.Word(index + 2 < text.Count ? index + 2 : index) is "his" or "her" or "their")
            : gap is ", " && next is "who" or "whose" or "his" or "her" or "a" or "an" or "aged";
    }

    /// <summary>Whether a word of grammar or description stands before, behind which no name stands: the, a, my, every, very.</summary>
    public static bool IsDetermined(NarrativeText text, int index)
    {
        if (index == 0 || !text.IsNext(index))
        {
            return false;
        }

        ReadOnlySpan<char> before = text.Word(index - 1);
        ReadOnlySpan<char> next = text.IsNext(index + 1) ? text.Word(index + 1) : default;
        if ((before is "not" && next is "who" or "that") || (before is "both" && next is "and") || (before is "its" && IsIntroducedByIts(text, index)))
        {
            return false;
        }

        return before is "the" or "a" or "an" or "this" or "these" or "those" or "my" or "your" or "his" or "her" or "its" or "our" or "their" or "some" or "any" or "no" or "every" or "each" or "another" or "other" or "same" or "such"
            or "very" or "so" or "too" or "quite" or "really" or "rather" or "more" or "most" or "less" or "all" or "both" or "few" or "many" or "much" or "what" or "which" or "how" or "not" or "i" or "you" or "he" or "she" or "we" or "they" or "it"
            || text.Is(index - 1, WordKinds.NumberWord | WordKinds.HasDigit) || (before is "that" && !(index > 1 && IsSaying(text, index - 2)));
    }

    /// <summary>Whether a thing follows that the word describes: small children, french police, field hospital.</summary>
    public static bool IsDescribing(NarrativeText text, int index)
    {
        if (!text.IsNext(index + 1) || text.Is(index + 1, WordKinds.Doing | WordKinds.Speech | WordKinds.Where | WordKinds.HasDigit | WordKinds.Tag | WordKinds.Month | WordKinds.Weekday))
        {
            return false;
        }

        ReadOnlySpan<char> next = text.Word(index + 1);
        return next is "man" or "men" or "woman" or "women" or "boy" or "boys" or "girl" or "girls" or "people" or "person" or "child" or "children" or "kids" or "group" or "youth" or "youths" or "male" or "female" or "lady" or "guy"
            || (text.Is(index + 1, WordKinds.Common | WordKinds.Kept) && !text.Is(index + 1, WordKinds.Grammar) && !(next is "names" && text.Word(Math.Max(0, index - 1)).StartsWith("call")) && !IsPast(next) && !next.EndsWith("ing") && !next.EndsWith("ly") && next.Length > 1
            && next is not ("outside" or "inside" or "again" or "because" or "whilst" or "although" or "however" or "instead" or "twice" or "alone" or "together"));
    }

    /// <summary>Whether a word for a place or direction stands before, and nothing that says that it is towards somebody.</summary>
    public static bool IsPlaced(NarrativeText text, int index) => index > 0 && text.IsNext(index) && (text.Is(index - 1, WordKinds.Where) || text.Word(index - 1) is "on" or "of" or "for" or "against" or "up" or "down" or "over" or "across" or "free" or "anti" or "pro" or "support" or "love" or "hate");

    /// <summary>Whether a month or weekday stands in a date or says when: 12 May, in June, last Sunday.</summary>
    public static bool IsWhen(NarrativeText text, Masks masks, int index)
    {
        if (!text.Is(index, WordKinds.Month | WordKinds.Weekday))
        {
            return false;
        }

        ReadOnlySpan<char> before = index > 0 ? text.Word(index - 1) : default;
        return text.IsDigits(index + 1) && text.Before(index + 1) is " " or ", " or "-" or "/" or " '"
            || (index > 0 && text.Before(index) is " " or "-" or "/" or "." or ", " or " of " && (text.Is(index - 1, WordKinds.HasDigit) || IsOrdinal(before)))
            || (text.IsNext(index) && (before is "in" or "on" or "during" or "since" or "until" or "till" or "last" or "next" or "this" or "every" or "each" or "early" or "late" or "mid" or "of" or "between" or "or" or "following" or "previous"
                || (text.Is(index - 1, WordKinds.Month | WordKinds.Weekday) && !masks.Has(index - 1)) || (before is "by" or "from" or "to" or "before" or "after" && !IsPrepositionOfPerson(text, index - 1))
                || (before is "and" && text.Is(index - 2, WordKinds.Month | WordKinds.Weekday | WordKinds.HasDigit))))
            || (text.IsNext(index + 1) && text.Word(index + 1) is "the" or "morning" or "afternoon" or "evening" or "night");
    }

    /// <summary>Whether the word before can stand before a name in a sentence: a word of grammar that describes nothing, or what somebody does; not "sunny" and "football".</summary>
    public static bool IsOpen(NarrativeText text, int index)
    {
        if (index == 0 || !text.IsNext(index))
        {
            return true;
        }

        ReadOnlySpan<char> before = text.Word(index - 1);
        if (before is "is" or "was" or "are" or "were" or "be" or "been" or "am" or "had" or "has" or "have" or "of" or "by" or "on" or "for" or "as" or "than" or "like" || text.Is(index - 1, WordKinds.Where))
        {
            return false;
        }

        return !text.Is(index - 1, WordKinds.Common | WordKinds.Kept) || IsVerbOfPerson(text, index - 1) || text.Is(index - 1, WordKinds.Doing | WordKinds.Speech) || IsPast(before) || before.EndsWith("ing")
            || (text.Is(index - 1, WordKinds.Grammar) && before is not ("good" or "bad" or "new" or "old" or "big" or "little" or "long" or "short" or "high" or "low" or "right" or "first" or "second" or "third" or "last" or "next" or "own" or "only" or "just" or "few" or "get" or "got" or "no" or "still" or "even" or "lost" or "man" or "woman" or "day" or "time" or "week" or "home" or "i'm" or "im" or "he's" or "she's"));
    }

    /// <summary>Whether nothing else stands beside it that it could go with: alone in its line, field or brackets, or one of a list.</summary>
    public static bool IsAlone(NarrativeText text, int index) => (index == 0 || !text.IsNext(index) || text[index].StartsSentence || text.Word(index - 1) is "and" or "then" or "yesterday" or "today")
        && (!text.IsNext(index + 1) || text.Word(index + 1) is "and" or "or");

    /// <summary>In brackets, before brackets, or one of two: (hope), Hope (victim), both will and the driver.</summary>
    public static bool IsApart(NarrativeText text, int index)
    {
        ReadOnlySpan<char> behind = text.Before(index + 1);
        return (text.Before(index).EndsWith("(") && behind.StartsWith(")")) || (behind is " (" && text[index].StartsSentence) || (text.IsNext(index) && text.IsNext(index + 1) && text.Is(index - 1, "both") && text.Is(index + 1, "and"));
    }

    /// <summary>What somebody did: ran, threw, grabbed.</summary>
    public static bool IsPast(ReadOnlySpan<char> word) => (word.Length > 4 && word.EndsWith("ed")) || word is "ran" or "hit" or "spat" or "threw" or "sent" or "put" or "kept" or "began" or "drove" or "rode" or "stood" or "sat"
        or "swore" or "struck" or "phones" or "refuses" or "never" or "later" or "will" or "can" or "does" or "doesn't" or "did" or "would" or "could" or "should" or "cannot" or "must" or "might" or "fell" or "woke" or "met" or "knew" or "had" or "has" or "hasn't" or "hadn't"
        or "didn't" or "won't" or "can't" or "fought" or "broke" or "lost" or "found" or "spoke" or "wrote" or "grew" or "became" or "held" or "caught" or "brought" or "bought" or "hid" or "shook" or "bled" or "screams" or "needs" or "feels"
        or "lives" or "works" or "says" or "thinks" or "wants" or "cried" or "came" or "went" or "saw" or "heard" or "left" or "rang" or "felt" or "took" or "gave" or "made" or "got";

    /// <summary>Who somebody is in an incident, beside the relations that the vocabulary has.</summary>
    public static bool IsParty(NarrativeText text, int index) => index >= 0 && index < text.Count && (text.Is(index, WordKinds.Relation) && !text.Is(index, WordKinds.Grammar)
        || text.Word(index) is "complainant" or "aggrieved" or "reportee" or "survivor" or "resident" or "occupant" or "accused" or "detainee" or "petitioner" or "occupier" or "householder" or "employee" or "sender" or "recipient" or "author" or "child" or "female" or "male");

    private static bool IsIntroducedByIts(NarrativeText text, int index) => index == 1 || text[index - 1].StartsSentence || text.Word(index - 2) is "hi" or "hello" or "hey";

    private static bool IsOrdinal(ReadOnlySpan<char> word) => word is "first" or "second" or "third" or "fourth" or "fifth" or "sixth" or "seventh" or "eighth" or "ninth" or "tenth" or "eleventh" or "twelfth" or "thirteenth" or "fourteenth"
        or "fifteenth" or "sixteenth" or "seventeenth" or "eighteenth" or "nineteenth" or "twentieth" or "thirtieth";

    /// <summary>What is said or thought follows: says, believes, told me.</summary>
    public static bool IsSaying(NarrativeText text, int index) => index >= 0 && (text.Is(index, WordKinds.Speech) || text.Word(index) is "thinks" or "thought" or "believes" or "believed" or "alleges" or "alleged" or "claims" or "me" or "us" or "police" or "officers" or "heard" or "knew" or "know" or "knows"
        or "aware" or "saying" or "worried" or "recalls" or "insists" or "insisted" or "disclosed" or "mentioned" or "noted" or "saw");

    private static bool IsVerbOfPerson(NarrativeText text, int index) => text.Word(index) is var verb && (verb is "told" or "tell" or "tells" or "telling" or "asked" or "ask" or "pushed" or "hit" or "saw" or "seen" or "see" or "met" or "meet" or "meeting" or "called" or "rang" or "phoned"
        or "texted" or "emailed" or "kicked" or "punched" or "followed" or "hurt" or "helped" or "contacted" or "contacting" or "knows" or "knew" or "know" or "known" or "thanked" or "attacked" or "assaulted" or "threatened" or "abused"
        or "insulted" or "grabbed" or "robbed" or "visited" or "informed" or "advised" or "struck" or "slapped" or "harassed" or "targeted" or "interviewed" or "accused" or "arrested" or "beat" or "chased" or "blamed" or "shoved" or "stabbed"
        or "tripped" or "spotted" or "recognised" or "recognized" or "believed" or "dear" or "hi" or "hello" or "messaged" or "messaging" or "updated" or "reassured" or "referred" or "supporting" or "supported" or "kill" or "ring" or "call" or "help"
        or "hurt" or "visit" or "contact" or "leave" or "left" or "text" or "phone" or "email" or "beat" or "attack" or "threaten" or "follow" or "believe" or "thank" or "calling" or "seeing" or "blame" or "bully" or "bullied" or "greeted" or "written" or "wrote" or "scrawled" or "sprayed");

    /// <summary>At, by, to, from and the like behind a word after which somebody follows: shouted at, told by, spoke to, call from.</summary>
    private static bool IsPrepositionOfPerson(NarrativeText text, int index)
    {
        if (index < 0)
        {
            return false;
        }

        ReadOnlySpan<char> preposition = text.Word(index);
        if (preposition is "with" or "about" or "towards" or "toward")
        {
            // "shouted about Israel"
            return preposition is not "about" || !text.Is(index + 1, WordKinds.Kept) || (text.IsNext(index) && index > 0 && text.Word(index - 1) is "worried" or "concerned" or "asked" or "asking" or "anxious" or "scared");
        }

        if (index == 0 || !text.IsNext(index))
        {
            return preposition is "at" && text.Before(index).ContainsAny("\"”'’");
        }

        ReadOnlySpan<char> before = text.Word(index - 1);
        return preposition switch
        {
            "at" => (before.EndsWith("ed") && before.Length > 4) || before is "spat" or "swore" or "shout" or "shouting" or "threw" or "spitting" or "swearing" or "screaming" or "throwing" or "yelling" or "laughing" or "spit" or "swear" or "pointing" or "staring" or "sworn" or "thrown" or "shot",
            "by" => text.Is(index - 1, WordKinds.Doing | WordKinds.Speech) || (before.EndsWith("ed") && before.Length > 4) || before is "given" or "made" or "seen" or "sent" or "written" or "hit" or "found" or "taken" or "heard" or "me" or "us" or "police" or "statement" or "brought" or "met",
            "to" => before is "spoke" or "spoken" or "speak" or "speaking" or "talk" or "talked" or "talking" or "said" or "say" or "saying" or "sent" or "send" or "gave" or "given" or "happened" or "happen" or "happening" or "wrote" or "written" or "write"
                or "reported" or "according" or "listened" or "belongs" or "belonging" or "listen" or "apologised" or "lied" or "replied" or "addressed" or "abuse" or "threats" or "damage" or "injury" or "married" or "related" or "close" or "door" or "harm" or "messages" or "letter" or "email" or "known",
            "from" => before is "call" or "calls" or "message" or "messages" or "letter" or "letters" or "email" or "emails" or "text" or "texts" or "statement" or "statements" or "heard" or "report" or "reports" or "voicemail" or "complaint" or "received" or "note" or "hear" or "update" or "referral",
            "for" => before is "asked" or "asking" or "looking" or "waiting" or "support" or "looked" or "waited" or "fears" or "concerned" or "concern" or "address" or "statement" or "number" or "details" or "appointment",
            "of" => text.Is(index - 1, WordKinds.Relation) || before is "afraid" or "name" or "friends" or "description" or "behalf" or "photo" or "photos" or "picture" or "video" or "scared" or "ahead" or "statement" or "account" or "house" or "home" or "parents",
            "against" => before is "threats" or "complaint" or "allegation" or "threat" or "abuse" or "complaints" or "made" or "directed",
            _ => false,
        };
    }

    /// <summary>The victim is, it was, she said that, my husband and.</summary>
    private static bool IsIntroduced(NarrativeText text, Masks masks, int index)
    {
        ReadOnlySpan<char> before = text.Word(index - 1);
        if (index < 2 || !text.IsNext(index - 1))
        {
            return before is "its" or "it's" && text[index - 1].StartsSentence;
        }

        return before is "its" or "it's" ? IsIntroducedByIts(text, index)
            : before is "is" or "was" or "are" or "were" ? IsParty(text, index - 2) || text.Word(index - 2) is "it" or "this" or "name" or "that"
            : before is "that" ? IsSaying(text, index - 2) && IsBehind(text, index)
            : before is "and" or "&" && (IsParty(text, index - 2) || masks.Has(index - 2, MaskType.Person) || text.Is(index - 2, "me"));
    }
}
