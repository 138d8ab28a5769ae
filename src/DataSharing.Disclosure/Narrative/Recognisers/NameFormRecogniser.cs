namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>
/// What stands beside a name and tells more than how somebody is called to: Mr and Mrs Toumi, Sister Ashby, Helen Strang MP, "Karen 2".
/// </summary>
internal sealed class NameFormRecogniser : Recogniser
{
    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = masks.Next(0); i < text.Count; i = masks.Next(i + 1))
        {
            if (!masks.Has(i, MaskType.Person) && !masks.Has(i, MaskType.Name))
            {
                continue;
            }

            if (!masks.Has(i + 1) && i + 1 < text.Count && (IsEnding(text, i + 1) || IsSecond(text, i + 1)))
            {
                masks.Add(i + 1, i + 1, MaskType.Person);
            }

            if (i > 0 && !masks.Has(i - 1) && FirstOfForm(text, i) is var first && first < i)
            {
                masks.Add(first, i - 1, MaskType.Person);
            }
        }
    }

    /// <summary>Helen Strang MP, Mrs Ehrentreu snr: what tells one of a name from another.</summary>
    private static bool IsEnding(NarrativeText text, int index) => text.Before(index) is " " or ", "
        && (text.Word(index) is "mp" or "msp" or "mep" or "tds" && text[index].IsAllCapitals || text.Word(index) is "snr" or "jnr"
        or "jr" or "senior" or "junior");

    /// <summary>"Karen 2": the second account of a name, in quotation marks of its own.</summary>
    private static bool IsSecond(NarrativeText text, int index) => text.IsDigits(index) && text[index].Length <= 2
        && text.Before(index) is " " && index > 0
        && text.Before(index - 1) is [.., '"' or '“' or '‘'] && text.Before(index + 1) is ['"' or '”' or '’', ..];

    /// <summary>
    /// Mr and Mrs Toumi, Sister Colleen Ashby, Br. Toufiq, SO Hulme: the first word of a form of address that tells more than how somebody is called to; the name itself
    /// where none does.
    /// </summary>
    private static int FirstOfForm(NarrativeText text, int name)
    {
        if (text.Word(name - 1) is "mrs" or "mr" or "ms" or "miss" or "dr" && text.IsNextInName(name))
        {
            bool two = name > 2 && text.Is(name - 3, WordKinds.Title) && text.Word(name - 2) is "and" or "&" && text.IsNext(name - 1)
                && text.IsNextInName(name - 2);
            bool sign = name > 1 && text.Is(name - 2, WordKinds.Title) && text.Before(name - 1) is " & " or " + " or "/";
            return two ? name - 3 : sign ? name - 2 : name;
        }

        // The second form of address may be masked with the name.
        if (name > 1 && text.Is(name, WordKinds.Title) && text.Is(name - 2, WordKinds.Title) && text.Word(name - 1) is "and")
        {
            return name - 2;
        }

        bool form = text.Word(name - 1) is "sister" or "brother" or "br" or "sh" or "so" or "bro" or "fr" && text[name - 1].IsCapitalised
            && text.Before(name) is " " or ". "
            && (text.Word(name - 1) is not "so" || (text[name - 1].IsAllCapitals && text[name].Style == TextStyle.Normal));
        return form ? name - 1 : name;
    }
}
