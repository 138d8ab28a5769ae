using System.Collections.Frozen;
using System.Net.Sockets;
using System.Security.Cryptography;
using DataSharing.Gateway.Delivery.OpenSsh;
using DataSharing.Gateway.Delivery.Sftp;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;
using Renci.SshNet.Security;
using KeyOfLibrary = Renci.SshNet.PrivateKeyFile;
using Refusal = Renci.SshNet.Common.SftpException;
using PrivateKeyFile = DataSharing.Gateway.Delivery.OpenSsh.PrivateKeyFile;
using SftpException = DataSharing.Gateway.Delivery.Sftp.SftpException;

namespace DataSharing.Gateway.Delivery.SshNet;

/// <summary>
/// Connects through the library SSH.NET, which trusts every host key unless it is told otherwise: here none is trusted but a pinned one.
/// Safe for concurrent use.
/// </summary>
internal sealed class SshNetConnector : ISftpConnector
{
    internal const string Advice = " Or try the other engine: \"engine\": \"openssh\" in the profile's drop.";

    private readonly TimeProvider _clock;

    /// <summary>Creates a connector.</summary>
    /// <param name="clock">Measures the time limits.</param>
    public SshNetConnector(TimeProvider clock) => _clock = clock;

    /// <inheritdoc/>
    public async Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        endpoint.RequireUsable();
        TimeSpan whole = endpoint.Timeouts.Connect + endpoint.Timeouts.Response;
        SftpArrivals arrivals = new();
        // The library's own limits are no shorter than ours: those of a connection are bounded here, and those of a session by the session.
        SftpClient client = new(
            Describe(endpoint, arrivals)) { OperationTimeout = whole,
            KeepAliveInterval = TimeSpan.FromSeconds(endpoint.Timeouts.KeepAliveSeconds) };
        HostKeyVerdict verdict = new(endpoint);
        client.HostKeyReceived += verdict.Decide;
        string? software = null;
        client.ServerIdentificationReceived += (_, e) =>
        {
            software = e.SshIdentification.SoftwareVersion;
            client.ConnectionInfo.Timeout = whole;
        };
        try
        {
            // The library bounds each read and not their sum: a server that drips bytes would hold it for ever.
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(ct);
            Task connecting = Task.Run(() => client.ConnectAsync(giveUp.Token), CancellationToken.None);
            if (await Task.WhenAny(connecting, arrivals.Refused).WaitAsync(whole, _clock, ct) == arrivals.Refused)
            {
                throw new SftpException(SftpFailure.Protocol, (await arrivals.Refused) + Advice);
            }

            await connecting;
            string accepted = verdict.Accepted
                ?? throw new SftpException(
                SftpFailure.HostKey, $"SSH.NET connected to {endpoint.Host} without showing its host key. Nothing was sent.");
            return new SshNetSession(
                client, arrivals, endpoint.Timeouts, _clock,
                new SftpServerInfo(accepted, software is null ? null : ServerText.Printable(software), Extensions(arrivals)));
        }
        catch (Exception e)
        {
            bool loggedIn = client.ConnectionInfo.IsAuthenticated;
            Forget(client);
            ct.ThrowIfCancellationRequested();
            throw verdict.Refusal
                ?? (e is SftpException ours ? ours : loggedIn ? ExplainAfterLogin(e, endpoint, arrivals)
                : Explain(e, endpoint, software is not null));
        }
    }

    /// <exception cref="SftpException">The server speaks another version than 3.</exception>
    private static FrozenSet<string> Extensions(SftpArrivals arrivals) =>
        (arrivals.First is { Type: SftpPacketType.Version } version ? SftpSession.ReadExtensions(version).Keys : Enumerable.Empty<string>())
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Ends a client without waiting for it: ending may take as long as what it is in the middle of.</summary>
    internal static void Forget(SftpClient client) => _ = Task.Run(client.Dispose);

    private static ConnectionInfo Describe(SftpEndpoint endpoint, SftpArrivals arrivals)
    {
        AuthenticationMethod login = endpoint.Credential switch
        {
            PrivateKeyCredential key => new PrivateKeyAuthenticationMethod(endpoint.UserName, new StrongSignatures(Load(key))),
            PasswordCredential password => ByPassword(endpoint, password),
            _ => throw new SftpException(
                SftpFailure.Configuration,
                $"The SFTP login of {endpoint.ProfileId} must be by private key or by password; no other way is supported."),
        };
        ConnectionInfo info = new(endpoint.Host, endpoint.Port, endpoint.UserName, login) { Timeout = endpoint.Timeouts.Connect };
        IReadOnlyList<string> ciphers = endpoint.Ciphers ?? SshCommandLine.DefaultCiphers;
        Prefer(info.Encryptions, ciphers.Contains, dropOthers: true);
        if (info.Encryptions.Count == 0)
        {
            throw new SftpException(SftpFailure.Configuration, "SSH.NET has none of the ciphers that the endpoint names.");
        }

        Prefer(info.KeyExchangeAlgorithms, IsStrong, dropOthers: true);
        Prefer(info.HmacAlgorithms, IsStrong, dropOthers: true);
        // The pinned kinds first, so that a server with several keys shows the pinned one; the others stay, so that a server which has only
        // those is refused by our own check.
        Prefer(info.HostKeyAlgorithms,
            name => name.Contains("-cert-", StringComparison.Ordinal) || !IsStrong(name) ? null
            : endpoint.HostKeys.Any(pin => KindOf(name) == pin.Algorithm));
        info.CompressionAlgorithms.Clear();
        info.CompressionAlgorithms.Add("none", arrivals.Look);
        return info;
    }

    /// <summary>
    /// The library still offers SHA-1 in key exchange, message codes and signatures (which is what a bare ssh-rsa means); ssh has given it
    /// up.
    /// </summary>
    private static bool IsStrong(string algorithm) =>
        !algorithm.EndsWith("-sha1", StringComparison.Ordinal) && !algorithm.Contains("sha1-", StringComparison.Ordinal)
            && !algorithm.Contains("md5", StringComparison.Ordinal)
        && !algorithm.StartsWith("ssh-rsa", StringComparison.Ordinal) && !algorithm.StartsWith("ssh-dss", StringComparison.Ordinal);

    private static PasswordAuthenticationMethod ByPassword(SftpEndpoint endpoint, PasswordCredential credential)
    {
        PasswordAuthenticationMethod login = new(endpoint.UserName, SecretFile.ReadLine(credential.PasswordFile, "password file"));
        // Without this the library sends the old password once more, and a second try can lock the account.
        login.PasswordExpired += (_, _) => throw new SftpException(SftpFailure.Authentication, SshConnector.NewPassword(endpoint));
        return login;
    }

    private static string KindOf(string algorithm) => algorithm.StartsWith("rsa-sha2-", StringComparison.Ordinal) ? "ssh-rsa" : algorithm;

    private static void Prefer<T>(IDictionary<string, T> offers, Func<string, bool> wanted, bool dropOthers) =>
        Prefer(offers, name => wanted(name) ? true : dropOthers ? null : false);

    /// <summary>Puts first what is true, then what is false, and drops what is null.</summary>
    private static void Prefer<T>(IDictionary<string, T> offers, Func<string, bool?> rank)
    {
        KeyValuePair<string, T>[] ordered = [
            .. offers.Where(offer => rank(offer.Key) is not null).OrderBy(offer => rank(offer.Key) == true ? 0 : 1)];
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
        KeyOfLibrary? alone = null;
        string certificate = key.KeyFile + "-cert.pub";
        try
        {
            alone = new KeyOfLibrary(key.KeyFile, encrypted ? passphrase : null);
            // As ssh does by itself.
            return File.Exists(certificate) ? new KeyOfLibrary(key.KeyFile, encrypted ? passphrase : null, certificate) : alone;
        }
        catch (Exception e) when (
            alone is not null && e is SshException or IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw SecretFile.Fault(
                certificate, "certificate",
                "stands beside the key and cannot be used: it is damaged, cannot be read, or is for another key. Put the key's own certificate there, or take it away");
        }
        catch (Exception e) when (
            e is SshException or CryptographicException or InvalidOperationException or NotSupportedException or FormatException or ArgumentException)
        {
            throw SecretFile.Fault(key.KeyFile, "private key file", encrypted
                ? $"is not opened by the passphrase in {key.PassphraseFile}, or is of a form that SSH.NET does not know. Put the key's passphrase in the first line of that file"
                : "cannot be loaded by SSH.NET: it is damaged or of a form that SSH.NET does not know");
        }
    }

    private static SftpException Explain(Exception e, SftpEndpoint endpoint, bool spoke)
    {
        string where = endpoint.Where;
        return e switch
        {
            SshAuthenticationException => NotAccepted(where),
            // The words of OpenSSH. A server that sends them without cause is not tried again, and nothing else comes of it.
            SshConnectionException { DisconnectReason: DisconnectReason.NoMoreAuthenticationMethodsAvailable or DisconnectReason.IllegalUserName } => NotAccepted(where),
            SshConnectionException { Message: var words } when words.Contains(
                "Too many authentication failures", StringComparison.Ordinal) => NotAccepted(where),
            TimeoutException or SshOperationTimeoutException or OperationCanceledException => spoke
                ? new SftpException(SftpFailure.Timeout, $"{where} began to connect and then did not answer in time.")
                : new SftpException(SftpFailure.Unreachable, $"No connection to {where}: the server did not answer in time."),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                new SftpException(SftpFailure.Unreachable, $"No connection to {where}: the connection was refused."),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
                new SftpException(SftpFailure.Unreachable, $"No connection to {where}: the host name cannot be resolved."),
            SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } =>
                new SftpException(SftpFailure.Configuration, $"{where} shares no algorithm with this side, or the key exchange failed."),
            SocketException { SocketErrorCode: not SocketError.ConnectionReset } =>
                new SftpException(SftpFailure.Unreachable, $"No connection to {where}: the connection cannot be made."),
            SshException or SocketException or IOException or ObjectDisposedException =>
                new SftpException(
                SftpFailure.TurnedAway, $"No connection to {where}: the server closed the connection or does not speak SSH.{Advice}"),
            _ => new SftpException(
                SftpFailure.Protocol,
                $"No connection to {where}: SSH.NET could not make anything of its answer ({e.GetType().Name}).{Advice}"),
        };
    }

    private static SftpException NotAccepted(string where) =>
        new(SftpFailure.Authentication, $"{where} does not accept this login. It is not tried again, because that could lock the account.");

    /// <summary>The login was accepted, so what failed is the start of SFTP.</summary>
    private static SftpException ExplainAfterLogin(Exception e, SftpEndpoint endpoint, SftpArrivals arrivals)
    {
        string where = endpoint.Where;
        return e switch
        {
            NotSupportedException when arrivals.First is { Type: SftpPacketType.Version } version => new SftpException(SftpFailure.Protocol,
                FormattableString.Invariant($"The server answers with SFTP version {version.Fields.UInt32()}; version 3 is needed.")),
            Refusal refusal => new SftpException(SftpFailure.Protocol,
                $"{where} started SFTP and refused to say where the session starts (SFTP status {(uint)refusal.StatusCode}), which SSH.NET needs.{Advice}"),
            TimeoutException or SshOperationTimeoutException or OperationCanceledException =>
                new SftpException(SftpFailure.Timeout, $"{where} accepted the login and did not start SFTP in time."),
            SshConnectionException or SocketException or IOException =>
                new SftpException(SftpFailure.ConnectionLost, $"{where} accepted the login and ended the connection."),
            SshException { Message: var words } when words.Contains("could not be executed", StringComparison.Ordinal) =>
                new SftpException(SftpFailure.Configuration,
                $"{where} accepts the login but offers no SFTP. Ask for the sftp subsystem to be enabled for this user."),
            _ => new SftpException(SftpFailure.Protocol,
                $"{where} accepted the login and ended the session without starting SFTP. Ask for the forced command or SFTP server of this user to be checked.{Advice}"),
        };
    }

    /// <summary>A key without those of its algorithms that sign by SHA-1.</summary>
    private sealed class StrongSignatures(KeyOfLibrary key) : IPrivateKeySource
    {
        public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; } = [
            .. key.HostKeyAlgorithms.Where(algorithm => IsStrong(algorithm.Name))];
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
            string where = endpoint.Where;
            string? kind = Is(endpoint.RevokedHostKeys ?? [], e.HostKey) ? "is revoked"
                : Is(endpoint.HostKeys, e.HostKey) ? null : "is not one of the pinned ones";
            if (kind is not null || Refusal is not null)
            {
                Refusal ??= new SftpException(
                    SftpFailure.HostKey,
                    $"The host key of {where} {kind}. It presents {shown}; pinned: {string.Join(", ", endpoint.HostKeys.Select(pin => pin.Sha256))}. "
                    + "Nothing was sent. Confirm the key with the force by another, known way before changing the pin.");
                return;
            }

            Accepted = shown;
            e.CanTrust = true;
        }

        private static bool Is(IEnumerable<HostKeyPin> pins, byte[] key) =>
            pins.Any(pin => Convert.FromBase64String(pin.Base64Key).AsSpan().SequenceEqual(key));
    }
}
