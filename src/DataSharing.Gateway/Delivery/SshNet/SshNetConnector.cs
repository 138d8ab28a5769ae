using System.Net.Sockets;
using System.Security.Cryptography;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;
using KeyOfLibrary = Renci.SshNet.PrivateKeyFile;

namespace DataSharing.Gateway.Delivery;

/// <summary>
/// Connects through the library SSH.NET, which trusts every host key unless it is told otherwise: here none is trusted but a pinned one. Safe for
/// concurrent use.
/// </summary>
public sealed class SshNetConnector : ISftpConnector
{
    private static readonly string[] DefaultCiphers = ["aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes128-ctr"];

    private readonly TimeProvider _clock;

    /// <summary>Creates a connector.</summary>
    /// <param name="clock">Measures the time limits.</param>
    public SshNetConnector(TimeProvider clock) => _clock = clock;

    /// <inheritdoc/>
    public async Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        SshCommandLine.Require(endpoint);
        SftpClient client = new(Describe(endpoint))
        {
            OperationTimeout = endpoint.Timeouts.Response,
            KeepAliveInterval = TimeSpan.FromSeconds(endpoint.Timeouts.KeepAliveSeconds),
        };
        HostKeyVerdict verdict = new(endpoint);
        client.HostKeyReceived += verdict.Decide;
        string? software = null;
        client.ServerIdentificationReceived += (_, e) => software = e.SshIdentification.SoftwareVersion;
        try
        {
            // The library bounds each read and not their sum: a server that drips bytes would hold it for ever.
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.Run(() => client.ConnectAsync(giveUp.Token), CancellationToken.None).WaitAsync(endpoint.Timeouts.Connect + endpoint.Timeouts.Response, _clock, ct);
        }
        catch (Exception e) when (e is not SftpException)
        {
            bool loggedIn = client.ConnectionInfo.IsAuthenticated;
            Forget(client);
            ct.ThrowIfCancellationRequested();
            throw verdict.Refusal ?? (loggedIn ? ExplainAfterLogin(e, endpoint) : Explain(e, endpoint, software is not null));
        }

        if (verdict.Accepted is not { } accepted)
        {
            Forget(client);
            throw verdict.Refusal ?? new SftpException(SftpFailure.HostKey, $"SSH.NET connected to {endpoint.Host} without showing its host key. Nothing was sent.");
        }

        return new SshNetSession(client, endpoint.Timeouts, _clock, new SftpServerInfo(accepted, software is null ? null : ServerText.Printable(software), new HashSet<string>()));
    }

    /// <summary>Ends a client without waiting for it: ending may take as long as what it is in the middle of.</summary>
    internal static void Forget(SftpClient client) => _ = Task.Run(client.Dispose);

    private static ConnectionInfo Describe(SftpEndpoint endpoint)
    {
        AuthenticationMethod login = endpoint.Credential switch
        {
            PrivateKeyCredential key => new PrivateKeyAuthenticationMethod(endpoint.UserName, Load(key)),
            PasswordCredential password => new PasswordAuthenticationMethod(endpoint.UserName, SecretFile.ReadLine(password.PasswordFile, "password file")),
            _ => throw new SftpException(SftpFailure.Configuration, $"The SFTP login of {endpoint.ProfileId} must be by private key or by password; no other way is supported."),
        };
        ConnectionInfo info = new(endpoint.Host, endpoint.Port, endpoint.UserName, login) { Timeout = endpoint.Timeouts.Connect };
        IReadOnlyList<string> ciphers = endpoint.Ciphers ?? DefaultCiphers;
        Prefer(info.Encryptions, ciphers.Contains, dropOthers: true);
        if (info.Encryptions.Count == 0)
        {
            throw new SftpException(SftpFailure.Configuration, "SSH.NET has none of the ciphers that the endpoint names.");
        }

        // The pinned kinds first, so that a server with several keys shows the pinned one; the others stay, so that a server which has only those is refused by our own check.
        Prefer(info.HostKeyAlgorithms, name => name.Contains("-cert-", StringComparison.Ordinal) ? null : endpoint.HostKeys.Any(pin => KindOf(name) == pin.Algorithm));
        return info;
    }

    private static string KindOf(string algorithm) => algorithm.StartsWith("rsa-sha2-", StringComparison.Ordinal) ? "ssh-rsa" : algorithm;

    private static void Prefer<T>(IDictionary<string, T> offers, Func<string, bool> wanted, bool dropOthers) =>
        Prefer(offers, name => wanted(name) ? true : dropOthers ? null : false);

    /// <summary>Puts first what is true, then what is false, and drops what is null.</summary>
    private static void Prefer<T>(IDictionary<string, T> offers, Func<string, bool?> rank)
    {
        KeyValuePair<string, T>[] ordered = [.. offers.Where(offer => rank(offer.Key) is not null).OrderBy(offer => rank(offer.Key) == true ? 0 : 1)];
        offers.Clear();
        foreach ((string name, T value) in ordered)
        {
            offers.Add(name, value);
        }
    }

    private static KeyOfLibrary Load(PrivateKeyCredential key)
    {
        bool encrypted = PrivateKeyFile.Require(key.KeyFile, key.PassphraseFile is not null);
        string? passphrase = key.PassphraseFile is { } file ? SecretFile.ReadLine(file, "passphrase file") : null;
        try
        {
            return new KeyOfLibrary(key.KeyFile, encrypted ? passphrase : null);
        }
        catch (Exception e) when (e is SshException or CryptographicException or InvalidOperationException or NotSupportedException or FormatException or ArgumentException)
        {
            throw SecretFile.Fault(key.KeyFile, "private key file", encrypted
                ? $"is not opened by the passphrase in {key.PassphraseFile}, or is of a form that SSH.NET does not know. Put the key's passphrase in the first line of that file"
                : "cannot be loaded by SSH.NET: it is damaged or of a form that SSH.NET does not know");
        }
    }

    private static string Where(SftpEndpoint endpoint) => FormattableString.Invariant($"{endpoint.UserName}@{endpoint.Host} port {endpoint.Port}");

    private static SftpException Explain(Exception e, SftpEndpoint endpoint, bool spoke)
    {
        string where = Where(endpoint);
        return e switch
        {
            SshAuthenticationException => NotAccepted(where),
            // The words of OpenSSH. A server that sends them without cause is not tried again, and nothing else comes of it.
            SshConnectionException { DisconnectReason: DisconnectReason.NoMoreAuthenticationMethodsAvailable or DisconnectReason.IllegalUserName } => NotAccepted(where),
            SshConnectionException { Message: var words } when words.Contains("Too many authentication failures", StringComparison.Ordinal) => NotAccepted(where),
            TimeoutException or SshOperationTimeoutException or OperationCanceledException => spoke
                ? new SftpException(SftpFailure.Timeout, $"{where} began to connect and then did not answer in time.")
                : new SftpException(SftpFailure.Unreachable, $"No connection to {where}: the server did not answer in time."),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new SftpException(SftpFailure.Unreachable, $"No connection to {where}: the connection was refused."),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => new SftpException(SftpFailure.Unreachable, $"No connection to {where}: the host name cannot be resolved."),
            SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } => new SftpException(SftpFailure.Configuration, $"{where} shares no algorithm with this side, or the key exchange failed."),
            SocketException { SocketErrorCode: not SocketError.ConnectionReset } => new SftpException(SftpFailure.Unreachable, $"No connection to {where}: the connection cannot be made."),
            SshException or SocketException or IOException or ObjectDisposedException => new SftpException(SftpFailure.TurnedAway, $"No connection to {where}: the server closed the connection or does not speak SSH."),
            _ => new SftpException(SftpFailure.Protocol, $"No connection to {where}: SSH.NET could not make anything of its answer ({e.GetType().Name})."),
        };
    }

    private static SftpException NotAccepted(string where) =>
        new(SftpFailure.Authentication, $"{where} does not accept this login. It is not tried again, because that could lock the account.");

    /// <summary>The login was accepted, so what failed is the start of SFTP.</summary>
    private static SftpException ExplainAfterLogin(Exception e, SftpEndpoint endpoint)
    {
        string where = Where(endpoint);
        return e switch
        {
            // Text of a login script looks to the library like the beginning of a long packet, and it waits for the rest.
            TimeoutException or SshOperationTimeoutException or OperationCanceledException => new SftpException(SftpFailure.Timeout,
                $"{where} accepted the login and did not start SFTP in time. If it stays so, ask whether the login script or forced command of this user prints text."),
            SshConnectionException or SocketException or IOException => new SftpException(SftpFailure.ConnectionLost, $"{where} accepted the login and ended the connection."),
            SshException { Message: var words } when words.Contains("could not be executed", StringComparison.Ordinal) => new SftpException(SftpFailure.Configuration,
                $"{where} accepts the login but offers no SFTP. Ask for the sftp subsystem to be enabled for this user."),
            _ => new SftpException(SftpFailure.Protocol,
                $"{where} accepted the login and ended the session without starting SFTP. Ask for the forced command or SFTP server of this user to be checked."),
        };
    }

    /// <summary>Decides about the host key, and remembers what it decided: the library says only that the key exchange failed.</summary>
    private sealed class HostKeyVerdict(SftpEndpoint endpoint)
    {
        public string? Accepted { get; private set; }

        public SftpException? Refusal { get; private set; }

        public void Decide(object? sender, HostKeyEventArgs e)
        {
            e.CanTrust = false;
            string shown = "SHA256:" + Convert.ToBase64String(SHA256.HashData(e.HostKey)).TrimEnd('=');
            string where = FormattableString.Invariant($"{endpoint.UserName}@{endpoint.Host} port {endpoint.Port}");
            string? kind = Is(endpoint.RevokedHostKeys ?? [], e.HostKey) ? "is revoked"
                : Is(endpoint.HostKeys, e.HostKey) ? null
                : endpoint.HostKeys.Any(pin => pin.Algorithm == KindOf(e.HostKeyName)) ? "has changed" : "is not one of the pinned ones";
            if (kind is not null || Refusal is not null)
            {
                Refusal ??= new SftpException(SftpFailure.HostKey, $"The host key of {where} {kind}. It presents {shown}; pinned: {string.Join(", ", endpoint.HostKeys.Select(pin => pin.Sha256))}. "
                    + "Nothing was sent. Confirm the key with the force by another, known way before changing the pin.");
                return;
            }

            Accepted = shown;
            e.CanTrust = true;
        }

        private static bool Is(IEnumerable<HostKeyPin> pins, byte[] key) => pins.Any(pin => Convert.FromBase64String(pin.Base64Key).AsSpan().SequenceEqual(key));
    }
}
