using System.Collections.Frozen;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>
/// Ordinary words with capitals inside a sentence, which make a name together: the Red Lion, Kindly Hands Home Support, Caldervale Foods. What was found of
/// such a run is carried on to its ends.
/// </summary>
internal sealed class CapitalRunRecogniser : Recogniser
{
    // Written with capitals by custom, and no names.
    private static readonly FrozenSet<string> General = FrozenSet.ToFrozenSet(
        """
        head year community safety hate crime crimes unit team officer officers manager services department service support neighbourhood response control room
        science block main hall north south east west central
        street floor ward safer schools school police community support liaison duty senior junior deputy assistant chief executive director general customer
        human resources security front desk reception reports report
        incident statement victim witness suspect case number reference date time location description details notes note subject dear regards kind yours
        sincerely faithfully best wishes thank thanks many sir madam
        government council court crown magistrates judge jury state army navy force royal national international united republic convention rights act law bill
        article section public order high prime minister
        president member parliament house commons lords party university college student students union society equality diversity inclusion officer welfare
        pastoral care board committee trust local authority
        city town borough county country bible old new testament world war first second internet web email phone mobile number address name age religion
        ethnicity gender male female sunday monday
        criminal code civil procedure constitution supreme constitutional district regional administrative appeal appeals chamber grand prosecutor prosecutor's
        office ministry justice interior
        private corporal supreme administrative indictment division cassation fundamental freedoms human protection santa app review hello hola bonsoir diolch
        cofion annwyl domestic adviser abuse antisocial behaviour victim care liaison independent violence early help family applicant government's registrar
        registry european cathedral park station synagogue mosque church temple shul centre center friend friends family families mum dad mother father grandma
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static readonly FrozenSet<string> JobEndings = FrozenSet.ToFrozenSet(
        ["adviser", "advisor", "officer", "manager", "coordinator", "worker", "lead", "director", "secretary", "assistant", "administrator", "caseworker", "volunteer", "supervisor", "consultant", "clerk", "editor", "engineer", "analyst",
            "trustee", "chair", "chairman", "teacher", "headteacher", "nurse", "sister", "matron", "team", "unit", "desk", "department", "form", "report", "statement", "policy", "procedure", "scheme", "programme", "law", "act", "bill"], StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsGeneral = General.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsJobEnding = JobEndings.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>"LEAVE": a word of a slogan in capitals.</summary>
    internal static bool IsPainted(NarrativeText text, int index, int last) => last == index && text[index].IsAllCapitals && text.Is(index, WordKinds.Common) && !text.Is(index, WordKinds.MostlyName | WordKinds.Given);

    /// <summary>Whether a word is written with a capital by custom: Council, Officer, Head of Year.</summary>
    public static bool IsOrdinary(NarrativeText text, int index) => IsGeneral.Contains(text.Word(index)) || IsJobEnding.Contains(text.Word(index))
        || text.Is(index, WordKinds.Premises | WordKinds.Organisation);

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Loud, 0); i < text.Count; i = text.Next(Interest.Loud, i + 1))
        {
            if (!IsPart(text, i))
            {
                continue;
            }

            int last = i;
            while (Next(text, last) is var next && next > 0)
            {
                last = next;
            }

            Consider(text, masks, i, last);
            i = last;
        }
    }

    private static void Consider(NarrativeText text, Masks masks, int first, int last)
    {
        // The word that begins a sentence has its capital from there.
        while (first <= last && text[first].StartsSentence && !masks.Has(first) && text.Is(first, WordKinds.Common | WordKinds.Acronym))
        {
            first++;
        }

        while (first <= last && !text.IsNamelike(first))
        {
            first++;
        }

        // A title of somebody's work names nobody: Hate Crime Adviser.
        if (first > last || (IsJobEnding.Contains(text.Word(last)) && !masks.Has(last)))
        {
            return;
        }

        int own = 0;
        MaskType? found = null;
        for (int i = first; i <= last; i++)
        {
            found ??= masks[i] is { } type && type is MaskType.Name or MaskType.Place or MaskType.Premises or MaskType.Organisation
                or MaskType.Person ? type : null;
            own += text.IsNamelike(i) && text.Is(i, WordKinds.Common) && !IsGeneral.Contains(text.Word(i)) && !masks.Has(i) ? 1 : 0;
        }

        int back = text.Word(Math.Max(0, first - 1)) is "the" or "called" or "named" ? first - 2 : first - 1;
        bool where = text.Is(back, WordKinds.Where) && text.IsNext(first) && (back == first - 1 || text.IsNext(first - 1));
        bool article = back == first - 2;
        if (found is { } carried)
        {
            if (last > first)
            {
                Carry(text, masks, first, last, carried);
            }
        }
        else if (last > first ? own >= 2 || (own == 1 && where) : own == 1 && where && (article || text.Is(first - 1, "at"))
            && !text.Is(first, WordKinds.Premises | WordKinds.Organisation | WordKinds.PlaceEnding | WordKinds.Relation | WordKinds.Role))
        {
            masks.Add(first, last, where ? MaskType.Premises : MaskType.Name);
        }
    }

    /// <summary>From each masked word of the run to the unmasked ones beside it.</summary>
    private static void Carry(NarrativeText text, Masks masks, int first, int last, MaskType type)
    {
        int from = -1;
        int to = -1;
        for (int i = first; i <= last; i++)
        {
            if (masks.Has(i))
            {
                from = from < 0 ? i : from;
                to = i;
            }
        }

        while (from > first && Takes(text, masks, from - 1, type))
        {
            from--;
        }

        while (to < last && Takes(text, masks, to + 1, type))
        {
            to++;
        }

        while (from < to && !text.IsNamelike(from) && !masks.Has(from))
        {
            from++;
        }

        while (to > from && !text.IsNamelike(to) && !masks.Has(to))
        {
            to--;
        }

        for (int i = from; i <= to; i++)
        {
            if (masks.Has(i))
            {
                continue;
            }

            if (type is MaskType.Person or MaskType.Place)
            {
                // "Tyler and Kaiden" are two.
                if (text.IsNamelike(i))
                {
                    masks.Add(i, i, type == MaskType.Person ? MaskType.Name : type);
                }

                continue;
            }

            masks.Add(from, to, type);
            return;
        }
    }

    private static bool Takes(NarrativeText text, Masks masks, int index, MaskType type) =>
        masks.Has(index)
            || (!text.Is(index, WordKinds.Kept | WordKinds.Title | WordKinds.Role | WordKinds.Relation | WordKinds.Weekday | WordKinds.Month | WordKinds.Acronym | WordKinds.Reference) && !(type == MaskType.Person && text.Is(index, WordKinds.Common) && IsGeneral.Contains(text.Word(index))));

    private static bool IsPart(NarrativeText text, int index) => text.IsNamelike(index)
        && !text.Is(index, WordKinds.Kept | WordKinds.Weekday | WordKinds.Month | WordKinds.Title) && !(text.Is(index, WordKinds.Grammar)
        && text[index].Length < 4 && text.Word(index) is not ("old" or "new" or "big")) && !text[index].IsAllCapitals;

    /// <summary>The next word of a run: directly behind, or behind "and", "of", "&amp;".</summary>
    private static int Next(NarrativeText text, int index)
    {
        int next = index + 1;
        if (next < text.Count && text.Before(next) is " & " or " + " or "'s " or "’s " && IsPart(text, next))
        {
            return next;
        }

        if (!text.IsNext(next) || (next < text.Count && text[next].StartsSentence))
        {
            return -1;
        }

        if (IsPart(text, next))
        {
            return next;
        }

        return text.Word(next) is "and" or "of" or "the" && text.IsNext(next + 1) && IsPart(text, next + 1) && !text[next].IsCapitalised ? next + 1 : -1;
    }
}
