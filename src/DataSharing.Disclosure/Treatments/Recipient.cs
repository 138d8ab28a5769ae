using System.Text.RegularExpressions;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Treatments;

/// <summary>Who gets the file, as far as treatments ask.</summary>
internal sealed class Recipient
{
    /// <summary>The force's slug.</summary>
    public required string Force { get; init; }

    /// <summary>Whether it is no force, so that no police reference can be its own.</summary>
    public required bool IsStatistical { get; init; }

    /// <summary>The form of the force's own references; null when none is written down.</summary>
    public required Regex? ReferencePattern { get; init; }

    /// <summary>The first day of which it may be told anything new; null for no such day.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>
    /// Whether a text that is recorded as a reference of this force can be one: in its form, or, where none is written down, anything but
    /// blanks.
    /// </summary>
    public bool MayHaveIssued(string text) =>
        ReferencePattern is { } pattern ? pattern.IsMatch(SourceValue.WithoutBlanksAround(text)) : SourceValue.IsPresent(text);
}
