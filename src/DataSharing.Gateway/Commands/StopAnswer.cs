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

    /// <summary>
    /// Shows the answer to what was done, and gives the exit code through. Where it cannot be written, that is said together with what was
    /// done, so that nobody takes it for not done.
    /// </summary>
    /// <param name="context">Where to answer.</param>
    /// <param name="exitCode">The exit code where the answer is shown.</param>
    /// <param name="done">What was done, in a sentence.</param>
    /// <param name="show">Shows it.</param>
    public static int Show(CommandContext context, int exitCode, string done, Action show)
    {
        try
        {
            show();
            return exitCode;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            context.Error.WriteLine($"{done} This could not be written on standard output.");
            return ExitCode.Failed;
        }
    }

    /// <summary>In JSON.</summary>
    public static object Document(GivenStop order) => new { person = order.Person, at = order.At, reason = order.Reason };
}
