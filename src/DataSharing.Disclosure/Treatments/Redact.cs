using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.OwnRecord;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// A text with everything masked that identifies somebody. The redacted text is a proposal: the cell stays empty until a person has
/// approved that exact text, and then has it while the source text stays as it is. Only where the profile says why may the proposal of
/// strict mode leave unread.
/// </summary>
internal sealed class Redact(NarrativeRules rules, string? unreadReason) : Treatment
{
    private static readonly IReadOnlyDictionary<string, bool> UnreadTexts = new Dictionary<string, bool> { ["accepted"] = true };

    public override string Word => "redact";

    public override bool IsOpen => true;

    /// <summary>Why texts leave that nobody read; null when none do.</summary>
    public string? UnreadReason => unreadReason;

    public override Treated Apply(object value, in TreatmentContext context)
    {
        if (TextOf(value) is not { Length: > 0 } text)
        {
            return Cell.None;
        }

        string hash = context.Keys.SourceTextHash(context.Key, context.Column, text);
        if (context.Decisions?.Invoke(context.Key, context.Column) is { } decision && decision.SourceHash == hash)
        {
            return decision.Approved is { Length: > 0 } approved ? Cell.Text(SummaryApproval.Normalise(approved)) : Cell.None;
        }

        if (unreadReason is null)
        {
            return Treated.Waiting;
        }

        // Without all direct values the proposal would mask less than it could.
        return context.Direct.KindsOf(context.Record, out DictionaryField? unreadable) is { } known && unreadable is null
            ? Cell.Text(SummaryApproval.Normalise(Propose(text, known).Text))
            : Reason.Unreadable;
    }

    /// <summary>
    /// The text as it is hashed, redacted and decided about; null when a lone surrogate gives it no normal form, so that nobody can decide
    /// about it.
    /// </summary>
    public static string? TextOf(object value)
    {
        try
        {
            return SummaryApproval.WithLineEnds((string)value);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public Redaction Propose(string text, IEnumerable<(DirectKind Kind, string Value)> known) =>
        rules.Redactor.Redact(text, new KnownIdentifiers(known, []));

    public override CellForm Form(FileLayout layout) =>
        new("text", unreadReason is null ? "Free text with what identifies people taken out, as a person approved it."
        : "Free text with what identifies people taken out by a program; not every text was read by a person.");

    public override bool CanStand(string cell, FileLayout layout) => OutputText.IsOpenText(cell);

    public static Redact? Make(TreatmentSource source)
    {
        bool unread = source.Settings?.OptionalChoice("unread", UnreadTexts, false) ?? false;
        string? reason = source.Settings?.OptionalText(
            "reason", "The agreement's section 7 accepts the measured rate", TextForms.Sentence());
        if (source.Settings is { } settings && unread != settings.Has("reason"))
        {
            settings.Report(
                "unread", "Texts that nobody read leave only for a reason that is written down.",
                "Write \"unread\": \"accepted\" with \"reason\": \"why the agreement accepts it\", or neither.");
            return null;
        }

        if (unread && source.Narrative.Mode != RedactionMode.Strict)
        {
            source.Report(
                "Texts that nobody read leave in strict mode only.",
                "Write \"narrative\": { \"mode\": \"strict\" } in the profile, or leave \"unread\" out.");
            return null;
        }

        return new Redact(source.Narrative, unread ? reason : null);
    }
}
