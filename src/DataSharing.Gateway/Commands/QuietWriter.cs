using System.Text;

namespace DataSharing.Gateway.Commands;

/// <summary>
/// Standard error for log, progress and messages: where nobody can be told, for example on a full disk, the work goes on.
/// </summary>
internal sealed class QuietWriter(TextWriter to) : TextWriter
{
    public override Encoding Encoding => to.Encoding;

    public override void Write(char value) => Try(() => to.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => to.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => to.Write(value));

    public override void WriteLine(string? value) => Try(() => to.WriteLine(value));

    public override void Flush() => Try(to.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A failed message fails nothing else: what happened stands in the ledger, and the exit code tells how it ended.
        }
    }
}
