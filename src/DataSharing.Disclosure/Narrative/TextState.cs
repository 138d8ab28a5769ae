namespace DataSharing.Disclosure.Narrative;

/// <summary>Where a text stands that leaves redacted.</summary>
public enum TextState
{
    /// <summary>Nobody decided about the text as it is now; it does not leave, unless the profile releases texts that nobody read.</summary>
    Waiting,

    /// <summary>A person approved a redacted form of it, which leaves while the text stays as it is.</summary>
    Approved,

    /// <summary>A person rejected its proposal; nothing of it leaves.</summary>
    Rejected,
}
