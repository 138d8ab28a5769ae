using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Narrative.Lists;

namespace DataSharing.Disclosure.Narrative;

/// <summary>How texts for one force are redacted: the profile's <c>narrative</c> block, with the word lists and the terms that stay.</summary>
public sealed class NarrativeRules
{
    private static readonly IReadOnlyDictionary<string, RedactionMode> Modes = new Dictionary<string, RedactionMode>
    {
        ["standard"] = RedactionMode.Standard,
        ["strict"] = RedactionMode.Strict,
    };

    private readonly Lazy<Redactor> _redactor;
    private readonly Lazy<Redactor> _strict;

    private NarrativeRules(Func<WordLists> words, RedactionMode mode, bool isNumbered, KeepTerms keep)
    {
        Mode = mode;
        IsNumbered = isNumbered;
        Keep = keep;
        // Most runs look at no text, so the lists are read when the first one comes.
        _redactor = new Lazy<Redactor>(() => new Redactor(words(), mode, keep, isNumbered));
        _strict = new Lazy<Redactor>(() => new Redactor(words(), RedactionMode.Strict, keep));
    }

    /// <summary>How much is masked.</summary>
    public RedactionMode Mode { get; }

    /// <summary>Whether the people of a text are told apart: <c>[PERSON 1]</c>, <c>[PERSON 2]</c>.</summary>
    public bool IsNumbered { get; }

    /// <summary>The terms that stay: the controller's list, or the built-in one where it has none, and the profile's own.</summary>
    public KeepTerms Keep { get; }

    /// <summary>Makes proposals.</summary>
    internal Redactor Redactor => _redactor.Value;

    /// <summary>Looks at a text that somebody approved, whatever the mode.</summary>
    internal Redactor Strict => _strict.Value;

    /// <summary>Reads the block; without one texts are redacted in standard mode. Problems are the document's.</summary>
    /// <param name="block">The profile's <c>narrative</c>, or null.</param>
    /// <param name="shared">The terms that stay for every force.</param>
    /// <param name="words">Gives the word lists; asked when the first text is looked at.</param>
    public static NarrativeRules Parse(ConfigObject? block, KeepTerms shared, Func<WordLists> words)
    {
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(words);
        if (block is null)
        {
            return new NarrativeRules(words, RedactionMode.Standard, false, shared);
        }

        RedactionMode mode = block.OptionalChoice("mode", Modes, RedactionMode.Standard);
        bool numbered = block.OptionalBoolean("numbered", false);
        IReadOnlyList<string> keep = block.OptionalTexts("keep", "Maccabi GB");
        block.Done();
        return new NarrativeRules(words, mode, numbered, shared.With(keep));
    }
}
