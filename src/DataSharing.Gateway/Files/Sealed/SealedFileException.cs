namespace DataSharing.Gateway.Files.Sealed;

/// <summary>
/// A sealed file was altered, cut short or not finished, or the key is not the one it was sealed with. The message has no content.
/// </summary>
internal sealed class SealedFileException : Exception
{
    internal SealedFileException(string message)
        : base(message)
    {
    }
}
