using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Configuration;

/// <summary>
/// Where a secret is: never the secret itself. Written as <c>{ "file": "keys/cst-keys" }</c>, <c>{ "credential": "cst-keys" }</c> (a
/// systemd credential) or <c>{ "environment": "CST_KEYS_FILE" }</c> (a variable that holds a path).
/// </summary>
internal sealed class SecretReference
{
    private SecretReference(string description, string? path, bool isFile = false)
    {
        Description = description;
        Path = path;
        IsFile = isFile;
    }

    /// <summary>Whether it names the file itself, so that the file is at the same place for every command.</summary>
    public bool IsFile { get; }

    /// <summary>The reference in words, for messages.</summary>
    public string Description { get; }

    /// <summary>The file, as a full path; null when the credential or variable is not set here.</summary>
    public string? Path { get; }

    /// <summary>Reads a reference; a relative file is relative to the configuration folder.</summary>
    public static SecretReference? Parse(ConfigObject block, string folder)
    {
        ArgumentNullException.ThrowIfNull(block);
        string? file = block.OptionalText("file", "keys/cst-keys");
        string? credential = block.OptionalText("credential", "cst-keys");
        string? variable = block.OptionalText("environment", "CST_KEYS_FILE");
        block.Done();
        if (new[] { file, credential, variable }.Count(written => written is not null) != 1)
        {
            block.Problems.Add(
                block.Node, "A secret is named by exactly one of \"file\", \"credential\" and \"environment\".",
                "Write for example { \"file\": \"keys/cst-keys\" }.");
            return null;
        }

        if (file is not null)
        {
            return new SecretReference($"file {file}", System.IO.Path.GetFullPath(file, folder), isFile: true);
        }

        if (credential is not null)
        {
            string? credentials = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
            return new SecretReference(
                $"systemd credential {credential}", credentials is null ? null : System.IO.Path.GetFullPath(credential, credentials));
        }

        string? path = Environment.GetEnvironmentVariable(variable!);
        return new SecretReference(
            $"file named by the environment variable {variable}", string.IsNullOrEmpty(path) ? null
            : System.IO.Path.GetFullPath(path, folder));
    }
}
