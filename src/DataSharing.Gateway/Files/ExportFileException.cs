namespace DataSharing.Gateway.Files;

/// <summary>An entry of the outbox is not what the ledger says, or cannot be opened. Nothing of it may be sent.</summary>
internal sealed class ExportFileException : Exception
{
    internal ExportFileException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
