using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>
/// One drop to connect to. Checked as a whole when it is configured and again when connecting, by the same rules, before anything is
/// started.
/// </summary>
/// <param name="ProfileId">Names the pins; 1 to 64 of letters, digits, dot, underscore and hyphen, case-insensitive.</param>
/// <param name="Host">Host name or address literal, without port or user.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="UserName">Login name.</param>
/// <param name="HostKeys">Full public keys accepted, at least one; several while the server changes its key.</param>
/// <param name="Credential">How to log in.</param>
/// <param name="Timeouts">Time limits.</param>
/// <param name="Ciphers">OpenSSH cipher names in order of preference; null for the AES-GCM and AES-CTR default.</param>
/// <param name="RevokedHostKeys">Full public keys that are never accepted again, also if somebody pins them once more; null for
/// none.</param>
/// <param name="Engine">Which engine connects.</param>
internal sealed partial record SftpEndpoint(
    string ProfileId,
    string Host,
    int Port,
    string UserName,
    IReadOnlyList<HostKeyPin> HostKeys,
    SftpCredential Credential,
    SftpTimeouts Timeouts,
    IReadOnlyList<string>? Ciphers = null,
    IReadOnlyList<HostKeyPin>? RevokedHostKeys = null,
    SftpEngine Engine = SftpEngine.SshNet)
{
    private static readonly TimeSpan LongestLimit = TimeSpan.FromHours(1);

    /// <summary>Who is connected to, as messages name it.</summary>
    internal string Where => FormattableString.Invariant($"{UserName}@{Host} port {Port}");

    /// <summary>Every value that cannot be used, in order; empty when the endpoint can be connected to.</summary>
    public IReadOnlyList<SftpEndpointProblem> Problems()
    {
        var problems = new List<SftpEndpointProblem>();
        Require(ProfileIdPattern().IsMatch(ProfileId), nameof(ProfileId), ProfileId,
            "1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit");
        Require(HostPattern().IsMatch(Host) || IsAddress(Host), nameof(Host), Host,
            "a host name or an IP address, without port, user or spaces");
        Require(Port is > 0 and <= 65535, nameof(Port), Text(Port), "1 to 65535");
        Require(UserPattern().IsMatch(UserName), nameof(UserName), UserName,
            "1 to 64 letters, digits or . _ @ + - \\, the first a letter, digit or underscore, the last no backslash");
        Require(HostKeys.Count > 0, nameof(HostKeys), "none",
            "at least one full public key of the server; there is no switch to do without");
        foreach (HostKeyPin pin in HostKeys.Where(pin => !pin.IsWellFormed))
        {
            Require(false, nameof(HostKeys), pin.Algorithm, HostKeyPin.Form);
        }

        foreach (HostKeyPin pin in (RevokedHostKeys ?? []).Where(pin => !pin.IsWellFormed))
        {
            Require(false, nameof(RevokedHostKeys), pin.Algorithm, HostKeyPin.Form);
        }

        foreach (string cipher in Ciphers ?? [])
        {
            Require(CipherPattern().IsMatch(cipher), nameof(Ciphers), cipher, "OpenSSH cipher names");
        }

        Require(Ciphers is not { Count: 0 }, nameof(Ciphers), "none", "at least one cipher, or null for the default");
        Require(Timeouts.Connect >= TimeSpan.FromSeconds(1) && Timeouts.Connect <= LongestLimit, "Timeouts.Connect",
            Timeouts.Connect.ToString("c"), "1 s to 1 h");
        Require(Timeouts.Response > TimeSpan.Zero && Timeouts.Response <= LongestLimit, "Timeouts.Response",
            Timeouts.Response.ToString("c"), "more than nothing, at most 1 h");
        Require(Timeouts.KeepAliveSeconds is > 0 and <= 3600, "Timeouts.KeepAliveSeconds", Text(Timeouts.KeepAliveSeconds), "1 to 3600");
        Require(Timeouts.KeepAliveCount is > 0 and <= 100, "Timeouts.KeepAliveCount", Text(Timeouts.KeepAliveCount), "1 to 100");
        return problems;

        void Require(bool holds, string name, string value, string allowed)
        {
            if (!holds)
            {
                problems.Add(new SftpEndpointProblem(name, value, allowed));
            }
        }
    }

    /// <exception cref="SftpException"><see cref="SftpFailure.Configuration"/>: a value of the endpoint cannot be used.</exception>
    internal void RequireUsable()
    {
        if (Problems() is [var problem, ..])
        {
            throw new SftpException(
                SftpFailure.Configuration,
                $"The SFTP endpoint cannot be used: {problem.Name} is {ServerText.Quote(problem.Value)}. Use {problem.Allowed}.");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsAddress(string host) => IPAddress.TryParse(host, out _) && !host.AsSpan().ContainsAny("%/[]");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProfileIdPattern();

    // A dot at the end makes a name absolute, which resolvers and both engines know.
    [GeneratedRegex(@"\A(?=.{1,254}\z)[A-Za-z0-9][A-Za-z0-9_-]{0,62}(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\.?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostPattern();

    // A backslash stands between domain and user of Windows servers; ssh takes none at the end.
    [GeneratedRegex(@"\A[A-Za-z0-9_]([A-Za-z0-9._@+\\-]{0,62}[A-Za-z0-9._@+-])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserPattern();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9@.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CipherPattern();
}

/// <summary>A value of an endpoint that cannot be used.</summary>
/// <param name="Name">The member of <see cref="SftpEndpoint"/>.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Allowed">What to use instead.</param>
internal sealed record SftpEndpointProblem(string Name, string Value, string Allowed);
