using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Gateway.Holders;

/// <summary>One column of a file that was sent, as the profile of then describes it.</summary>
internal sealed class SentColumn
{
    private const string Token = "pseudonym";

    private readonly ReleasedColumn _column;
    private readonly FieldSubject[] _about;

    /// <summary>Takes the column.</summary>
    /// <param name="column">The column, as the profile of then had it.</param>
    /// <param name="meaning">What it means, in a sentence.</param>
    /// <param name="today">What today's dictionary says of its field: whom or what it is about.</param>
    public SentColumn(ReleasedColumn column, string meaning, FieldSubject today)
    {
        _column = column;
        Meaning = meaning;
        _about = [.. new[] { column.Field.About, today }.Where(about => about != FieldSubject.Unsaid).Distinct()];
    }

    /// <summary>Its heading in the file.</summary>
    public string Heading => _column.Heading;

    /// <summary>What it means, in a sentence.</summary>
    public string Meaning { get; }

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
