using System.Globalization;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Standing;

/// <summary>What a reason says is to be done, as it can be typed: with the force and the number that it is about.</summary>
internal static class NextStep
{
    /// <summary>The reason's meaning with the force, and the sequence where it is known, in the place of their names.</summary>
    public static string Of(Reason reason, string force, int? sequence = null) => sequence is { } number
        ? Of(reason, force, number.ToString(CultureInfo.InvariantCulture))
        : reason.Meaning.Replace("<force>", force, StringComparison.Ordinal);

    /// <summary>The reason's meaning with the force, and the sequence or the incident that was asked for.</summary>
    public static string Of(Reason reason, string force, string asked) =>
        reason.Meaning.Replace("<force>", force, StringComparison.Ordinal).Replace("<sequence>", asked, StringComparison.Ordinal)
            .Replace("<incident>", asked, StringComparison.Ordinal);
}
