using System.Text.RegularExpressions;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Narrative;

namespace DataSharing.Gateway.Narrative;

/// <summary>
/// Why a person does something, in that person's words. It goes into the run and into the hash-chained journal, out of which nothing can be
/// taken, so what could name somebody never gets there: what the strict mode of redaction would mask in it is refused. A case reference is
/// not.
/// </summary>
internal static partial class TypedReason
{
    // What looks like the letters of a case reference and announces a number of a person.
    private static readonly string[] PersonsNumbers = ["DOB", "TEL", "MOB", "NHS", "NI", "NINO", "DL", "PIN", "REG", "VRM"];

    // Built-in terms alone: a term that a controller keeps in its files need not stay in the ledger for ever. Our own codes are no names.
    private static readonly Lazy<Redactor> Strict = new(() => new Redactor(
        BuiltInWords.Lists, RedactionMode.Strict,
            BuiltInWords.Keep.With(
            [.. Reason.All.Select(reason => reason.Code), "SFTP", "SSH", "CSV", "JSON", "SQL", "DataSharing", "IT"])));

    /// <summary>
    /// What in a text keeps it out of the ledger, as the words of what would be masked, in the order of the text; empty for a text that may
    /// stand there.
    /// </summary>
    public static IReadOnlyList<string> WhyNot(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Strict.Value.Redact(text, KnownIdentifiers.None).Spans
            .Where(span => span.Type != MaskType.Reference || !IsCaseReference(text[span.Start..span.End]))
            .Select(span => Redaction.Word(span.Type)).Distinct()];
    }

    /// <summary>
    /// Whether a reference is of an incident: <c>CST-2026-001234</c>, <c>01/12345/26</c>, <c>4212345/26</c>, <c>BCH/12345/26</c>. Letters
    /// before a number may also be a name.
    /// </summary>
    private static bool IsCaseReference(string reference)
    {
        Match match = CaseReference().Match(reference);
        string letters = match.Groups["letters"].Value;
        return match.Success && (letters.Length == 0 || (!PersonsNumbers.Contains(letters) && !IsName(letters)));
    }

    // With a title before it nearly everything is a name, so the letters are tried as one in a sentence.
    private static bool IsName(string letters) =>
        Strict.Value.Redact($"Then {letters[..1]}{letters[1..].ToLowerInvariant()} said so.", KnownIdentifiers.None).Spans.Any(
            span => span.Type is MaskType.Person or MaskType.Street or MaskType.Place);

    [GeneratedRegex(@"\A((?<letters>[A-Z]{2,4})([-/][0-9]{2,7}){1,2}|[0-9]{2}[A-Z]{0,2}/[0-9]{3,7}/[0-9]{2}|[0-9]{5,8}/[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex CaseReference();
}
