namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The words under which a closed list is stored. They are listed, not made from the names of the members: a renamed member must not change
/// what the ledger says.
/// </summary>
internal sealed class Words<T>
    where T : struct, Enum
{
    private readonly Dictionary<T, string> _words = [];
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    public Words(params (T Value, string Word)[] pairs)
    {
        foreach ((T value, string word) in pairs)
        {
            _words.Add(value, word);
            _values.Add(word, value);
        }
    }

    public string Of(T value) => _words[value];

    /// <exception cref="FormatException">The word is none of the list; the message does not repeat it.</exception>
    public T Read(string word) =>
        _values.TryGetValue(word, out T value) ? value : throw new FormatException($"A word in the ledger is no {typeof(T).Name}.");
}
