using DataSharing.Disclosure.Narrative;

namespace DataSharing.Gateway.Tests.Narrative.Laws;

/// <summary>A text about one of the invented people.</summary>
/// <param name="Person">Who it is about, as the record holds it.</param>
/// <param name="Form">How the name is written.</param>
/// <param name="Style">In which letters the text is written.</param>
/// <param name="Text">The text.</param>
/// <param name="Start">The first character that must be masked.</param>
/// <param name="End">The one after the last.</param>
internal sealed record LawText(InventedPerson Person, string Form, string Style, string Text, int Start, int End)
{
    private static readonly string[] Styles = ["as written", "small", "capitals"];

    // {0} is the name. Each sentence says by what stands around it that somebody is told of.
    private static readonly string[] Sentences =
    [
        "A man shouted at {0} outside the shop.",
        "Police were told by {0} that it had happened before.",
        "The caller said that {0} was hit twice.",
        "{0} was spat at on the bus.",
        "{0} told the officer about it.",
        "A man came up to them. {0} ran inside and rang the police.",
        "She said that {0} has been crying since then.",
        "Yesterday {0} was followed home by two men.",
        "The victim is {0}.",
        "We spoke to {0} on Monday.",
        "Victim: {0}",
        "My husband and {0} heard the whole thing.",
        "{0} and her son were at home.",
        "it was {0} again",
        "The message was sent to {0}, who did not reply.",
        "They pushed {0} to the ground.",
        "Statement given by {0}.",
        "According to {0}, nobody came to help.",
        "I am worried about {0}.",
        "Call from {0}: the windows were broken.",
        "Someone had written {0} on the wall under a swastika.",
        "I know it was not {0} who started it.",
        "When {0} opened the door they threw eggs.",
        "Since then {0} will not go out alone.",
        "Officers visited {0} at home.",
        "He kept calling {0} names all the way down the road.",
        "He grabbed {0} by the arm and pulled her scarf.",
        "Thanks, {0}",
        "The group chat had messages from {0} and three others.",
        "An email from {0} arrived on Friday.",
        "IP {0} states that the suspect is known to her.",
        "Witness ({0}) saw the whole incident.",
        "Both {0} and the driver gave statements.",
        "The letter was addressed to {0} at the surgery.",
        "If {0} comes back they will do it again.",
        "We think {0} should have support.",
        "hi its {0} here from the flats",
        "They live next door to {0}.",
        "The man looked at {0} and spat.",
        "Nobody believed {0} at school.",
        "he said he would kill {0} and burn the shop",
        "Please ring {0} back after six.",
        "{0}, who is 34, wears a headscarf.",
        "{0} (victim) declined medical help.",
        "Offender shouted \"go home\" at {0}, then left.",
        "{0} lives alone and is frightened.",
        "Last night {0} found graffiti on the car.",
        "spoke with {0} today, still upset",
        "The attack left {0} with a broken arm.",
        "Mum says {0} is too scared for school now.",
    ];

    /// <summary>
    /// Every form of these people in every style, each in <paramref name="sentences"/> of the sentences, which ones by the seed; the same seed gives the same
    /// texts.
    /// </summary>
    public static IEnumerable<LawText> Of(IEnumerable<InventedPerson> people, int seed, int sentences)
    {
        var random = new Random(seed);
        foreach (InventedPerson person in people)
        {
            foreach (NameForm form in NameForm.Of(person))
            {
                foreach (string style in Styles.Where(style => !form.IsAmbiguous(style)))
                {
                    int first = random.Next(Sentences.Length);
                    for (int i = 0; i < sentences; i++)
                    {
                        yield return Make(person, form, style, Sentences[(first + i) % Sentences.Length]);
                    }
                }
            }
        }
    }

    /// <summary>How many sentences there are.</summary>
    public static int SentenceCount => Sentences.Length;

    /// <summary>Whether a redaction leaves a letter or digit of the name.</summary>
    public bool IsLeft(Redaction redaction)
    {
        for (int i = Start; i < End; i++)
        {
            if (char.IsLetterOrDigit(Text[i]) && !redaction.Spans.Any(span => span.Start <= i && i < span.End))
            {
                return true;
            }
        }

        return false;
    }

    private static LawText Make(InventedPerson person, NameForm form, string style, string sentence)
    {
        int place = sentence.IndexOf("{0}", StringComparison.Ordinal);
        string before = In(style, sentence[..place] + (place == 0 && form.Lead.Length > 0 ? char.ToUpperInvariant(form.Lead[0]) + form.Lead[1..] : form.Lead));
        string name = In(style, form.Name);
        string text = before + name + In(style, form.Tail + sentence[(place + 3)..]);
        return new LawText(person, form.Kind, style, text, before.Length, before.Length + name.Length);
    }

    private static string In(string style, string text) => style switch { "small" => text.ToLowerInvariant(), "capitals" => text.ToUpperInvariant(), _ => text };
}
