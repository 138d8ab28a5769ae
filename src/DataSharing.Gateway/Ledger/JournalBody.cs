using System.Globalization;
using System.Text.Json;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What a journal entry says, as a flat JSON object whose members are sorted by name. Takes names, counts, hashes and reasons; never a
/// cell.
/// </summary>
internal sealed class JournalBody
{
    private readonly SortedDictionary<string, string> _members = new(StringComparer.Ordinal);

    /// <summary>The members as JSON, by name.</summary>
    internal IReadOnlyDictionary<string, string> Members => _members;

    /// <summary>Adds a text, or null.</summary>
    public JournalBody With(string name, string? value) => Add(name, value is null ? "null" : $"\"{JsonEncodedText.Encode(value)}\"");

    /// <summary>Adds a whole number, or null.</summary>
    public JournalBody With(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture) ?? "null");

    /// <summary>The body as it is stored and hashed.</summary>
    internal string ToJson() =>
        "{" + string.Join(',', _members.Select(member => $"\"{JsonEncodedText.Encode(member.Key)}\":{member.Value}")) + "}";

    private JournalBody Add(string name, string json)
    {
        _members.Add(name, json);
        return this;
    }
}
