using System.Buffers;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>E-mail addresses (also with their signs as words), addresses of the web, and names of accounts.</summary>
internal sealed partial class NetRecogniser : Recogniser
{
    private static readonly SearchValues<string> BracketedAt = SearchValues.Create(["at)", "at]", "at}", "at>", "at )", "at ]", "at }", "at >"], StringComparison.OrdinalIgnoreCase);
    // Words that say that the name of an account follows.
    private static readonly SearchValues<string> Cues = SearchValues.Create(
        ["username", "handle", "gamertag", "nickname", "screenname", "snapchat", "insta", "twitter", "tiktok", "telegram", "discord", "steam", "xbox"], StringComparison.Ordinal);

    private static readonly SearchValues<string> WordDot = SearchValues.Create([" dot ", "dot]", "dot)", "dot ]", "dot )"], StringComparison.OrdinalIgnoreCase);

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        string written = text.Written;
        // The patterns are searched for only where a sign of theirs stands.
        if (written.Contains('@', StringComparison.Ordinal) || written.AsSpan().ContainsAny(BracketedAt))
        {
            FindMails(written, masks);
            if (IsLoose(written))
            {
                FindSpacedMails(text, masks);
            }
        }

        if (written.AsSpan().ContainsAny(WordDot))
        {
            foreach (ValueMatch match in Spoken().EnumerateMatches(written))
            {
                masks.AddCharacters(match.Index, match.Index + match.Length, MaskType.Email);
            }
        }

        bool stops = HasInnerStop(written);
        if (stops && HasPlainAt(written))
        {
            foreach (ValueMatch match in PlainAt().EnumerateMatches(written))
            {
                // "shouted at example.org" is no address; a local part with a stop or digit, or one that is no word, makes one.
                int first = masks.FirstEndingAfter(match.Index);
                if (first < text.Count && (!text.Is(first, WordKinds.Common | WordKinds.Grammar) || text.Before(first + 1) is "."))
                {
                    masks.AddCharacters(match.Index, match.Index + match.Length, MaskType.Email);
                }
            }
        }

        if (stops)
        {
            FindUrls(written, masks);
        }

        bool told = text.Lower.AsSpan().ContainsAny(Cues);
        bool joined = written.Contains('_', StringComparison.Ordinal);
        bool signed = written.AsSpan().ContainsAny('@', '/');
        bool every = told || joined;
        Interest interest = signed ? Interest.Signed : Interest.Account;
        for (int i = every ? 0 : text.Next(interest, 0); i < text.Count; i = every ? i + 1 : text.Next(interest, i + 1))
        {
            // What the record knows of may be a part of an account's name: @ada.cohen
            if (masks.Has(i) && !(signed && text[i].Start > 0 && written[text[i].Start - 1] == '@'))
            {
                continue;
            }

            // "my username is petalandstem", "snapchat: xdanx"
            if (told && i > 0 && text[i].Length > 3 && !text.Is(i, WordKinds.Grammar | WordKinds.Kept | WordKinds.Doing) && !(text.Is(i, WordKinds.Common)
                && text[i].IsCapitalised == false && text.Is(i, WordKinds.Relation)) && IsUserName(text, i))
            {
                masks.Add(i, i, MaskType.Handle);
                continue;
            }

            // u/GasLeakGary
            if (text[i].Length >= 3 && text.Before(i) is "/" && i > 0 && text.Word(i - 1) is "u" or "r" && text[i - 1].Length == 1
                && !text.Is(i, WordKinds.Common))
            {
                masks.Add(i - 1, i, MaskType.Handle);
                continue;
            }

            // Instagram hater.boy.88: a name with stops behind the word for where it is
            if (told && text.Before(i + 1) is "." && IsPlatform(text, i - 1) && text.IsNext(i) && i + 1 < text.Count)
            {
                int end = i + 1;
                while (text.Before(end + 1) is "." && end + 1 < text.Count)
                {
                    end++;
                }

                masks.Add(i, end, MaskType.Handle);
                continue;
            }

            bool at = text[i].Start > 0 && written[text[i].Start - 1] == '@';
            if (at && (text[i].Start < 2 || !char.IsLetterOrDigit(written[text[i].Start - 2])))
            {
                int last = i;
                // A handle can have dots and hyphens inside.
                while (text.Before(last + 1) is "." or "-" && last + 1 < text.Count)
                {
                    last++;
                }

                masks.AddCharacters(text[i].Start - 1, text[last].End, MaskType.Handle);
            }
            else if (text.Before(i + 1) is "." && i + 1 < text.Count && !text[i].IsCapitalised && !text[i + 1].IsCapitalised && text[i].Length > 2
                && text[i + 1].Length > 1 && !text.Is(i + 1, WordKinds.Common | WordKinds.Grammar) && !text.Is(i, WordKinds.HasDigit)
                && (text.Is(i, WordKinds.Names) || !text.Is(i, WordKinds.Common)))
            {
                // amina.jj
                masks.Add(i, i + 1, MaskType.Handle);
            }
            else if (IsAccountName(text, i))
            {
                masks.Add(i, i, MaskType.Handle);
            }
        }
    }

    private static bool IsPlatform(NarrativeText text, int index) => index >= 0 && text.Word(index) is "insta" or "instagram" or "snapchat" or "snap" or "tiktok" or "twitter" or "telegram" or "discord" or "xbox" or "psn" or "steam" or "facebook" or "threads";

    private static void FindMails(string written, Masks masks)
    {
        if (HasBracketedSign(written))
        {
            AddMails(Email(), written, 0, written.Length, masks);
            AddMails(Parted(), written, 0, written.Length, masks);
            return;
        }

        // Without words for its signs an address has no blank, but one at each side of its sign, or one before its last part.
        foreach (bool parted in (ReadOnlySpan<bool>)[false, true])
        {
            int start = -1;
            int end = -1;
            int word = -1;
            for (int at = written.IndexOf('@', StringComparison.Ordinal); at >= 0; at = written.IndexOf('@', at + 1))
            {
                int from = at > 0 && char.IsWhiteSpace(written[at - 1]) ? at - 1 : at;
                while (from > 0 && !char.IsWhiteSpace(written[from - 1]))
                {
                    if (--from < end)
                    {
                        break;
                    }
                }

                if (from > end)
                {
                    AddMails(parted ? Parted() : Email(), written, start, end, masks);
                    start = from;
                    end = from;
                }

                // A word of many signs is gone through once.
                if (at >= word)
                {
                    word = EndOfWord(written, at + 1);
                    end = EndOfWord(written, Math.Min(written.Length, word + 1));
                }
            }

            AddMails(parted ? Parted() : Email(), written, start, end, masks);
        }
    }

    /// <summary>Whether a blank or bracket stands beside a sign of an address, or a stop in its last part is something else.</summary>
    private static bool IsLoose(string written)
    {
        int end = 0;
        for (int at = written.IndexOf('@', StringComparison.Ordinal); at >= 0; at = written.IndexOf('@', at + 1))
        {
            if ((at > 0 && written[at - 1] is ' ' or '(') || (at + 1 < written.Length && written[at + 1] is ' ' or ')'))
            {
                return true;
            }

            // A word of many signs is gone through once: what stands behind its first stands behind them all.
            if (at >= end)
            {
                end = EndOfWord(written, at + 1);
                if (written.AsSpan(at, end - at).Contains(',') || written.AsSpan(end).StartsWith(" dot ", StringComparison.OrdinalIgnoreCase)
                    || written.AsSpan(end).StartsWith(" ."))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>sarah . cohen @ example . org, s a r a h @ example.org: blanks at the signs, and letters apart before them.</summary>
    private static void FindSpacedMails(NarrativeText text, Masks masks)
    {
        foreach (ValueMatch match in Spaced().EnumerateMatches(text.Written))
        {
            int first = masks.FirstEndingAfter(match.Index);
            int letter = first;
            while (letter > 0 && text[letter - 1].Length == 1 && text.Before(letter) is " ")
            {
                letter--;
            }

            int start = first - letter > 1 && first < text.Count && text[first].Length == 1 ? text[letter].Start : match.Index;
            masks.AddCharacters(start, match.Index + match.Length, MaskType.Email);
        }
    }

    /// <summary>Whether a sign of an address is written as a word in brackets.</summary>
    private static bool HasBracketedSign(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny("([{<") is >= 0 and var bracket)
        {
            text = text[(bracket + 1)..];
            ReadOnlySpan<char> word = !text.IsEmpty && char.IsWhiteSpace(text[0]) ? text[1..] : text;
            if (word.StartsWith("at", StringComparison.OrdinalIgnoreCase) || word.StartsWith("dot", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static int EndOfWord(string text, int from)
    {
        while (from < text.Length && !char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        return from;
    }

    private static void AddMails(Regex form, string written, int start, int end, Masks masks)
    {
        if (start < 0)
        {
            return;
        }

        foreach (ValueMatch match in form.EnumerateMatches(written.AsSpan(start, end - start)))
        {
            masks.AddCharacters(start + match.Index, start + match.Index + match.Length, MaskType.Email);
        }
    }

    /// <summary>An address of the web has no blank, and a stop with something behind it or the colon of a scheme: what stands between two blanks is searched by itself.</summary>
    private static void FindUrls(string written, Masks masks)
    {
        for (int from = 0, end; written.AsSpan(from).IndexOfAny('.', ':') is >= 0 and var sign; from = end)
        {
            int start = from + written.AsSpan(from, sign).LastIndexOfAny(' ', '\n') + 1;
            end = written.AsSpan(from + sign).IndexOfAny(' ', '\n') is >= 0 and var length ? from + sign + length : written.Length;
            ReadOnlySpan<char> part = written.AsSpan(start, end - start);
            int stop = part.IndexOf('.');
            if ((stop < 0 || stop + 1 == part.Length || IsFigure(part)) && !part.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (ValueMatch match in Url().EnumerateMatches(part))
            {
                int last = start + match.Index + match.Length;
                while (last > start + match.Index + 1 && written[last - 1] is '.' or ',' or ')' or ';' or ':' or '!' or '?' or '\'' or '"')
                {
                    last--;
                }

                masks.AddCharacters(start + match.Index, last, MaskType.Url);
            }
        }
    }

    /// <summary>7.45pm, 12.50: nothing but digits behind every stop, and no www.</summary>
    private static bool IsFigure(ReadOnlySpan<char> part)
    {
        for (int stop = part.IndexOf('.'); stop >= 0 && stop + 1 < part.Length;)
        {
            if (!char.IsAsciiDigit(part[stop + 1]))
            {
                return false;
            }

            int next = part[(stop + 1)..].IndexOf('.');
            stop = next < 0 ? -1 : stop + 1 + next;
        }

        return !part.ContainsAny('w', 'W');
    }

    /// <summary>Whether what stands behind an "at" has a stop that something follows.</summary>
    private static bool HasPlainAt(string text)
    {
        const string At = " at ";
        for (int at = text.IndexOf(At, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(At, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            ReadOnlySpan<char> behind = text.AsSpan(at + At.Length);
            int stop = (behind.IndexOfAny(' ', '\n') is >= 0 and var length ? behind[..length] : behind).IndexOf('.');
            if (stop >= 0 && stop + 1 < behind.Length && !char.IsWhiteSpace(behind[stop + 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A stop between two letters or digits, or the colon of a scheme.</summary>
    private static bool HasInnerStop(string text)
    {
        for (int at = text.IndexOf('.', StringComparison.Ordinal); at >= 0; at = text.IndexOf('.', at + 1))
        {
            if (at > 0 && at + 1 < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]))
            {
                return true;
            }
        }

        return text.Contains("://", StringComparison.Ordinal);
    }

    /// <summary>Behind "username", "handle", "gamertag", with "is" or a colon between.</summary>
    private static bool IsUserName(NarrativeText text, int index)
    {
        int cue = text.Is(index - 1, "is") || text.Is(index - 1, "was") ? index - 2 : index - 1;
        if (cue < 0 || text.Word(cue) is not ("username" or "handle" or "gamertag" or "nickname" or "screenname" or "snapchat" or "insta"))
        {
            return false;
        }

        return cue == index - 2 ? text.IsNext(index) && !text.Is(index, WordKinds.Common) || (text.IsNext(index)
            && text.Word(cue) is "username" or "gamertag" or "screenname") : text.Before(index).Trim() is ":" or "=" && !text.Before(index).Contains('\n');
    }

    /// <summary>Words joined by underscores, or a name with digits after it.</summary>
    private static bool IsAccountName(NarrativeText text, int index)
    {
        ReadOnlySpan<char> word = text.Word(index);
        int mark = word.IndexOf('_');
        if (mark >= 0 && word.Trim('_').Length > 2 && word.ContainsAnyInRange('a', 'z'))
        {
            return true;
        }

        if (text.Is(index, WordKinds.HasDigit) && word.Length >= 5)
        {
            int letters = word.IndexOfAnyInRange('0', '9');
            return letters >= 4 && !word[..letters].ContainsAnyExceptInRange('a', 'z') && !text.Is(index, WordKinds.Acronym)
                && word[..letters] is not ("flat" or "what" or "covid" or "page" or "room" or "flat" or "unit" or "year" or "grade" or "class" or "group" or "junction");
        }

        // "insta: dave", "user dave", "u/dave"
        return index > 0 && text.Before(index) is ": " or ":" or " @" or "/" or " - " && text.Word(index - 1) is "u" or "username" or "handle" or "snapchat" or "insta" or "instagram" or "twitter" or "tiktok"
            or "telegram" or "discord" or "steam" or "xbox" or "gamertag" && !text.Is(index, WordKinds.Grammar);
    }

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}._%+'\-]{0,63}(?:@|\s@\s|\s?[(\[{<]\s?at\s?[)\]}>]\s?)[\p{L}\p{N}][\p{L}\p{N}\-]{0,62}(?:(?:\.|\s?[(\[{<]\s?dot\s?[)\]}>]\s?)[\p{L}\p{N}\-]{1,63}){0,6}(?:\.|\s?[(\[{<]\s?dot\s?[)\]}>]\s?)\p{L}{2,24}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[\p{L}\p{N}_\-]+(?:(?:\s+dot\s+|\s?[\[(]\s?dot\s?[\])]\s?|\.)[\p{L}\p{N}_\-]+){0,3}(?:\s+at\s+|\s?[\[(]\s?at\s?[\])]\s?)[\p{L}\p{N}\-]+(?:(?:\s+dot\s+|\s?[\[(]\s?dot\s?[\])]\s?|\.)[\p{L}\p{N}\-]+){1,3}\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Spoken();

    [GeneratedRegex(@"(?:[\p{L}\p{N}_\-]{1,40} ?\. ?){0,4}[\p{L}\p{N}_\-]{1,40} ?(?:@|\(@\)) ?[\p{L}\p{N}\-]{1,40}(?: ?\. ?[\p{L}\p{N}\-]{1,40}){0,3}(?: ?\. ?|,| dot )(?:com|org|net|uk|co|io|example|info|me|gov|edu|eu|ie)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Spaced();

    /// <summary>s.cohen at example.org</summary>
    [GeneratedRegex(@"\b[\p{L}\p{N}][\p{L}\p{N}._%+'\-]{0,63} at [\p{L}\p{N}][\p{L}\p{N}\-]{0,62}(?:\.[\p{L}\p{N}\-]{1,63}){0,4}\.(?:com|org|net|uk|co|io|example|info|tv|me|gov|edu|eu|ie)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex PlainAt();

    /// <summary>sarah.cohen@example. org: the last part behind a blank.</summary>
    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}._%+'\-]{0,63}@[\p{L}\p{N}][\p{L}\p{N}\-]{0,62}\. (?:com|org|net|co\.uk|uk|example)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Parted();

    [GeneratedRegex(@"(?:https?://|www\.)[^\s<>""\[\]]+|\b[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+){0,3}\.(?:com|org|net|uk|co|io|example|info|tv|me|gov|edu|eu|de|fr|ie|il|ly|gg)\b(?:/[^\s<>""\[\]]*)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Url();
}
