namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// A form that personal identifiers have whoever they belong to: looked for in open text, over its folded form, between word boundaries.
/// Each pattern is pure and keeps nothing of the text.
/// </summary>
public abstract class TextPattern
{
    private protected TextPattern(string name, int fewestDigits)
    {
        Name = name;
        FewestDigits = fewestDigits;
    }

    /// <summary>Every pattern there is.</summary>
    public static IReadOnlyList<TextPattern> All { get; } = Array.AsReadOnly<TextPattern>(
        [new PostcodePattern(), new PhonePattern(), new EmailPattern(), new PlatePattern(), new NationalInsurancePattern(), new NhsNumberPattern(), new CardPattern(),
            new CoordinatePattern(), new PlusCodePattern(), new ThreeWordPattern()]);

    /// <summary>What is looked for, in words that go into a sentence, for example <c>a phone number</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// How many digits every match has at least, counted in <see cref="FoldedText.Numbers"/>: a text with fewer need not be searched, but
    /// for what is spelled.
    /// </summary>
    internal int FewestDigits { get; }

    /// <summary>The first pattern of <see cref="All"/> that a text has; null when it has none.</summary>
    public static TextPattern? FirstIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        FoldedText folded = FoldedText.Of(text);
        // Every pattern has a digit, but an e-mail address, a three-word address and a plus code, which have their signs, and what is
        // spelled.
        if (!folded.Text.AsSpan().ContainsAnyInRange('0', '9') && !EmailPattern.HasSign(folded.Text)
            && !ThreeWordPattern.MayHave(folded.Text) && !PlusCodePattern.MayHave(folded.Text)
            && !SpelledCodes.MayHave(folded.Text))
        {
            return null;
        }

        foreach (TextPattern pattern in All)
        {
            if (pattern.IsIn(folded))
            {
                return pattern;
            }
        }

        return null;
    }

    /// <summary>Where the text has the pattern, in the characters of the text before folding; in order, without overlaps.</summary>
    public IReadOnlyList<TextSpan> Find(FoldedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Spans(text).Select(span => text.Original(span.Start, span.Length))];
    }

    /// <summary>Where the text has the pattern, in the characters of the folded text; in order, without overlaps.</summary>
    internal IEnumerable<TextSpan> FindFolded(FoldedText text) => Spans(text);

    /// <summary>Whether the text has the pattern.</summary>
    public bool IsIn(FoldedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Spans(text).Any();
    }

    /// <summary>Where the folded text has the pattern, in order, without overlaps.</summary>
    private protected abstract IEnumerable<TextSpan> Spans(FoldedText text);
}
