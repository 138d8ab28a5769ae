using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Tests.Patterns;

/// <summary>Looks for one pattern by its name.</summary>
internal static class Patterned
{
    public const string Postcode = "a full postcode";
    public const string Phone = "a phone number";
    public const string Email = "an e-mail address";
    public const string Plate = "a vehicle registration";
    public const string NationalInsurance = "a National Insurance number";
    public const string Nhs = "an NHS number";
    public const string Card = "a bank card number";
    public const string Coordinates = "coordinates";
    public const string PlusCode = "a plus code";
    public const string ThreeWords = "a three-word address";

    public static TextPattern Named(string name) => TextPattern.All.Single(pattern => pattern.Name == name);

    public static bool IsIn(string name, string text) => Named(name).IsIn(FoldedText.Of(text));

    /// <summary>Fails unless the text has the pattern, by itself and inside a sentence, and the sentence's place is the text's.</summary>
    public static void Hits(string name, string text)
    {
        Assert.That(IsIn(name, text), Is.True);
        string sentence = $"He said \u201C{text}\u201D, and left.";
        IReadOnlyList<TextSpan> places = Named(name).Find(FoldedText.Of(sentence));
        Assert.That(places.Select(place => sentence.Substring(place.Start, place.Length)), Has.Some.EqualTo(text));
        Assert.That(TextPattern.FirstIn(sentence), Is.Not.Null);
    }

    /// <summary>Fails when the text has the pattern, by itself or inside a sentence.</summary>
    public static void Misses(string name, string text)
    {
        Assert.That(IsIn(name, text), Is.False);
        Assert.That(IsIn(name, $"It was {text} then."), Is.False);
    }
}
