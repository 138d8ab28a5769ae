using System.Text.RegularExpressions;

namespace DataSharing.Disclosure;

/// <summary>Who gets the file, as far as treatments ask.</summary>
internal sealed class Recipient
{
    /// <summary>The force's slug.</summary>
    public required string Force { get; init; }

    /// <summary>Whether it is no force, so that no police reference can be its own.</summary>
    public required bool IsStatistical { get; init; }

    /// <summary>The form of the force's own references; null when none is written down.</summary>
    public required Regex? ReferencePattern { get; init; }
}
