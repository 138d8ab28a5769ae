using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace DataSharing.Gateway.Delivery;

/// <summary>
/// The ssh command for one endpoint. The first occurrence of an option wins in ssh and there are no free-form options, so nothing
/// can loosen what stands here. Relative names are in the private folder that is ssh's working directory.
/// </summary>
internal static partial class SshCommandLine
{
    public const string KnownHostsFile = "known_hosts";
    public const string LogFile = "ssh.log";

    private static readonly TimeSpan LongestLimit = TimeSpan.FromHours(1);

    // Without chacha20: it costs more time and, against servers without strict key exchange, is open to CVE-2023-48795.
    private static readonly string[] DefaultCiphers = ["aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes128-ctr"];

    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>: a value of the endpoint cannot be used.</exception>
    public static void Require(SftpEndpoint endpoint)
    {
        Require(ProfileIdPattern().IsMatch(endpoint.ProfileId), "ProfileId", endpoint.ProfileId, "1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit");
        Require(HostPattern().IsMatch(endpoint.Host) || IsAddress(endpoint.Host), "Host", endpoint.Host, "a host name or an IP address, without port, user or spaces");
        Require(endpoint.Port is > 0 and <= 65535, "Port", Text(endpoint.Port), "1 to 65535");
        Require(UserPattern().IsMatch(endpoint.UserName), "UserName", endpoint.UserName, "1 to 64 letters, digits or . _ @ + -, the first a letter, digit or underscore");
        Require(endpoint.HostKeys.Count > 0, "HostKeys", "none", "at least one full public key of the server; there is no switch to do without");
        foreach (HostKeyPin pin in endpoint.HostKeys.Concat(endpoint.RevokedHostKeys ?? []))
        {
            Require(pin.IsWellFormed, "HostKeys", pin.Algorithm, "an algorithm and the full base64 public key of that algorithm, as in a .pub file");
        }

        foreach (string cipher in endpoint.Ciphers ?? [])
        {
            Require(CipherPattern().IsMatch(cipher), "Ciphers", cipher, "OpenSSH cipher names");
        }

        Require(endpoint.Ciphers is not { Count: 0 }, "Ciphers", "none", "at least one cipher, or null for the default");
        SftpTimeouts limits = endpoint.Timeouts;
        Require(limits.Connect >= TimeSpan.FromSeconds(1) && limits.Connect <= LongestLimit, "Timeouts.Connect", limits.Connect.ToString("c"), "1 s to 1 h");
        Require(limits.Response > TimeSpan.Zero && limits.Response <= LongestLimit, "Timeouts.Response", limits.Response.ToString("c"), "more than nothing, at most 1 h");
        Require(limits.KeepAliveSeconds is > 0 and <= 3600, "Timeouts.KeepAliveSeconds", Text(limits.KeepAliveSeconds), "1 to 3600");
        Require(limits.KeepAliveCount is > 0 and <= 100, "Timeouts.KeepAliveCount", Text(limits.KeepAliveCount), "1 to 100");
    }

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
        string[] login;
        ClearEnvironment(start);
        switch (endpoint.Credential)
        {
            case PrivateKeyCredential { PassphraseFile: { } passphrase } key:
                Add(start, "-i", key.KeyFile);
                AskPass.Offer(start, helper, AskPass.Passphrase, passphrase);
                login = ["BatchMode=no", "NumberOfPasswordPrompts=1", "PreferredAuthentications=publickey", "PasswordAuthentication=no"];
                break;
            case PrivateKeyCredential key:
                Add(start, "-i", key.KeyFile);
                login = ["BatchMode=yes", "PreferredAuthentications=publickey", "PasswordAuthentication=no"];
                break;
            case PasswordCredential password:
                AskPass.Offer(start, helper, AskPass.Password, password.PasswordFile);
                login = ["BatchMode=no", "NumberOfPasswordPrompts=1", "PreferredAuthentications=password", "PubkeyAuthentication=no"];
                break;
            default:
                throw new SftpException(SftpFailure.Configuration, $"The SFTP login of {endpoint.ProfileId} must be by private key or by password; no other way is supported.");
        }

        string[] options =
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
        ];
        foreach (string option in options)
        {
            Add(start, "-o", option);
        }

        Add(start, "-s", "--", endpoint.Host, "sftp");
        return start;
    }

    /// <summary>Leaves ssh and its like three variables: an agent, askpass program or proxy named in our own environment must not reach them.</summary>
    public static void ClearEnvironment(ProcessStartInfo start)
    {
        ChildEnvironment.Clear(start);
        start.Environment["LC_ALL"] = "C";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsAddress(string host) => IPAddress.TryParse(host, out _) && !host.AsSpan().ContainsAny("%/[]");

    private static void Add(ProcessStartInfo start, params ReadOnlySpan<string> arguments)
    {
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
    }

    private static void Require(bool holds, string name, string value, string allowed)
    {
        if (!holds)
        {
            throw new SftpException(SftpFailure.Configuration, $"The SFTP endpoint cannot be used: {name} is {ServerText.Quote(value)}. Use {allowed}.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProfileIdPattern();

    [GeneratedRegex(@"\A(?=.{1,253}\z)[A-Za-z0-9][A-Za-z0-9_-]{0,62}(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._@+-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserPattern();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9@.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CipherPattern();
}
