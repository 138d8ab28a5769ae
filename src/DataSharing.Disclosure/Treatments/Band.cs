using System.Collections.Frozen;
using System.Globalization;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// A whole number as one of the bands that begin at the numbers given: with 0, 18, 65 the bands <c>0-17</c>, <c>18-64</c> and <c>65+</c>.
/// A number below the first band, or above the greatest number that can be meant, holds the row back.
/// </summary>
internal sealed class Band : Treatment
{
    private readonly int[] _from;
    private readonly int _most;
    private readonly string[] _labels;
    private readonly FrozenSet<string> _outputs;

    private Band(string word, int[] from, int most)
    {
        Word = word;
        _from = from;
        _most = most;
        _labels = [.. from.Select((first, i) => Label(first, i + 1 < from.Length ? from[i + 1] - 1 : null))];
        _outputs = _labels.ToFrozenSet(StringComparer.Ordinal);
    }

    public override string Word { get; }

    // A number below the first band is held back by the one and has a band in the other.
    public override bool Coarsens(Treatment finer) => finer is Band band && band._from[0] == _from[0] && Array.TrueForAll(_from, first => band._from.Contains(first));

    public override Treated Apply(object value, in TreatmentContext context)
    {
        long number = (long)value;
        if (number < _from[0] || number > _most)
        {
            return Reason.OutOfRange;
        }

        int band = _from.Length - 1;
        while (number < _from[band])
        {
            band--;
        }

        return Cell.Text(_labels[band]);
    }

    public override bool CanStand(string cell, FileLayout layout) => _outputs.Contains(cell);

    /// <summary>Bands of ages in years, 0 to 120.</summary>
    public static Band? MakeAge(TreatmentSource source) => Make(source, "ageBand", 120);

    /// <summary>Bands of counts, 0 to 100,000.</summary>
    public static Band? MakeCount(TreatmentSource source) => Make(source, "countBand", 100_000);

    private static Band? Make(TreatmentSource source, string word, int most)
    {
        if (source.Need(word, "\"from\": [0, 18, 65]") is not { } settings)
        {
            return null;
        }

        var from = new List<int>();
        foreach (ConfigNode node in settings.List("from"))
        {
            if (node.Kind == ConfigKind.Number && int.TryParse(node.Literal, NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && first <= most && (from.Count == 0 || first > from[^1]))
            {
                from.Add(first);
            }
            else
            {
                source.Problems.Add(node, "This is not a whole number greater than the one before it.", $"Write rising whole numbers from 0 to {most.ToString(CultureInfo.InvariantCulture)}: each begins a band.");
                return null;
            }
        }

        return from.Count == 0 ? null : new Band(word, [.. from], most);
    }

    private static string Label(int first, int? last) =>
        last is null ? first.ToString(CultureInfo.InvariantCulture) + "+"
        : last == first ? first.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
}
