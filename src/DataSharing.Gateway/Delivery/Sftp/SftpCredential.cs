namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>How a session logs in: one method, never a second one to fall back to. Holds names of files, never a secret.</summary>
internal abstract record SftpCredential;

/// <summary>A private key, kept safe by the file's mode.</summary>
/// <param name="KeyFile">Path of the key. The file must not be accessible to group or others.</param>
/// <param name="PassphraseFile">Path of the file whose first line is the key's passphrase; null for a key without one. Kept safe like the
/// key.</param>
internal sealed record PrivateKeyCredential(string KeyFile, string? PassphraseFile = null) : SftpCredential;

/// <summary>A password.</summary>
/// <param name="PasswordFile">Path of the file whose first line is the password. It must not be accessible to group or others.</param>
internal sealed record PasswordCredential(string PasswordFile) : SftpCredential;
