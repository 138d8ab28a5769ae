namespace DataSharing.Gateway.Files;

/// <summary>What a manifest tells of the charity's journal, so that the force is a witness of it.</summary>
/// <param name="Hash">64 hexadecimal digits; null where there was nothing in the journal to tell of.</param>
internal sealed record ManifestHead(string? Hash);
