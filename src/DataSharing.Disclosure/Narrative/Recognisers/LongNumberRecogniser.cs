namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Long numbers of any kind that nothing before explained.</summary>
internal sealed class LongNumberRecogniser : Recogniser
{
    private const int LongNumber = 7;

    /// <summary>Digits of seven and more in a row, whatever parts their groups: a number of somebody or something, and no date, time or sum.</summary>
    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Figure, 0); i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (!text.IsDigits(i) || masks.Has(i))
            {
                continue;
            }

            int digits = text[i].Length;
            int last = i;
            while (last + 1 < text.Count && text.IsDigits(last + 1) && !masks.Has(last + 1) && text.Before(last + 1) is " " or "-" or "." or "")
            {
                last++;
                digits += text[last].Length;
            }

            bool sum = text[i].Start > 0 && text.Written[text[i].Start - 1] is '£' or '$' or '€';
            bool date = last > i && text.Before(i + 1) is "." or "-" && digits is 6 or 8;
            if (digits >= LongNumber && !sum && !date && (last == i || text[i].Length > 1))
            {
                bool phone = text.Word(i)[0] == '0' || (text[i].Start > 0 && text.Written[text[i].Start - 1] == '+');
                masks.Add(i, last, phone ? MaskType.Phone : MaskType.Number);
            }

            i = last;
        }
    }
}
