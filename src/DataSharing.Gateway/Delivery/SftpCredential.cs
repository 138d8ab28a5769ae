namespace DataSharing.Gateway.Delivery;

/// <summary>How a session logs in. Holds names of files, never a secret.</summary>
public abstract record SftpCredential;

/// <summary>A private key without a passphrase, kept safe by the file's mode.</summary>
/// <param name="KeyFile">Path of the key. The file must not be accessible to group or others.</param>
public sealed record PrivateKeyCredential(string KeyFile) : SftpCredential;
