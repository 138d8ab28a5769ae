using System.Text.RegularExpressions;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery.OpenSsh;

/// <summary>
/// What ssh's own log file says. The log file and not standard error, because a server's banner goes to standard error and may
/// hold any line; whole known lines only. A server can still put lines of its own into ssh's debug messages, so the findings that
/// must not be hidden, those about the host key, are looked for first.
/// </summary>
internal sealed partial class SshLog
{
    private readonly string[] _lines;
    private readonly string[] _untilKeysAreAgreed;
    private readonly SftpEndpoint _endpoint;

    public SshLog(string text, SftpEndpoint endpoint)
    {
        _lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        _endpoint = endpoint;
        _untilKeysAreAgreed = UntilKeysAreAgreed();
        Software = First(RemoteSoftware())?.Groups["software"].Value is { } software ? ServerText.Printable(software) : null;
        HostKeySha256 = First(ServerHostKey())?.Groups["sha256"].Value;
    }

    /// <summary>The server's software name; null before the server sent it.</summary>
    public string? Software { get; }

    /// <summary>The fingerprint of the host key the server presented; null before it did.</summary>
    public string? HostKeySha256 { get; }

    private string Where => _endpoint.Where;

    private bool LoggedIn => First(Authenticated()) is not null;

    /// <summary>Why ssh ended with this exit code.</summary>
    public TransportEnd Explain(int exitCode) =>
        HostKeyRefused() ?? (LoggedIn ? AfterLogin(exitCode) : BeforeLogin(exitCode));

    /// <summary>
    /// ssh decides about the host key before the keys are agreed, and what follows a disconnection or a failed negotiation is the server's
    /// own text, which may hold line breaks: a host key verdict stands before all of these or nowhere. Where the server could write before
    /// them (its debug messages) everything is looked at, so that it cannot hide a refusal either.
    /// </summary>
    private string[] UntilKeysAreAgreed()
    {
        int end = Array.FindIndex(_lines, line => line.StartsWith("debug1: SSH2_MSG_NEWKEYS received", StringComparison.Ordinal)
            || line.StartsWith("Received disconnect from ", StringComparison.Ordinal)
            || line.StartsWith("Unable to negotiate with ", StringComparison.Ordinal));
        bool serverWrote = end >= 0 && _lines.Take(end).Any(line => line.StartsWith("debug1: Remote: ", StringComparison.Ordinal));
        return end < 0 || serverWrote ? _lines : _lines[..(end + 1)];
    }

    private TransportEnd? HostKeyRefused()
    {
        if (!_untilKeysAreAgreed.Any(line => HostKeyRefusal().IsMatch(line)))
        {
            return null;
        }

        string kind = _untilKeysAreAgreed.Any(line => HostKeyRevoked().IsMatch(line)) ? "is revoked"
            // ssh says "changed" of every key that is not the one it was given, also where the pin was wrong from the first day.
            : _untilKeysAreAgreed.Any(line => HostKeyNotPinned().IsMatch(line)) ? "is not one of the pinned ones" : "was not accepted";
        string shown = HostKeySha256 is null ? string.Empty
            : $" It presents {HostKeySha256}; pinned: {string.Join(", ", _endpoint.HostKeys.Select(pin => pin.Sha256))}.";
        return new TransportEnd(SftpFailure.HostKey, $"The host key of {Where} {kind}.{shown} "
            + "Nothing was sent. Confirm the key with the force by another, known way before changing the pin.");
    }

    private TransportEnd AfterLogin(int exitCode)
    {
        if (First(NoSubsystem()) is not null)
        {
            return new TransportEnd(
                SftpFailure.Configuration,
                $"{Where} accepts the login but offers no SFTP. Ask for the sftp subsystem to be enabled for this user.");
        }

        if (First(KeepAliveTimeout()) is not null)
        {
            return new TransportEnd(SftpFailure.ConnectionLost, $"{Where} stopped answering keep-alives.");
        }

        return exitCode is >= 0 and < 128
            ? new TransportEnd(SftpFailure.Protocol, FormattableString.Invariant(
                $"{Where} accepted the login and ended the session with exit code {exitCode} without starting SFTP. Ask for the forced command or SFTP server of this user to be checked."))
            {
                OnceStarted = FormattableString.Invariant($"The server ended the session (exit code {exitCode})."),
            }
            : new TransportEnd(SftpFailure.ConnectionLost, $"{Where} ended the connection.");
    }

    private TransportEnd BeforeLogin(int exitCode)
    {
        if (First(NoShared()) is { } offer)
        {
            return new TransportEnd(SftpFailure.Configuration, $"{Where} shares no {offer.Groups["what"].Value} with this side. "
                + $"It offers {ServerText.Quote(offer.Groups["offer"].Value)}.");
        }

        if (First(Denied()) is not null || First(TooManyFailures()) is not null)
        {
            return First(KeyNotLoaded()) is not null
                ? new TransportEnd(
                    SftpFailure.Configuration,
                $"ssh cannot load the private key for {Where}: the file is damaged or of a kind this ssh does not know.")
                : new TransportEnd(
                    SftpFailure.Authentication,
                $"{Where} does not accept this user with this {(_endpoint.Credential is PasswordCredential ? "password. Ask the force for the right one" : "key. Ask the force whether the public key is installed")}; it is not tried again, because that could lock the account.");
        }

        if (First(Unresolved()) is not null)
        {
            return Unreachable("the host name cannot be resolved");
        }

        if (First(NoConnection()) is { } refused)
        {
            return Unreachable(refused.Groups["why"].Value switch
            {
                "Connection refused" => "the connection was refused",
                "Connection timed out" => "nothing answered in time",
                "No route to host" => "there is no route to the host",
                "Network is unreachable" => "the network is unreachable",
                _ => "the connection cannot be made",
            });
        }

        if (First(SilentServer()) is not null)
        {
            return Unreachable("the server accepted the connection and then did not answer in time");
        }

        return First(NotSsh()) is not null
            ? new TransportEnd(
                SftpFailure.TurnedAway,
            $"No connection to {Where}: the server closed the connection at once or does not speak SSH; it may be overloaded, or refuse this address.")
            : Unreachable(FormattableString.Invariant($"ssh ended with exit code {exitCode} before the login"));
    }

    private TransportEnd Unreachable(string why) => new(SftpFailure.Unreachable, $"No connection to {Where}: {why}.");

    private Match? First(Regex line) => _lines.Select(text => line.Match(text)).FirstOrDefault(match => match.Success);

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"\Adebug1: Remote protocol version [0-9.]+, remote software version (?<software>.+)\z", Options)]
    private static partial Regex RemoteSoftware();

    [GeneratedRegex(@"\Adebug1: Server host key: [a-z0-9@.-]+ (?<sha256>SHA256:[A-Za-z0-9+/]{43})\z", Options)]
    private static partial Regex ServerHostKey();

    [GeneratedRegex(@"\AAuthenticated to .+ using "".+""\.\z", Options)]
    private static partial Regex Authenticated();

    [GeneratedRegex(@"\A(Host key verification failed\.|.+ and you have requested strict checking\.)\z", Options)]
    private static partial Regex HostKeyRefusal();

    [GeneratedRegex(@"\A\S+ host key for .+ was revoked and you have requested strict checking\.\z", Options)]
    private static partial Regex HostKeyRevoked();

    [GeneratedRegex(@"\A(No \S+ host key is known for .+|Host key for .+ has changed) and you have requested strict checking\.\z", Options)]
    private static partial Regex HostKeyNotPinned();

    [GeneratedRegex(@"\AUnable to negotiate with .+: no matching (?<what>[a-zA-Z ]+) found\. Their offer: (?<offer>.*)\z", Options)]
    private static partial Regex NoShared();

    [GeneratedRegex(@"\A\S+: Permission denied \(.+\)\.\z", Options)]
    private static partial Regex Denied();

    [GeneratedRegex(@"\AReceived disconnect from .+:2: Too many authentication failures.*\z", Options)]
    private static partial Regex TooManyFailures();

    [GeneratedRegex(@"\ALoad key "".+"": .+\z", Options)]
    private static partial Regex KeyNotLoaded();

    [GeneratedRegex(@"\Asubsystem request failed on channel [0-9]+\z", Options)]
    private static partial Regex NoSubsystem();

    [GeneratedRegex(@"\ATimeout, server .+ not responding\.\z", Options)]
    private static partial Regex KeepAliveTimeout();

    [GeneratedRegex(@"\Assh: Could not resolve hostname .+\z", Options)]
    private static partial Regex Unresolved();

    [GeneratedRegex(@"\Assh: connect to host \S+ port [0-9]+: (?<why>.+)\z", Options)]
    private static partial Regex NoConnection();

    [GeneratedRegex(@"\A(Connection timed out during banner exchange|Connection to .+ timed out|Timeout, server .+ not responding\.)\z", Options)]
    private static partial Regex SilentServer();

    [GeneratedRegex(@"\A(kex_exchange_identification: .+|banner exchange: .+|Connection (closed|reset) by .+|ssh_dispatch_run_fatal: .+|Bad remote protocol version identification: .+)\z", Options)]
    private static partial Regex NotSsh();
}
