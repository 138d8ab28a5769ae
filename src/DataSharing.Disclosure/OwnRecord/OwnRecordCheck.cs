using System.Collections.Frozen;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>
/// Looks for the direct values of a record, its linked persons' included, in what is about to be released of it as open text. A hit holds
/// the row back. Closed cells are never looked at: they come from closed sets, and a surname that is also a town must not hold a town back.
/// Source: design, section 4.
/// </summary>
internal sealed class OwnRecordCheck
{
    private const int ShortestName = 3;

    private readonly FrozenSet<string> _keep;
    private readonly NameSearch _names;
    private readonly PlaceSearch _places;
    private readonly NetSearch _net;

    /// <param name="keep">Words that are no names unless they stand beside one, in small letters.</param>
    public OwnRecordCheck(FrozenSet<string> keep)
    {
        _keep = keep;
        _names = new NameSearch(keep);
        _places = new PlaceSearch(keep);
        _net = new NetSearch(keep);
    }

    /// <summary>The field because of which the row is held back; null when nothing was found.</summary>
    /// <param name="direct">The direct values of the record.</param>
    /// <param name="open">The open cells of the row that have a value, in column order, with their fields.</param>
    /// <param name="places">The place cells released in the row.</param>
    public string? Find(
        List<(DirectKind Kind, string Value)> direct, IReadOnlyList<(string Field, string Text)> open, IReadOnlyCollection<string> places)
    {
        if (direct.Count == 0)
        {
            return null;
        }

        SoughtValue[] values = new SoughtValue[direct.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new SoughtValue(direct[i].Kind, direct[i].Value);
        }

        // Together: a name may begin in one and end in the next.
        if (!IsIn(string.Join('\n', open.Select(cell => cell.Text)), values, places))
        {
            return null;
        }

        return (open.Count == 1 ? open[0] : open.FirstOrDefault(cell => IsIn(cell.Text, values, places), open[0])).Field;
    }

    private bool IsIn(string open, SoughtValue[] values, IReadOnlyCollection<string> places)
    {
        var text = new OpenText(open);
        var released = new ReleasedPlaces(text, places);
        // Words that are names and nothing else: beside one of them, a word of the keep list is a name too.
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SoughtValue value in values)
        {
            if (value.Kind is DirectKind.PersonName or DirectKind.Any)
            {
                names.UnionWith(
                    value.Names.FindAll(word => word.Length >= ShortestName && !_keep.Contains(word) && !released.Contains([word])));
            }
        }

        return Array.Exists(values, value => IsIn(text, value, released, names));
    }

    private bool IsIn(OpenText text, SoughtValue value, ReleasedPlaces released, HashSet<string> names)
    {
        DirectKind kind = value.Kind;
        Patterns.FoldedText folded = value.Folded;
        List<string> words = value.Words;
        if (words.Count == 0)
        {
            return false;
        }

        return _places.HasSequence(text, words, released) || HasFigures(text, kind, folded) || HasCode(text, kind, words)
            || _net.IsIn(text, kind, folded.Text.ToLowerInvariant()) || HasName(text, value, released, names)
            || HasAddress(text, value, released);
    }

    /// <summary>
    /// Whether a person's or an organisation's name stands in the text. Of an organisation with several words each may be an ordinary one.
    /// </summary>
    private bool HasName(OpenText text, SoughtValue value, ReleasedPlaces released, HashSet<string> names) =>
        Is(value.Kind, DirectKind.PersonName, DirectKind.Organisation)
        && _names.IsIn(
            text, value, value.Kind != DirectKind.Organisation
        || value.Words.Count == 1, value.Kind != DirectKind.PersonName, released, names);

    /// <summary>Whether a part of an address stands in the text; the parts of an organisation's name are those of an address.</summary>
    private bool HasAddress(OpenText text, SoughtValue value, ReleasedPlaces released) =>
        Is(value.Kind, DirectKind.Address, DirectKind.Organisation)
            && _places.HasPart(text, value.Text, value.Kind == DirectKind.Any, released);

    /// <summary>Whether the value's telephone, number, day or coordinates stand in the text.</summary>
    private static bool HasFigures(OpenText text, DirectKind kind, Patterns.FoldedText folded)
    {
        if (Is(kind, DirectKind.Phone) && NumberSearch.HasPhone(text, folded.Numbers))
        {
            return true;
        }

        DateOnly? day = Is(kind, DirectKind.Date) ? Patterns.WrittenDay.Of(folded.Text) : null;
        bool isNumber = day is null && kind is not (DirectKind.PersonName or DirectKind.Organisation);
        return (isNumber && NumberSearch.HasNumber(text, folded.Numbers))
            || (day is not null && DaySearch.HasDay(text, day.Value))
            || (Is(kind, DirectKind.Number) && NumberSearch.HasCoordinate(text, folded.Text));
    }

    /// <summary>Whether the value's postcode or number plate stands in the text.</summary>
    private static bool HasCode(OpenText text, DirectKind kind, List<string> words) =>
        (Is(kind, DirectKind.Postcode, DirectKind.Address, DirectKind.Organisation)
            && PlaceSearch.HasPostcode(text, kind == DirectKind.Postcode, words))
        || (Is(kind, DirectKind.Plate) && PlaceSearch.HasPlate(text, kind == DirectKind.Plate, words));

    private static bool Is(DirectKind kind, params ReadOnlySpan<DirectKind> kinds) => kind == DirectKind.Any || kinds.Contains(kind);
}
