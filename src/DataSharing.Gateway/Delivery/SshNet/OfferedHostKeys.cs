using System.Net.Sockets;
using DataSharing.Gateway.Delivery.Sftp;
using Renci.SshNet;
using Renci.SshNet.Common;
using SftpException = DataSharing.Gateway.Delivery.Sftp.SftpException;

namespace DataSharing.Gateway.Delivery.SshNet;

/// <summary>
/// Asks a server which host keys it has. None is trusted: each connection ends when the key is shown, before anybody logs in.
/// </summary>
internal static class OfferedHostKeys
{
    // As a public key file has them, with the names under which they are asked for.
    private static readonly (string Kind, string[] Asked)[] Kinds =
    [
        ("ssh-ed25519", ["ssh-ed25519"]),
        ("ecdsa-sha2-nistp256", ["ecdsa-sha2-nistp256"]),
        ("ecdsa-sha2-nistp384", ["ecdsa-sha2-nistp384"]),
        ("ecdsa-sha2-nistp521", ["ecdsa-sha2-nistp521"]),
        ("ssh-rsa", ["rsa-sha2-512", "rsa-sha2-256"]),
    ];

    /// <summary>The keys in the order of strength, one for each kind that the server has.</summary>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="limit">How long each connection may take.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SftpException"><see cref="SftpFailure.Unreachable"/>: no key was shown.</exception>
    public static async Task<IReadOnlyList<HostKeyPin>> AskAsync(string host, int port, TimeSpan limit, CancellationToken ct)
    {
        var offered = new List<HostKeyPin>();
        foreach ((string kind, string[] asked) in Kinds)
        {
            if (await AskAsync(host, port, asked, limit, ct) is { } key)
            {
                offered.Add(new HostKeyPin(kind, Convert.ToBase64String(key)));
            }
        }

        return offered.Count > 0 ? offered : throw new SftpException(
            SftpFailure.Unreachable,
            FormattableString.Invariant($"{host} port {port} shows no host key: it cannot be reached from here, or does not speak SSH. Check --host and --port, our firewall, and with the force whether this machine's address is let in; or give the full key."));
    }

    private static async Task<byte[]?> AskAsync(string host, int port, string[] asked, TimeSpan limit, CancellationToken ct)
    {
        // Nobody logs in: the connection ends before.
        ConnectionInfo info = new(host, port, "nobody", new NoneAuthenticationMethod("nobody")) { Timeout = limit };
        foreach (string name in info.HostKeyAlgorithms.Keys.Except(asked, StringComparer.Ordinal).ToList())
        {
            info.HostKeyAlgorithms.Remove(name);
        }

        byte[]? shown = null;
        SshClient client = new(info);
        client.HostKeyReceived += (_, e) =>
        {
            shown = e.HostKey;
            e.CanTrust = false;
        };
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(ct);
        giveUp.CancelAfter(limit);
        try
        {
            await Task.Run(() => client.ConnectAsync(giveUp.Token), CancellationToken.None).WaitAsync(giveUp.Token);
        }
        catch (Exception e) when (
            e is SshException or SocketException or IOException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            // That it ends is meant; what it did not show before, it does not have.
            ct.ThrowIfCancellationRequested();
        }
        finally
        {
            _ = Task.Run(client.Dispose, CancellationToken.None);
        }

        return shown;
    }
}
