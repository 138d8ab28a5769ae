using System.Collections.Frozen;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>
/// Looks for the direct values of a record, its linked persons' included, in what is about to be released of it as open text. A hit holds the row back.
/// Closed cells are never looked at: they come from closed sets, and a surname that is also a town must not hold a town back. Source: design, section 4.
/// </summary>
internal sealed class OwnRecordCheck
{
    private const int ShortestName = 3;

    private readonly FrozenSet<string> _keep;
    private readonly NameSearch _names;
    private readonly PlaceSearch _places;
    private readonly NetSearch _net;

    private readonly DirectValues _direct;

    /// <param name="direct">The direct values.</param>
    /// <param name="keep">Words that are no names unless they stand beside one, in small letters.</param>
    public OwnRecordCheck(DirectValues direct, FrozenSet<string> keep)
    {
        _direct = direct;
        _keep = keep;
        _names = new NameSearch(keep);
        _places = new PlaceSearch(keep);
        _net = new NetSearch(keep);
    }

    /// <summary>Why the row is held back, with the field because of which: <see cref="Reason.OwnRecord"/>, or a direct value that cannot be read; null when nothing was found.</summary>
    /// <param name="record">The record.</param>
    /// <param name="open">The open cells of the row that have a value, in column order, with their fields.</param>
    /// <param name="places">The place cells released in the row.</param>
    public (Reason Reason, string Field)? Find(IncidentRecord record, IReadOnlyList<(string Field, string Text)> open, IReadOnlyCollection<string> places)
    {
        List<(DirectKind Kind, string Value)> values = _direct.KindsOf(record, out DictionaryField? unreadable);
        if (unreadable is not null)
        {
            return (Reason.Unreadable, unreadable.Name);
        }

        if (values.Count == 0)
        {
            return null;
        }

        // Together: a name may begin in one and end in the next.
        if (!IsIn(string.Join('\n', open.Select(cell => cell.Text)), values, places))
        {
            return null;
        }

        (string Field, string Text) found = open.Count == 1 ? open[0] : open.FirstOrDefault(cell => IsIn(cell.Text, values, places), open[0]);
        return (Reason.OwnRecord, found.Field);
    }

    private bool IsIn(string open, List<(DirectKind Kind, string Value)> values, IReadOnlyCollection<string> places)
    {
        var text = new OpenText(open);
        var released = new ReleasedPlaces(text, places);
        // Words that are names and nothing else: beside one of them, a word of the keep list is a name too.
        var names = values.Where(value => value.Kind is DirectKind.PersonName or DirectKind.Any).SelectMany(value => NameSearch.NamesOf(value.Value))
            .Where(word => word.Length >= ShortestName && !_keep.Contains(word) && !released.Contains([word])).ToHashSet(StringComparer.Ordinal);
        return values.Exists(value => IsIn(text, value.Kind, value.Value, released, names));
    }

    private bool IsIn(OpenText text, DirectKind kind, string value, ReleasedPlaces released, HashSet<string> names)
    {
        Patterns.FoldedText folded = Spelling.Fold(value);
        List<string> words = [.. Word.Cut(folded.Text).Select(word => word.Text)];
        if (words.Count == 0)
        {
            return false;
        }

        DateOnly? day = Is(kind, DirectKind.Date) ? DaySearch.DayOf(folded.Text) : null;
        return _places.HasSequence(text, words, released)
            || (Is(kind, DirectKind.Phone) && NumberSearch.HasPhone(text, folded.Numbers))
            || (day is null && kind is not (DirectKind.PersonName or DirectKind.Organisation) && NumberSearch.HasNumber(text, folded.Numbers))
            || (day is not null && DaySearch.HasDay(text, day.Value))
            || (Is(kind, DirectKind.Number) && NumberSearch.HasCoordinate(text, folded.Text))
            || (Is(kind, DirectKind.Postcode, DirectKind.Address, DirectKind.Organisation) && PlaceSearch.HasPostcode(text, kind == DirectKind.Postcode, words))
            || (Is(kind, DirectKind.Plate) && PlaceSearch.HasPlate(text, kind == DirectKind.Plate, words))
            || _net.IsIn(text, kind, folded.Text.ToLowerInvariant())
            // Of an organisation with several words each may be an ordinary one, and its parts are those of an address.
            || (Is(kind, DirectKind.PersonName, DirectKind.Organisation) && _names.IsIn(text, value, kind != DirectKind.Organisation || words.Count == 1, kind != DirectKind.PersonName, released, names))
            || (Is(kind, DirectKind.Address, DirectKind.Organisation) && _places.HasPart(text, value, kind == DirectKind.Any, released));
    }

    private static bool Is(DirectKind kind, params ReadOnlySpan<DirectKind> kinds) => kind == DirectKind.Any || kinds.Contains(kind);
}
