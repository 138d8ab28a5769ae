namespace DataSharing.Disclosure.Profile;

/// <summary>What a force gets on a night with nothing to tell it.</summary>
public enum EmptyNight
{
    /// <summary>A file with the header only, and its manifest: silence then means a fault.</summary>
    HeaderOnly,

    /// <summary>A manifest that names no file.</summary>
    ManifestOnly,

    /// <summary>Nothing; no sequence is used.</summary>
    None,
}
