namespace DataSharing.Disclosure.Narrative;

/// <summary>Finds one kind of identifying text. Keeps nothing of the text; takes time in proportion to it.</summary>
internal abstract class Recogniser
{
    /// <summary>Adds what it finds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mode">How much is masked.</param>
    /// <param name="masks">What was found before, and receives what is found now.</param>
    public abstract void Find(NarrativeText text, RedactionMode mode, Masks masks);
}
