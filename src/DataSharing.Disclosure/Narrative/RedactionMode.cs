namespace DataSharing.Disclosure.Narrative;

/// <summary>How much is masked of a text.</summary>
public enum RedactionMode
{
    /// <summary>What reads like something identifying is masked.</summary>
    Standard,

    /// <summary>What is not known to be safe is masked.</summary>
    Strict,
}
