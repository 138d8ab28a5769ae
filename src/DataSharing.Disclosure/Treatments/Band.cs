using System.Collections.Frozen;
using System.Globalization;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// A number as one of the bands that begin at the whole numbers given: with 0, 18, 65 the bands <c>0-17</c>, <c>18-64</c> and <c>65+</c>; a
/// number with decimals lies in the band of its whole part. In words the bands are <c>0 to 17</c>, <c>18 to 64</c> and <c>65 or more</c>. A
/// number below the first band holds the row back, unless numbers below it have a band <c>under 18</c> of their own; so does one outside
/// what can be meant.
/// </summary>
internal sealed class Band : ValueTreatment
{
    private const string Dash = "-";
    private const int Months = 12;

    private readonly int[] _from;
    private readonly long _least;
    private readonly long _most;
    private readonly string? _below;
    private readonly string[] _labels;
    private readonly FrozenSet<string> _outputs;

    private Band(string word, int[] from, long least, long most, bool below, BandLabels labels)
    {
        Word = word;
        _from = from;
        _least = least;
        _most = most;
        _below = below ? "under " + from[0].ToString(CultureInfo.InvariantCulture) : null;
        _labels = [.. from.Select((first, i) => Label(first, i + 1 < from.Length ? from[i + 1] - 1 : null, labels))];
        _outputs = _labels.Append(_below).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
    }

    public override string Word { get; }

    /// <summary>A label that a spreadsheet makes a date of when it opens the file, such as <c>3-5</c>; null where there is none.</summary>
    public string? ReadAsDate =>
        _from.Zip(_labels)
        .FirstOrDefault(band => band.First is >= 1 and <= Months && band.Second.Contains(Dash, StringComparison.Ordinal)).Second;

    // A number below the first band is held back by the one and has a band in the other.
    public override bool Coarsens(Treatment finer) =>
        finer is Band band && band._from[0] == _from[0] && band._below == _below && band._most == _most
        && Array.TrueForAll(_from, first => band._from.Contains(first));

    public override Treated Of(object value)
    {
        long number = value is long whole ? whole : (long)decimal.Clamp(decimal.Floor((decimal)value), long.MinValue, long.MaxValue);
        if (number < _least || number > _most)
        {
            return Reason.OutOfRange;
        }

        if (number < _from[0])
        {
            return _below is null ? Reason.OutOfRange : Cell.Text(_below);
        }

        int band = _from.Length - 1;
        while (number < _from[band])
        {
            band--;
        }

        return Cell.Text(_labels[band]);
    }

    public override CellForm Form(FileLayout layout) =>
        CellForm.Band(
        [.. _below is null ? Array.Empty<LabelledValue>() : [new LabelledValue(_below, null)],
        .. _labels.Select((label, i) => new LabelledValue(label, Meaning(i)))]);

    public override bool CanStand(string cell, FileLayout layout) => _outputs.Contains(cell);

    /// <summary>Bands of ages in years, 0 to 120.</summary>
    public static Band? MakeAge(TreatmentSource source) => Make(source, "ageBand", 120, 0, 120);

    /// <summary>Bands of counts, 0 to 100,000.</summary>
    public static Band? MakeCount(TreatmentSource source) => Make(source, "countBand", 100_000, 0, 100_000);

    /// <summary>Bands of any number; they begin at 0 to 1,000,000,000.</summary>
    public static Band? MakeNumber(TreatmentSource source) => Make(source, "numberBand", 1_000_000_000, long.MinValue, long.MaxValue);

    private static Band? Make(TreatmentSource source, string word, int lastFrom, long least, long most)
    {
        if (source.Need(word, "\"from\": [0, 18, 65]") is not { } settings)
        {
            return null;
        }

        bool below = settings.OptionalBoolean("below", false);
        var from = new List<int>();
        foreach (ConfigNode node in settings.List("from"))
        {
            if (node.Kind == ConfigKind.Number && int.TryParse(node.Literal, NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && first <= lastFrom && (from.Count == 0 || first > from[^1]))
            {
                from.Add(first);
            }
            else
            {
                source.Problems.Add(
                    node, "This is not a whole number greater than the one before it.",
                    $"Write rising whole numbers from 0 to {lastFrom.ToString(CultureInfo.InvariantCulture)}: each begins a band.");
                return null;
            }
        }

        if (below && from.Count > 0 && from[0] <= least)
        {
            settings.Report(
                "below", $"No number lies below {from[0].ToString(CultureInfo.InvariantCulture)}.",
                "Remove it, or begin the bands at a greater number.");
            return null;
        }

        int before = source.Problems.Reported;
        BandFloor.Check(source, word, settings.OptionalList("from"), from);
        return from.Count == 0 || source.Problems.Reported > before ? null
            : new Band(word, [.. from], least, most, below, source.BandLabels);
    }

    /// <summary>What a band means; null for a single number, and where the label says it.</summary>
    private string? Meaning(int band)
    {
        string words = Label(_from[band], band + 1 < _from.Length ? _from[band + 1] - 1 : null, BandLabels.Words);
        return words == _labels[band] ? null : words;
    }

    private static string Label(int first, int? last, BandLabels labels) => (last, labels) switch
    {
        (null, BandLabels.Words) => string.Create(CultureInfo.InvariantCulture, $"{first} or more"),
        (null, _) => first.ToString(CultureInfo.InvariantCulture) + "+",
        _ when last == first => first.ToString(CultureInfo.InvariantCulture),
        (_, BandLabels.Words) => string.Create(CultureInfo.InvariantCulture, $"{first} to {last}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{first}{Dash}{last}"),
    };
}
