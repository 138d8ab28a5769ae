namespace DataSharing.Gateway.Files;

/// <summary>A manifest is not one that this program wrote. The message has nothing of it.</summary>
internal sealed class ManifestException : Exception
{
    internal ManifestException(string message)
        : base(message)
    {
    }
}
