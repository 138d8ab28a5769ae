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
    // A recogniser sees what those before it found: numbers first, then structures with their own words, then names, then what is left.
    private static readonly Recogniser[] Recognisers =
    [
        new NetRecogniser(), new NumberRecogniser(), new DateRecogniser(), new ReferenceRecogniser(), new LongNumberRecogniser(), new OfficerRecogniser(), new AddressRecogniser(),
        new PremisesRecogniser(), new PersonRecogniser(), new AgeRecogniser(), new PlaceRecogniser(), new UnknownRecogniser(), new CapitalRunRecogniser(), new RepeatRecogniser(),
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
        foreach (Recogniser recogniser in Recognisers)
        {
            recogniser.Find(reading, mode, masks);
        }

        IReadOnlyList<MaskedSpan> spans = masks.Spans();
        return new Redaction(text, spans, numbered ? PersonNumbers.Of(text, spans) : null);
    }
}
