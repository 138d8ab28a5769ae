using DataSharing.Gateway.Telemetry;

namespace DataSharing.Gateway.Alerts;

/// <summary>
/// Why somebody could not be told, as a log may hold it: our own words for what the command or the page did; of an error that nobody
/// foresaw, type and place alone.
/// </summary>
internal sealed class AlertFault
{
    private readonly string _text;

    private AlertFault(string text) => _text = text;

    /// <summary>Reduces an exception.</summary>
    public static AlertFault Of(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        // Only this program makes these, and puts no more than a number into them.
        return new AlertFault(error is AlertException ? error.Message : FailureNote.Of(error).ToString());
    }

    /// <summary>A sentence, or type and place.</summary>
    public override string ToString() => _text;
}
