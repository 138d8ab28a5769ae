using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative;

/// <summary>Tells the people of a text apart: masks that share a word of a name are one person, numbered in the order of their first mask.</summary>
internal static class PersonNumbers
{
    private const int ShortestShared = 3;

    /// <summary>For each span the number of its person, from 1; 0 where it is no person.</summary>
    public static int[] Of(string text, IReadOnlyList<MaskedSpan> spans)
    {
        // Each word leads to the first span that had it; spans that share one are joined.
        int[] leader = [.. Enumerable.Range(0, spans.Count)];
        int Find(int i)
        {
            while (leader[i] != i)
            {
                leader[i] = leader[leader[i]];
                i = leader[i];
            }

            return i;
        }

        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < spans.Count; i++)
        {
            if (spans[i].Type != MaskType.Person)
            {
                continue;
            }

            foreach (string word in NarrativeText.WordsOf(FoldedText.Of(text[spans[i].Start..spans[i].End]).Text.ToLowerInvariant()).Where(word => word.Length >= ShortestShared))
            {
                if (first.TryGetValue(word, out int other))
                {
                    (int low, int high) = Find(other) < Find(i) ? (Find(other), Find(i)) : (Find(i), Find(other));
                    leader[high] = low;
                }
                else
                {
                    first.Add(word, i);
                }
            }
        }

        int[] numbers = new int[spans.Count];
        var given = new Dictionary<int, int>();
        for (int i = 0; i < spans.Count; i++)
        {
            if (spans[i].Type == MaskType.Person)
            {
                if (!given.TryGetValue(Find(i), out numbers[i]))
                {
                    given.Add(Find(i), numbers[i] = given.Count + 1);
                }
            }
        }

        return numbers;
    }
}
