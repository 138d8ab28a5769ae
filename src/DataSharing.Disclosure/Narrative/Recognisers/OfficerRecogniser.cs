using System.Buffers;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Officers' numbers: PC 4421, PC4421, 4421MB, shoulder number 345.</summary>
internal sealed class OfficerRecogniser : Recogniser
{
    private static readonly SearchValues<char> Signs = SearchValues.Create("pcdso0123456789");

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Figure, 0); i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (!text.Is(i, WordKinds.HasDigit))
            {
                continue;
            }

            ReadOnlySpan<char> word = text.Word(i);
            int digits = word.IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? word.Length : end;
            bool number = digits is >= 2 and <= 6 && word.Length - digits <= 3;
            bool after = i > 0 && number && text.IsNext(i) && text.Word(i - 1) is "pc" or "pcso" or "wpc" or "dc" or "ds" or "ps" or "sgt" or "officer"
                or "constable" or "collar" or "shoulder" or "badge" or "sergeant" or "di" or "det" or "sc" or "epaulette";
            bool told = i > 1 && number && !after && IsToldBefore(text, i);
            bool joined = word.Length is >= 5 and <= 9 && (word.StartsWith("pc") || word.StartsWith("dc") || word.StartsWith("ds") || word.StartsWith("ps")
                || word.StartsWith("pcso")) && char.IsAsciiDigit(word[^1]) && !word.ContainsAnyExcept(Signs);
            // PC Harris 4421, PC Harris (4421MB)
            bool behind = number && digits >= 3 && i > 1 && (text.IsNamelike(i - 1) || text[i - 1].Style == TextStyle.Upper)
                && text.Before(i) is " " or " (" or ", " && (text.Is(i - 2, WordKinds.Title) || (i > 2 && text.Is(i - 3, WordKinds.Title)));
            // 6604 Sgt Bains; GMP 19220
            bool ahead = number && digits is >= 3 and <= 5 && text.IsNext(i + 1) && text.IsNamelike(i + 1)
                && text.Word(i + 1) is "pc" or "pcso" or "dc" or "ds" or "ps" or "sgt" or "insp" or "sergeant" or "constable" or "pc's"
                && text.IsNamelike(i + 2);
            bool force = number && digits is >= 4 and <= 6 && i > 0 && text.IsNext(i) && text.Word(i - 1) is "gmp" or "met" or "mps" or "btp" or "psni"
                or "wmp" or "nyp" or "tvp" or "syp" && text[i - 1].IsAllCapitals;
            if (after || told || joined || behind || ahead || force)
            {
                masks.Add(i, i, MaskType.Collar);
            }
        }
    }

    private static bool IsToldBefore(NarrativeText text, int index)
    {
        for (int i = index - 1; i >= 0 && i >= index - 3; i--)
        {
            if (text.Word(i) is "collar" or "shoulder" or "badge" or "epaulette" or "warrant")
            {
                return true;
            }

            if (text.Word(i) is not ("number" or "no" or "num" or "is" or "was" or "id" or "nos"))
            {
                return false;
            }
        }

        return false;
    }
}
