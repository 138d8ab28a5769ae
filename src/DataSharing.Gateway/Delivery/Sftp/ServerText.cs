using System.Text;

namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>Makes text of a server safe to show: it may hold terminal controls, forged lines or anything else.</summary>
internal static class ServerText
{
    private const int Longest = 200;

    public static string Quote(ReadOnlySpan<byte> text) => Quote(Encoding.Latin1.GetString(text[..Math.Min(text.Length, 4 * Longest)]));

    public static string Quote(string text) => $"\"{Printable(text)}\"";

    public static string Printable(string text)
    {
        StringBuilder shown = new(Longest);
        foreach (char c in text.Trim())
        {
            if (shown.Length == Longest)
            {
                break;
            }

            shown.Append(c is >= ' ' and <= '~' and not '"' ? c : c is '\n' or '\t' ? ' ' : '?');
        }

        return shown.ToString();
    }
}
