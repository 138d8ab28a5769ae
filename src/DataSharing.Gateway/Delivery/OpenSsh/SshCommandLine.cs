using System.Diagnostics;
using System.Globalization;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Machine;

namespace DataSharing.Gateway.Delivery.OpenSsh;

/// <summary>
/// The ssh command for one endpoint. The first occurrence of an option wins in ssh and there are no free-form options, so nothing
/// can loosen what stands here. Relative names are in the private folder that is ssh's working directory.
/// </summary>
internal static class SshCommandLine
{
    public const string KnownHostsFile = "known_hosts";
    public const string LogFile = "ssh.log";

    /// <summary>Is there when ssh asked for something that no unattended login can answer.</summary>
    public const string AskedFile = "asked";

    // Without chacha20: it costs more time and, against servers without strict key exchange, is open to CVE-2023-48795.
    public static readonly string[] DefaultCiphers = ["aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes128-ctr"];

    public static string KnownHosts(SftpEndpoint endpoint) =>
        string.Concat(endpoint.HostKeys.Select(pin => $"{Alias(endpoint)} {pin.Algorithm} {pin.Base64Key}\n"))
        + string.Concat((endpoint.RevokedHostKeys ?? []).Select(pin => $"@revoked {Alias(endpoint)} {pin.Algorithm} {pin.Base64Key}\n"));

    public static string Alias(SftpEndpoint endpoint) => endpoint.ProfileId.ToLowerInvariant();

    /// <param name="program">The ssh program.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="folder">The private folder.</param>
    /// <param name="helper">Our own executable, which gives ssh the secret it asks for.</param>
    public static ProcessStartInfo Build(string program, SftpEndpoint endpoint, string folder, string helper)
    {
        ProcessStartInfo start = new(program) { WorkingDirectory = folder };
        Add(start, "-F", "none", "-p", Text(endpoint.Port), "-l", endpoint.UserName, "-E", LogFile);
        ClearEnvironment(start);
        foreach (string option in Options(endpoint, Login(start, endpoint, folder, helper)))
        {
            Add(start, "-o", option);
        }

        Add(start, "-s", "--", endpoint.Host, "sftp");
        return start;
    }

    /// <summary>Adds the key, or has ssh ask for the secret, and gives the options of that way to log in.</summary>
    /// <exception cref="SftpException">There is no such way.</exception>
    private static string[] Login(ProcessStartInfo start, SftpEndpoint endpoint, string folder, string helper)
    {
        switch (endpoint.Credential)
        {
            case PrivateKeyCredential { PassphraseFile: { } passphrase } key:
                Add(start, "-i", key.KeyFile);
                AskPass.Offer(start, helper, AskPass.Passphrase, passphrase, Path.Combine(folder, AskedFile));
                return ["BatchMode=no", "NumberOfPasswordPrompts=1", "PreferredAuthentications=publickey", "PasswordAuthentication=no"];
            case PrivateKeyCredential key:
                Add(start, "-i", key.KeyFile);
                return ["BatchMode=yes", "PreferredAuthentications=publickey", "PasswordAuthentication=no"];
            case PasswordCredential password:
                AskPass.Offer(start, helper, AskPass.Password, password.PasswordFile, Path.Combine(folder, AskedFile));
                return ["BatchMode=no", "NumberOfPasswordPrompts=1", "PreferredAuthentications=password", "PubkeyAuthentication=no"];
            default:
                throw new SftpException(
                    SftpFailure.Configuration,
                    $"The SFTP login of {endpoint.ProfileId} must be by private key or by password; no other way is supported.");
        }
    }

    private static string[] Options(SftpEndpoint endpoint, string[] login) =>
    [
        // DEBUG1 and not VERBOSE: only there does ssh name the server's software and host key.
        "LogLevel=DEBUG1",
        .. login,
        "KbdInteractiveAuthentication=no",
        "StrictHostKeyChecking=yes",
        $"UserKnownHostsFile={KnownHostsFile}",
        "GlobalKnownHostsFile=none",
        $"HostKeyAlias={Alias(endpoint)}",
        "UpdateHostKeys=no",
        "VerifyHostKeyDNS=no",
        "CheckHostIP=no",
        $"ConnectTimeout={Text((int)Math.Ceiling(endpoint.Timeouts.Connect.TotalSeconds))}",
        "ConnectionAttempts=1",
        $"ServerAliveInterval={Text(endpoint.Timeouts.KeepAliveSeconds)}",
        $"ServerAliveCountMax={Text(endpoint.Timeouts.KeepAliveCount)}",
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        "ForwardAgent=no",
        "ClearAllForwardings=yes",
        "PermitLocalCommand=no",
        "ProxyCommand=none",
        "ControlMaster=no",
        "ControlPath=none",
        "RequestTTY=no",
        "EscapeChar=none",
        $"Ciphers={string.Join(',', endpoint.Ciphers ?? DefaultCiphers)}",
        // ssh itself still offers the latter.
        "KexAlgorithms=-*-sha1",
        "MACs=-*sha1*,*md5*",
    ];

    /// <summary>
    /// Leaves ssh and its like three variables: an agent, askpass program or proxy named in our own environment must not reach them.
    /// </summary>
    public static void ClearEnvironment(ProcessStartInfo start)
    {
        ChildEnvironment.Clear(start);
        start.Environment["LC_ALL"] = "C";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Add(ProcessStartInfo start, params ReadOnlySpan<string> arguments)
    {
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
    }
}
