using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery;

/// <summary>A force's SFTP inbox, as its profile describes it. There is no setting that switches host key checking off.</summary>
internal sealed partial class DropSettings
{
    private const int DefaultPort = 22;

    private static readonly Dictionary<string, SftpEngine> Engines = new(
        StringComparer.Ordinal) { ["sshnet"] = SftpEngine.SshNet, ["openssh"] = SftpEngine.OpenSsh };
    private static readonly Dictionary<string, PublishBy> Ways = new(
        StringComparer.Ordinal) { ["rename"] = PublishBy.Rename, ["direct"] = PublishBy.Direct };
    private static readonly Dictionary<string, bool> Verifications = new(StringComparer.Ordinal) { ["size"] = false, ["hash"] = true };
    private static readonly Dictionary<string, bool> Syncs = new(StringComparer.Ordinal) { ["offered"] = false, ["required"] = true };
    private static readonly Dictionary<string, bool> TemporaryNames = new(StringComparer.Ordinal) { ["suffix"] = false, ["dot"] = true };

    private DropSettings(SftpEndpoint endpoint, string folder)
    {
        Endpoint = endpoint;
        Folder = folder;
    }

    /// <summary>The server, the account and the pinned host keys.</summary>
    public SftpEndpoint Endpoint { get; }

    /// <summary>Whether the profile names the engine itself; otherwise it is the default one.</summary>
    public bool NamesEngine { get; private init; }

    /// <summary>The folder on the server, relative to where a session starts when it does not begin with a slash.</summary>
    public string Folder { get; }

    /// <summary>The last day on which the force's server takes the login key; null when none was agreed on.</summary>
    public DateOnly? LoginExpires { get; private init; }

    /// <summary>How a file gets its final name.</summary>
    public PublishBy Publish { get; private init; }

    /// <summary>Whether a file is read back and compared before it gets its final name.</summary>
    public bool ReadBack { get; private init; }

    /// <summary>
    /// Whether a server that does not confirm that a file is on its disk fails the delivery, instead of giving weaker evidence.
    /// </summary>
    public bool RequireSync { get; private init; }

    /// <summary>Whether the temporary name begins with a dot as well, for forces whose collector looks at the end of names only.</summary>
    public bool DotTemporary { get; private init; }

    /// <summary>Whether the files of the login are there and may be used; whether the server takes it, only the server says.</summary>
    public bool IsLoginReadable() => Endpoint.Credential switch
    {
        PrivateKeyCredential key => SecretFile.IsUsable(key.KeyFile) && (key.PassphraseFile is null || SecretFile.IsUsable(key.PassphraseFile)),
        PasswordCredential password => SecretFile.IsUsable(password.PasswordFile),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Reads the <c>drop</c> block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="force">The force's slug: the alias under which the host keys are pinned.</param>
    /// <param name="secretPath">Resolves a reference to a secret to a path, reporting what is wrong with it; null when it cannot be
    /// resolved here.</param>
    public static DropSettings? Parse(ConfigObject block, string force, Func<ConfigObject, string?> secretPath)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(secretPath);
        int before = block.Problems.All.Count;
        string? host = block.Text("host", "sftp.police.example");
        int port = ReadPort(block);
        string? user = block.Text("user", "cst-upload");
        string? folder = block.Text("folder", "inbox", FolderForm());
        List<HostKeyPin> pins = ReadKeys(block, block.List("hostKeys"));
        List<HostKeyPin> revoked = ReadKeys(block, block.OptionalList("revokedHostKeys"));
        if (pins.FirstOrDefault(revoked.Contains) is { } both)
        {
            block.Report(
                "revokedHostKeys", $"The key {both.Sha256} is pinned and revoked.",
                "A revoked key is never accepted again: take it out of hostKeys.");
        }

        DateOnly? expires = block.OptionalDate("loginExpires");
        SftpCredential? credential = block.Object("login") is { } login ? ReadLogin(login, secretPath) : null;
        SftpEngine engine = block.OptionalChoice("engine", Engines, SftpEngine.SshNet);
        PublishBy publish = block.OptionalChoice("publish", Ways, PublishBy.Rename);
        bool readBack = block.OptionalChoice("verify", Verifications, false);
        bool requireSync = block.OptionalChoice("sync", Syncs, false);
        if (requireSync && engine == SftpEngine.SshNet)
        {
            block.Report(
                "sync", "The engine sshnet cannot ask a server to confirm that a file is on its disk.",
                "Use \"offered\", or the engine \"openssh\".");
        }

        bool dot = block.OptionalChoice("temporaryName", TemporaryNames, false);
        int connect = block.OptionalInteger("connectTimeoutSeconds", 2, 300, 15);
        int response = block.OptionalInteger("responseTimeoutSeconds", 5, 600, 60);
        block.Done();
        var timeouts = new SftpTimeouts(
            TimeSpan.FromSeconds(connect), TimeSpan.FromSeconds(response), KeepAliveSeconds: 10, KeepAliveCount: 3);
        var endpoint = new SftpEndpoint(force, host ?? "", port, user ?? "", pins, credential!, timeouts, Ciphers: null, revoked, engine);
        ReportUnusable(block, endpoint);
        return block.Problems.All.Count > before ? null : new DropSettings(endpoint, folder!)
        {
            NamesEngine = block.Has("engine"), Publish = publish, ReadBack = readBack, RequireSync = requireSync, DotTemporary = dot,
                LoginExpires = expires,
        };
    }

    /// <summary>
    /// What the engines would refuse when they connect is told when the profile is read. What is not there has been told already.
    /// </summary>
    private static void ReportUnusable(ConfigObject block, SftpEndpoint endpoint)
    {
        foreach (SftpEndpointProblem problem in endpoint.Problems())
        {
            string member = problem.Name switch
            {
                nameof(SftpEndpoint.UserName) => "user",
                string name => char.ToLowerInvariant(name[0]) + name[1..],
            };
            if (problem.Value.Length > 0 && (member != "hostKeys" || endpoint.HostKeys.Count > 0))
            {
                block.Report(member, $"\"{problem.Value}\" cannot be used here.", $"Write {problem.Allowed}.");
            }
        }
    }

    private static int ReadPort(ConfigObject block)
    {
        if (block.Find("port") is { Kind: ConfigKind.Number, Literal: "0" } port)
        {
            block.Problems.Add(port, "No server has the port 0.", "Write the port that the force named, or leave the member out for 22.");
            return DefaultPort;
        }

        return block.OptionalInteger("port", 1, 65535, DefaultPort);
    }

    private static List<HostKeyPin> ReadKeys(ConfigObject block, IReadOnlyList<ConfigNode> lines)
    {
        var keys = new List<HostKeyPin>();
        foreach (ConfigNode node in lines)
        {
            if (block.CheckText(node, "ssh-ed25519 AAAAC3Nz…") is not { } line)
            {
                continue;
            }

            if (NotAKey(line) is { } what)
            {
                block.Problems.Add(node, what.Message, what.Fix);
                continue;
            }

            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var pin = new HostKeyPin(parts[0], parts[1]);
            if (pin.IsWellFormed)
            {
                keys.Add(pin);
            }
            else
            {
                block.Problems.Add(
                    node, $"This is no whole {pin.Algorithm} key: it is cut, or is a key of another kind.", $"Write {HostKeyPin.Form}.");
            }
        }

        return keys;
    }

    /// <summary>What is written most often in the place of a key; null where the line begins as a key does.</summary>
    private static (string Message, string Fix)? NotAKey(string line) =>
        line.Contains("PRIVATE KEY", StringComparison.Ordinal)
            ? ("This is a private key.",
            "It is a secret and stays out of every profile. Write the server's public key, as in its .pub file.")
        : Fingerprint().IsMatch(line)
        ? ("This is a fingerprint, which is not the key.",
        "Ask the force for the full public key, and compare its fingerprint with this one: ssh-keygen -l -f FILE.pub.")
        : ScannedLine().Match(line) is { Success: true } scanned
        ? ("This is a line of ssh-keyscan or known_hosts, with the server's name before the key.",
        $"Leave out everything before {scanned.Groups["kind"].Value}.")
        : line.StartsWith('#') ? ("This is a comment of ssh-keyscan.", "Write the line with the key.")
        : HostKeyForm().IsMatch(line) ? null
        : KeyBegin().Match(line) is { Success: true } begun
        ? ($"This is no whole {begun.Groups["kind"].Value} key: it is cut, or has characters that no key has.", $"Write {HostKeyPin.Form}.")
        : ($"\"{line}\" is no host key.", $"Write {HostKeyPin.Form}, for example \"ssh-ed25519 AAAAC3Nz…\".");

    /// <summary>One method: a second one to fall back to would let a server choose which secret it is shown.</summary>
    private static SftpCredential? ReadLogin(ConfigObject login, Func<ConfigObject, string?> secretPath)
    {
        // A credential or variable that is not set here is no fault of the file; the delivery says so when it needs it.
        string? Path(string name) => login.OptionalObject(name) is { } reference ? secretPath(reference) ?? "" : null;
        string? key = Path("key");
        string? passphrase = Path("passphrase");
        string? password = Path("password");
        login.Done();
        if (key is null == password is null)
        {
            login.Problems.Add(
                login.Node, "A login is by exactly one of \"key\" and \"password\".",
                "Write for example \"key\": { \"file\": \"/etc/datasharing/met_ed25519\" }.");
            return null;
        }

        if (key is null && passphrase is not null)
        {
            login.Report("passphrase", "A passphrase belongs to a key, and this login is by password.", "Remove it.");
            return null;
        }

        return key is null ? new PasswordCredential(password!) : new PrivateKeyCredential(key, passphrase);
    }

    [GeneratedRegex(@"^[\x20-\x7E]{1,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FolderForm();

    [GeneratedRegex(@"(^|\s)(SHA256:[A-Za-z0-9+/]{20,}|(MD5:)?([0-9a-f]{2}:){15}[0-9a-f]{2})=?(\s|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Fingerprint();

    [GeneratedRegex(@"^[^\s#]\S*(\s+\S+)?\s+(?<kind>ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))\s+AAAA", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ScannedLine();

    [GeneratedRegex(@"^(?<kind>ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))(\s|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex KeyBegin();

    [GeneratedRegex(@"^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) +[A-Za-z0-9+/]{40,}={0,2}( .*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostKeyForm();
}
