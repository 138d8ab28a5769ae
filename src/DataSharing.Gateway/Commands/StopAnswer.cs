using System.Globalization;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary>How an order that stops everything is shown.</summary>
internal static class StopAnswer
{
    /// <summary>On one line.</summary>
    public static string Line(GivenStop order) =>
        $"by {order.Person} on {(London.IsKnown ? London.Clock(order.At) : UtcText(order.At))}{(order.Reason is { } reason ? $": {reason}" : "")}";

    // On a machine without time zone data everything can be stopped all the same.
    private static string UtcText(DateTimeOffset at) => at.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    /// <summary>In JSON.</summary>
    public static object Document(GivenStop order) => new { person = order.Person, at = order.At, reason = order.Reason };
}
