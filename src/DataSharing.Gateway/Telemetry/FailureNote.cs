using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DataSharing.Gateway.Telemetry;

/// <summary>
/// An exception reduced to what a log may hold: its type and where it was thrown. Never its message, because messages of failed conversions
/// and of databases quote values.
/// </summary>
internal sealed class FailureNote
{
    private const int MostFrames = 12;
    private readonly string _text;

    private FailureNote(string text) => _text = text;

    /// <summary>Reduces an exception and those inside it.</summary>
    public static FailureNote Of(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var text = new StringBuilder();
        for (Exception? at = error; at is not null; at = at.InnerException)
        {
            text.Append(text.Length == 0 ? "" : " <- ").Append(at.GetType().Name);
            if (at.HResult != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $" 0x{at.HResult:x8}");
            }

            foreach (StackFrame frame in new StackTrace(at, fNeedFileInfo: false).GetFrames().Take(MostFrames))
            {
                if (frame.GetMethod() is { } method)
                {
                    text.Append(" @").Append(method.DeclaringType?.Name).Append('.').Append(method.Name);
                }
            }
        }

        return new FailureNote(text.ToString());
    }

    /// <summary>Type and place.</summary>
    public override string ToString() => _text;
}
