using DataSharing.Disclosure.Narrative.Lists;
using DataSharing.Disclosure.Narrative.Recognisers;

namespace DataSharing.Disclosure.Narrative;

/// <summary>
/// Masks what identifies people in free text: what a record knows of them wherever it stands, and what reads like a name, number, place or date of
/// somebody nobody told it of. It proposes; a person decides. Safe to use from several threads.
/// </summary>
/// <param name="lists">The ordinary words, names and places.</param>
/// <param name="mode">How much is masked.</param>
/// <param name="keep">Terms that stay.</param>
/// <param name="numbered">Whether the people of a text are told apart by a number in the tag.</param>
public sealed class Redactor(WordLists lists, RedactionMode mode, KeepTerms keep, bool numbered = false)
{
    // Each pass finds something or is the last; texts that need more than three were not seen.
    private const int MostPasses = 8;

    // A recogniser sees what those before it found: numbers first, then structures with their own words, then names, then what is left.
    private static readonly Recogniser[] Recognisers =
    [
        new NetRecogniser(), new OnlineNameRecogniser(), new NumberRecogniser(), new LooseNumberRecogniser(), new DictatedRecogniser(), new DateRecogniser(), new OfficerRecogniser(), new ReferenceRecogniser(), new PartedReferenceRecogniser(), new LongNumberRecogniser(), new AddressRecogniser(),
        new PremisesRecogniser(), new InnRecogniser(), new PersonRecogniser(), new NameEndRecogniser(), new AgeRecogniser(), new AwardRecogniser(), new PlaceRecogniser(), new UnknownRecogniser(), new JoinedRecogniser(), new CapitalRunRecogniser(),
        new NameFormRecogniser(), new PhraseRecogniser(), new RepeatRecogniser(),
    ];

    /// <summary>Redacts one text.</summary>
    /// <param name="text">The text; never null.</param>
    /// <param name="known">What is known of the people of the incident.</param>
    public Redaction Redact(string text, KnownIdentifiers known)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(known);
        var reading = new NarrativeText(text, lists, keep);
        var masks = new Masks(reading);
        known.Find(reading, masks);
        Find(reading, RedactionMode.Standard, masks);
        Redaction redaction = Settled(text, reading, new Redaction(text, masks.Spans(), null), known, RedactionMode.Standard);
        if (mode == RedactionMode.Strict)
        {
            // Strict mode masks more than standard mode and never less: it begins with what that finds, and keeps what that finds in the end.
            Find(reading, RedactionMode.Strict, masks);
            redaction = Settled(text, reading, new Redaction(text, Union(masks.Spans(), redaction.Spans), null), known, RedactionMode.Strict);
        }

        return numbered ? new Redaction(text, redaction.Spans, PersonNumbers.Of(text, redaction.Spans)) : redaction;
    }

    private static void Find(NarrativeText reading, RedactionMode mode, Masks masks)
    {
        foreach (Recogniser recogniser in Recognisers)
        {
            recogniser.Find(reading, mode, masks);
        }
    }

    /// <summary>The spans of both, in order; those that overlap are one, of the type of the longer.</summary>
    private static List<MaskedSpan> Union(List<MaskedSpan> spans, IReadOnlyList<MaskedSpan> others)
    {
        if (others.All(other => spans.BinarySearch(other, Comparer<MaskedSpan>.Create((one, two) => one.End <= two.Start ? -1 : one.Start >= two.End ? 1 : 0)) is >= 0 and var at && spans[at].Start <= other.Start && other.End <= spans[at].End))
        {
            return spans;
        }

        var all = new List<MaskedSpan>(spans.Count + others.Count);
        foreach (MaskedSpan span in spans.Concat(others).OrderBy(span => span.Start).ThenByDescending(span => span.End))
        {
            if (all.Count > 0 && span.Start < all[^1].End)
            {
                MaskedSpan last = all[^1];
                all[^1] = new MaskedSpan(last.Start, Math.Max(last.End, span.End), span.End - span.Start > last.End - last.Start ? span.Type : last.Type);
            }
            else
            {
                all.Add(span);
            }
        }

        return all;
    }

    /// <summary>What is masked changes what stands around the rest, so a text is read again until nothing is found: redacting twice must change nothing.</summary>
    private Redaction Settled(string text, NarrativeText reading, Redaction redaction, KnownIdentifiers known, RedactionMode most)
    {
        for (int pass = 0; pass < MostPasses && redaction.Spans.Count > 0; pass++)
        {
            NarrativeText masked = reading.Masked(redaction.Text, redaction.Spans, keep);
            var masks = new Masks(masked);
            known.Find(masked, masks);
            for (RedactionMode each = RedactionMode.Standard; each <= most; each++)
            {
                Find(masked, each, masks);
            }

            List<MaskedSpan> more = masks.Spans();
            if (more.Count == 0)
            {
                break;
            }

            redaction = new Redaction(text, Merge(redaction.Spans, more), null);
        }

        return redaction;
    }

    /// <summary>The spans of a text with those that were found when they were tags already.</summary>
    private static List<MaskedSpan> Merge(IReadOnlyList<MaskedSpan> spans, List<MaskedSpan> more)
    {
        var merged = new List<MaskedSpan>(spans.Count + more.Count);
        int next = 0;
        // How much further on a place of the redacted text lies in the original.
        int moved = 0;
        foreach (MaskedSpan found in more)
        {
            while (next < spans.Count && spans[next].Start - moved < found.Start)
            {
                moved += spans[next].End - spans[next].Start - Redaction.Tag(spans[next].Type).Length;
                merged.Add(spans[next++]);
            }

            merged.Add(new MaskedSpan(found.Start + moved, found.End + moved, found.Type));
        }

        merged.AddRange(spans.Skip(next));
        return merged;
    }
}
