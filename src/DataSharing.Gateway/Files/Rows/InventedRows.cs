using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Gateway.Files.Rows;

/// <summary>
/// Rows that are made from a profile alone, each cell one that its column can have. There is no way to put anything else into one, so that
/// nothing of an incident can be in a file of them.
/// </summary>
internal sealed class InventedRows
{
    private const int Rows = 3;

    private readonly IReadOnlyList<IReadOnlyList<string>> _rows;

    private InventedRows(ForceProfile profile)
    {
        _rows = profile.Examples(Rows);
        Layout = profile.Layout;
    }

    /// <summary>How they are written.</summary>
    public FileLayout Layout { get; }

    /// <summary>How many there are: all of them are new.</summary>
    public RowCounts Counts => new(_rows.Count, 0, 0, 0);

    /// <summary>Invents them.</summary>
    public static InventedRows Of(ForceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new InventedRows(profile);
    }

    /// <summary>The bytes of each row; valid until the next one is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Lines()
    {
        using var lines = new CsvLines(Layout);
        foreach (IReadOnlyList<string> row in _rows)
        {
            yield return lines.Invented(row);
        }
    }
}
