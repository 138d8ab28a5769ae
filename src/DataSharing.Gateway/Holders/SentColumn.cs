using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Gateway.Holders;

/// <summary>One column of a file that was sent, as the profile of then describes it.</summary>
internal sealed class SentColumn
{
    private const string Token = "pseudonym";

    private readonly ReleasedColumn _column;
    private readonly ColumnDescription _described;
    private readonly FieldSubject[] _about;

    /// <summary>Takes the column.</summary>
    /// <param name="column">The column, as the profile of then had it.</param>
    /// <param name="described">How that profile describes it to whoever reads the file.</param>
    /// <param name="today">What today's dictionary says of its field: whom or what it is about.</param>
    public SentColumn(ReleasedColumn column, ColumnDescription described, FieldSubject today)
    {
        _column = column;
        _described = described;
        _about = [.. new[] { column.Field.About, today }.Where(about => about != FieldSubject.Unsaid).Distinct()];
    }

    /// <summary>Its heading in the file.</summary>
    public string Heading => _column.Heading;

    /// <summary>What it means, in a sentence.</summary>
    public string Meaning => _described.Meaning;

    /// <summary>A cell in words: what its code means, where the profile says so.</summary>
    /// <param name="cell">The cell as it stands in the file.</param>
    public string WordsOf(string cell) => _described.Values?.FirstOrDefault(value => value.Value == cell)?.Label ?? cell;

    /// <summary>
    /// Why a letter to a person of this role leaves it out; null where the letter has it. Where the dictionary of then and today's say
    /// different things, both must allow it.
    /// </summary>
    /// <param name="role">The person's role.</param>
    public string? LeftOutFor(FieldSubject role) =>
        _column.Field.Class == FieldClass.FreeText || _column.IsOpen ? "free text"
        : _column.TreatmentWord == Token ? "a token"
        : _about.Length == 0 ? "the dictionary does not say whom it is about"
        : _about.FirstOrDefault(about => about != role && about != FieldSubject.Event) is var other and not FieldSubject.Unsaid
            ? $"about the {other.ToString().ToLowerInvariant()}" : null;
}
