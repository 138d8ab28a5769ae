using System.Text.RegularExpressions;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Onboarding;

/// <summary>
/// What a person gave as a server's host key: the whole key, or its fingerprint. Understood are a public key and the content or name of a
/// <c>.pub</c> file, lines of ssh-keyscan and known_hosts, and fingerprints as ssh-keygen prints them.
/// </summary>
/// <param name="Keys">The whole keys; empty where a fingerprint was given.</param>
/// <param name="Fingerprint">The fingerprint; null where whole keys were given.</param>
internal sealed partial record HostKeyText(IReadOnlyList<HostKeyPin> Keys, string? Fingerprint)
{
    private const int LongestFile = 64 * 1024;
    private const string Wanted = "Give the server's full public key, a line of ssh-keyscan, a .pub file, or the fingerprint SHA256:… that the force told you.";

    /// <summary>Reads it.</summary>
    /// <param name="given">The text, or the name of a file.</param>
    /// <param name="problem">What is wrong, and what to give instead; null where nothing is.</param>
    /// <returns>Null where something is wrong.</returns>
    public static HostKeyText? Read(string given, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(given);
        string text = given.Trim();
        if (!text.Contains('\n') && File.Exists(text))
        {
            if (new FileInfo(text).Length > LongestFile)
            {
                problem = $"The file {text} is too long for a host key. {Wanted}";
                return null;
            }

            text = File.ReadAllText(text);
        }

        if (FaultOf(text) is { } fault)
        {
            problem = fault;
            return null;
        }

        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'))];
        var keys = new List<HostKeyPin>();
        foreach (string line in lines)
        {
            if (Key().Match(line) is { Success: true } found && new HostKeyPin(found.Groups["kind"].Value,
                found.Groups["key"].Value) is { IsWellFormed: true } pin)
            {
                keys.Add(pin);
            }
            else if (!(lines.Length == 1 && Sha256().IsMatch(line)))
            {
                problem = Kind().Match(line) is { Success: true } kind
                    ? $"This is no whole {kind.Value} key: it is cut, or is a key of another kind. {Wanted}"
                        : $"This is no host key. {Wanted}";
                return null;
            }
        }

        HostKeyPin[] different = [.. keys.Distinct()];
        problem = lines.Length == 0 ? $"There is no key. {Wanted}"
            : different.DistinctBy(key => key.Algorithm).Count() < different.Length
                ? "These are keys of several servers. Give only the lines of the force's server." : null;
        return problem is not null ? null : keys.Count > 0
            ? new HostKeyText(different, null) : new HostKeyText([], Sha256().Match(lines[0]).Groups["print"].Value);
    }

    /// <summary>What is given most often in the place of a host key.</summary>
    private static string? FaultOf(string text) =>
        text.Contains("PRIVATE KEY", StringComparison.Ordinal)
            ? $"This is a private key. It is a secret, and no server is known by it. {Wanted}"
        : text.Contains("@revoked", StringComparison.Ordinal) || text.Contains("@cert-authority", StringComparison.Ordinal)
            ? $"This line of known_hosts is of a revoked key or of an authority, which cannot be pinned. {Wanted}"
        : Md5().IsMatch(text)
            ? "This is an MD5 fingerprint, which can be forged. Ask for the one that begins with SHA256: (ssh-keygen -l -E sha256 -f FILE.pub)."
        : null;

    [GeneratedRegex(@"(^|\s)(?<kind>ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))\s+(?<key>[A-Za-z0-9+/]{40,}={0,2})(\s|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Key();

    [GeneratedRegex(@"(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))(?=\s|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Kind();

    [GeneratedRegex(@"(^|\s)(?<print>SHA256:[A-Za-z0-9+/]{43})=?(\s|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Sha256();

    [GeneratedRegex(@"(^|\s)(MD5:)?([0-9a-f]{2}:){15}[0-9a-f]{2}(\s|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Md5();
}
