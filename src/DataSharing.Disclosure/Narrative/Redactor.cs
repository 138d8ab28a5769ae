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
        new NetRecogniser(), new NumberRecogniser(), new DateRecogniser(), new OfficerRecogniser(), new ReferenceRecogniser(), new LongNumberRecogniser(), new AddressRecogniser(),
        new PremisesRecogniser(), new PersonRecogniser(), new AgeRecogniser(), new AwardRecogniser(), new PlaceRecogniser(), new UnknownRecogniser(), new JoinedRecogniser(), new CapitalRunRecogniser(), new RepeatRecogniser(),
    ];

    /// <summary>Redacts one text.</summary>
    /// <param name="text">The text; never null.</param>
    /// <param name="known">What is known of the people of the incident.</param>
    public Redaction Redact(string text, KnownIdentifiers known)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(known);
        var reading = new NarrativeText(text, lists, keep);
        var redaction = new Redaction(text, Find(reading, known), null);
        // What is masked changes what stands around the rest, so a text is read again until nothing is found: redacting twice must change nothing.
        for (int pass = 0; pass < MostPasses && redaction.Spans.Count > 0; pass++)
        {
            List<MaskedSpan> more = Find(reading.Masked(redaction.Text, redaction.Spans, keep), known);
            if (more.Count == 0)
            {
                break;
            }

            redaction = new Redaction(text, Merge(redaction.Spans, more), null);
        }

        return numbered ? new Redaction(text, redaction.Spans, PersonNumbers.Of(text, redaction.Spans)) : redaction;
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

    private List<MaskedSpan> Find(NarrativeText reading, KnownIdentifiers known)
    {
        var masks = new Masks(reading);
        known.Find(reading, masks);
        foreach (Recogniser recogniser in Recognisers)
        {
            recogniser.Find(reading, mode, masks);
        }

        return masks.Spans();
    }
}
