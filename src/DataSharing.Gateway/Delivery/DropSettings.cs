using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Delivery;

/// <summary>A force's SFTP inbox, as its profile describes it. There is no setting that switches host key checking off.</summary>
public sealed partial class DropSettings
{
    private DropSettings(SftpEndpoint endpoint, string folder)
    {
        Endpoint = endpoint;
        Folder = folder;
    }

    /// <summary>The server, the account and the pinned host keys.</summary>
    public SftpEndpoint Endpoint { get; }

    /// <summary>The folder on the server, relative to where a session starts when it does not begin with a slash.</summary>
    public string Folder { get; }

    /// <summary>The last day on which the force's server takes the login key; null when none was agreed on.</summary>
    public DateOnly? LoginExpires { get; private init; }

    /// <summary>Reads the <c>drop</c> block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="force">The force's slug: the alias under which the host keys are pinned.</param>
    /// <param name="secretPath">Resolves a reference to a secret to a path, reporting what is wrong with it; null when it cannot be resolved here.</param>
    public static DropSettings? Parse(ConfigObject block, string force, Func<ConfigObject, string?> secretPath)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(secretPath);
        int before = block.Problems.All.Count;
        string? host = block.Text("host", "sftp.police.example", HostForm());
        int port = block.OptionalInteger("port", 1, 65535, 22);
        string? user = block.Text("user", "cst-upload", UserForm());
        string? folder = block.Text("folder", "inbox", FolderForm());
        var pins = new List<HostKeyPin>();
        foreach (ConfigNode node in block.List("hostKeys"))
        {
            if (block.CheckText(node, "ssh-ed25519 AAAAC3Nz…", HostKeyForm()) is { } line)
            {
                string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                pins.Add(new HostKeyPin(parts[0], parts[1]));
            }
        }

        string? keyFile = null;
        if (block.Object("login") is { } login)
        {
            if (login.Object("key") is { } key)
            {
                // A credential or variable that is not set here is no fault of the file; the delivery says so when it needs the key.
                keyFile = secretPath(key) ?? "";
            }

            login.Done();
        }

        DateOnly? expires = block.OptionalDate("loginExpires");
        int connect = block.OptionalInteger("connectTimeoutSeconds", 2, 300, 15);
        int response = block.OptionalInteger("responseTimeoutSeconds", 5, 600, 60);
        block.Done();
        if (block.Problems.All.Count > before)
        {
            return null;
        }

        var timeouts = new SftpTimeouts(TimeSpan.FromSeconds(connect), TimeSpan.FromSeconds(response), KeepAliveSeconds: 10, KeepAliveCount: 3);
        var endpoint = new SftpEndpoint(force, host!, port, user!, pins, new PrivateKeyCredential(keyFile!), timeouts, Ciphers: null);
        return new DropSettings(endpoint, folder!) { LoginExpires = expires };
    }

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostForm();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._@\\-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserForm();

    [GeneratedRegex(@"^[\x20-\x7E]{1,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FolderForm();

    [GeneratedRegex(@"^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) +[A-Za-z0-9+/]{40,}={0,2}( .*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostKeyForm();
}
