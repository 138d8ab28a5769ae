namespace DataSharing.Gateway.Narrative;

/// <summary>
/// Reads a text of any length in parts that a redaction can take by themselves: up to a length, and then to the end of a paragraph, line or
/// word.
/// </summary>
internal static class TextBlocks
{
    /// <summary>Characters of a part. A name that is masked in one part is not known in the next, so parts are long.</summary>
    public const int Longest = 1 << 16;

    /// <summary>The parts in order; together they are the text, unchanged.</summary>
    public static async IAsyncEnumerable<string> ReadAsync(
        TextReader reader, int longest, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        char[] buffer = new char[longest];
        int held = 0;
        while (true)
        {
            int read = await reader.ReadBlockAsync(buffer.AsMemory(held), ct);
            held += read;
            if (held < longest)
            {
                if (held > 0)
                {
                    yield return new string(buffer, 0, held);
                }

                yield break;
            }

            int cut = CutAt(buffer);
            yield return new string(buffer, 0, cut);
            held -= cut;
            Array.Copy(buffer, cut, buffer, 0, held);
        }
    }

    private static int CutAt(ReadOnlySpan<char> buffer)
    {
        int half = buffer.Length / 2;
        ReadOnlySpan<char> tail = buffer[half..];
        if (tail.LastIndexOf("\n\n") is >= 0 and var paragraph)
        {
            return half + paragraph + 2;
        }

        if (tail.LastIndexOf('\n') is >= 0 and var line)
        {
            return half + line + 1;
        }

        if (tail.LastIndexOf(' ') is >= 0 and var word)
        {
            return half + word + 1;
        }

        return char.IsHighSurrogate(buffer[^1]) ? buffer.Length - 1 : buffer.Length;
    }
}
