using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Narrative;

namespace DataSharing.Gateway.Narrative;

/// <summary>How texts for one force are redacted: the profile's <c>narrative</c> block with the controller's keep list.</summary>
public sealed class NarrativeSettings
{
    private static readonly IReadOnlyDictionary<string, RedactionMode> Modes = new Dictionary<string, RedactionMode>
    {
        ["standard"] = RedactionMode.Standard,
        ["strict"] = RedactionMode.Strict,
    };

    private NarrativeSettings(RedactionMode mode, bool isNumbered, KeepTerms keep)
    {
        Mode = mode;
        IsNumbered = isNumbered;
        Keep = keep;
    }

    /// <summary>How much is masked.</summary>
    public RedactionMode Mode { get; }

    /// <summary>Whether the people of a text are told apart: <c>[PERSON 1]</c>, <c>[PERSON 2]</c>.</summary>
    public bool IsNumbered { get; }

    /// <summary>The terms that stay: the controller's list, or the built-in one where it has none, and the profile's own.</summary>
    public KeepTerms Keep { get; }

    /// <summary>Reads the block; without one texts are redacted in standard mode. Problems are the document's.</summary>
    /// <param name="block">The profile's <c>narrative</c>, or null.</param>
    /// <param name="controllerList">The text of the controller's <c>reference/narrative-keep.txt</c>, or null.</param>
    public static NarrativeSettings Parse(ConfigObject? block, string? controllerList)
    {
        KeepTerms shared = controllerList is null ? BuiltInWords.Keep : BuiltInWords.KeepWith(controllerList);
        if (block is null)
        {
            return new NarrativeSettings(RedactionMode.Standard, false, shared);
        }

        RedactionMode mode = block.OptionalChoice("mode", Modes, RedactionMode.Standard);
        bool numbered = block.OptionalBoolean("numbered", false);
        IReadOnlyList<string> keep = block.OptionalTexts("keep", "Maccabi GB");
        block.Done();
        return new NarrativeSettings(mode, numbered, shared.With(keep));
    }
}
