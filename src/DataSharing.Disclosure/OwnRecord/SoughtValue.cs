using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>A direct value that is looked for, folded and cut into words once.</summary>
/// <param name="kind">What its field holds.</param>
/// <param name="text">The value.</param>
internal sealed class SoughtValue(DirectKind kind, string text)
{
    private List<string>? _words;
    private List<string>? _names;
    private List<string[]>? _forms;

    public DirectKind Kind { get; } = kind;

    public string Text { get; } = text;

    public FoldedText Folded { get; } = Spelling.Fold(text);

    /// <summary>As <see cref="Spelling.WordsOf(string)"/>; nobody changes them.</summary>
    public List<string> Words => _words ??= Spelling.WordsOf(Folded);

    /// <summary>The words that can be names; nobody changes them.</summary>
    public List<string> Names => _names ??= NameSearch.NamesOf(this);

    /// <summary>As <see cref="Spelling.FormsOf(string)"/>; nobody changes them.</summary>
    public List<string[]> Forms => _forms ??= Spelling.FormsOf(Text, Words);

    /// <summary>Prints nothing of the value.</summary>
    public override string ToString() => "(direct value)";
}
