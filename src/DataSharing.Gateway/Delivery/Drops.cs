using DataSharing.Gateway.Delivery.OpenSsh;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Delivery.SshNet;
using DataSharing.Gateway.Machine;

namespace DataSharing.Gateway.Delivery;

/// <summary>Puts the engines together: each endpoint is carried by the one its profile names.</summary>
internal static class Drops
{
    private static readonly TimeSpan LongestQuestion = TimeSpan.FromSeconds(15);

    /// <summary>A connector for every endpoint.</summary>
    /// <param name="time">Measures the time limits.</param>
    public static ISftpConnector Connector(TimeProvider time) => new Choosing(new SshConnector(time), new SshNetConnector(time));

    /// <summary>The host keys that a server shows, none of them trusted.</summary>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SftpException">It shows none.</exception>
    public static Task<IReadOnlyList<HostKeyPin>> OfferedKeysAsync(string host, int port, CancellationToken ct) =>
        OfferedHostKeys.AskAsync(host, port, LongestQuestion, ct);

    /// <summary>Makes a pair of login keys; see <see cref="KeyPair.MakeAsync"/>.</summary>
    /// <returns>The public half, as one line to send.</returns>
    /// <exception cref="SftpException">It cannot be made there.</exception>
    public static Task<string> MakeKeyPairAsync(string path, string comment, CancellationToken ct) => KeyPair.MakeAsync(path, comment, ct);

    /// <summary>Makes sure that a pair of login keys can be made there.</summary>
    /// <exception cref="SftpException">It cannot.</exception>
    public static void RequireFreeForKeyPair(string path) => KeyPair.RequireFree(path);

    /// <summary>
    /// What is wrong with the files of a login that are on this machine, in a sentence with what to do; null where nothing is, or where
    /// they cannot be looked at from here.
    /// </summary>
    public static string? FaultOf(SftpCredential login)
    {
        ArgumentNullException.ThrowIfNull(login);
        try
        {
            switch (login)
            {
                case PrivateKeyCredential key when CanLook(key.KeyFile):
                    PrivateKeyFile.Require(key.KeyFile, key.PassphraseFile is not null);
                    RequireLine(key.PassphraseFile, "passphrase file");
                    break;
                case PasswordCredential password:
                    RequireLine(password.PasswordFile, "password file");
                    break;
            }

            return null;
        }
        catch (SftpException error)
        {
            return error.Message;
        }
    }

    private static void RequireLine(string? path, string what)
    {
        if (path is not null && CanLook(path))
        {
            SecretFile.RequireLine(path, what);
        }
    }

    /// <summary>Not a credential that is not set here, and not a file in a folder that is closed to this account.</summary>
    private static bool CanLook(string path)
    {
        try
        {
            if (path.Length == 0 || !Directory.Exists(Path.GetDirectoryName(path)))
            {
                return false;
            }

            if (File.Exists(path) && !FileEntry.IsPipeOrDevice(path))
            {
                File.OpenRead(path).Dispose();
            }

            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class Choosing(SshConnector openSsh, SshNetConnector sshNet) : ISftpConnector
    {
        public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct)
        {
            ArgumentNullException.ThrowIfNull(endpoint);
            return endpoint.Engine == SftpEngine.OpenSsh ? openSsh.ConnectAsync(endpoint, ct) : sshNet.ConnectAsync(endpoint, ct);
        }
    }
}
