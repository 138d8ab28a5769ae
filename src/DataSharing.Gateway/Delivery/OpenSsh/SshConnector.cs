using System.Diagnostics;
using System.Text;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery.OpenSsh;

/// <summary>
/// Connects through the OpenSSH client, which does keys, ciphers and host key checking; see <see cref="SshCommandLine"/>.
/// Needs the program <c>ssh</c>. Safe for concurrent use.
/// </summary>
internal sealed class SshConnector : ISftpConnector
{
    private const int LogPartRead = 128 * 1024;
    private static readonly TimeSpan AskedBeat = TimeSpan.FromMilliseconds(250);
    private readonly TimeProvider _clock;
    private readonly string _program;

    /// <summary>Creates a connector.</summary>
    /// <param name="clock">Measures the time limits.</param>
    /// <param name="program">The ssh program: a name in PATH or a full path.</param>
    public SshConnector(TimeProvider clock, string program = "ssh")
    {
        _clock = clock;
        _program = program;
    }

    /// <inheritdoc/>
    public async Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        endpoint.RequireUsable();
        await RequireSecretAsync(endpoint.Credential, ct);
        (ChildTransport transport, string asked) = Start(endpoint);
        // ssh whose question is refused goes on waiting, and so would the server.
        await using ITimer look = _clock.CreateTimer(
            _ =>
            {
                if (File.Exists(asked))
                {
                    transport.Abort();
                }
            },
            null, AskedBeat, AskedBeat);
        return await SftpSession.OpenAsync(transport, endpoint.Timeouts, _clock, ct);
    }

    private async Task RequireSecretAsync(SftpCredential credential, CancellationToken ct)
    {
        switch (credential)
        {
            case PrivateKeyCredential key:
                if (key.PassphraseFile is { } passphrase)
                {
                    SecretFile.RequireLine(passphrase, "passphrase file");
                    RequireHelper();
                }

                if (PrivateKeyFile.Require(key.KeyFile, key.PassphraseFile is not null))
                {
                    await Passphrase.RequireAsync(_program, key, AskPass.Program, ct);
                }

                break;
            case PasswordCredential password:
                SecretFile.RequireLine(password.PasswordFile, "password file");
                RequireHelper();
                break;
        }
    }

    private static void RequireHelper()
    {
        if (!File.Exists(AskPass.Program))
        {
            throw new SftpException(
                SftpFailure.Configuration,
                $"The executable {AskPass.Program}, which gives ssh the passphrase or password, is not there. Install the program whole.");
        }
    }

    private (ChildTransport Transport, string Asked) Start(SftpEndpoint endpoint)
    {
        // Created with mode 0700: what ssh writes about the force's server is for this user only.
        DirectoryInfo folder = CreateFolder(endpoint);
        string log = Path.Combine(folder.FullName, SshCommandLine.LogFile);
        string asked = Path.Combine(folder.FullName, SshCommandLine.AskedFile);
        ProcessStartInfo start = SshCommandLine.Build(_program, endpoint, folder.FullName, AskPass.Program);
        ChildTransport transport = ChildTransport.Start(
            start,
            (exitCode, errors) => File.Exists(asked) ? WantsMore(endpoint) : Explain(log, endpoint, exitCode, errors),
            () => Describe(log, endpoint),
            () => folder.Delete(recursive: true));
        return (transport, asked);
    }

    /// <summary>Asked only after the host key was accepted and the secret sent.</summary>
    private static TransportEnd WantsMore(SftpEndpoint endpoint) =>
        new(SftpFailure.Authentication, endpoint.Credential is PasswordCredential
        ? NewPassword(endpoint)
        : $"{endpoint.Where}: ssh asked a question that no unattended login can answer. Use a key that needs nothing but its passphrase.");

    /// <summary>What is said of a password that has to be changed, by both engines.</summary>
    internal static string NewPassword(SftpEndpoint endpoint) =>
        $"{endpoint.Where} wants a new password for this account. It is not tried again. Agree on a new one with the force, and write it into the password file.";

    private static DirectoryInfo CreateFolder(SftpEndpoint endpoint)
    {
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("datasharing-ssh-");
            WriteKnownHosts(folder.FullName, endpoint);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder?.Delete(recursive: true);
            throw new SftpException(
                SftpFailure.Configuration,
                $"The list of pinned host keys cannot be written below {Path.GetTempPath()}. Give this user space and permission there, or set TMPDIR.");
        }
    }

    private static void WriteKnownHosts(string folder, SftpEndpoint endpoint)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(Path.Combine(folder, SshCommandLine.KnownHostsFile), options);
        file.Write(Encoding.ASCII.GetBytes(SshCommandLine.KnownHosts(endpoint)));
    }

    private static TransportEnd Explain(string log, SftpEndpoint endpoint, int exitCode, string errors)
    {
        // ssh opens its log before it connects, so without a log the words on standard error are its own and not the server's.
        if (!File.Exists(log))
        {
            return new TransportEnd(SftpFailure.Configuration, $"ssh did not start: {ServerText.Quote(errors)}.");
        }

        try
        {
            return new SshLog(ReadLog(log), endpoint).Explain(exitCode);
        }
        catch (SftpException e)
        {
            return new TransportEnd(e.Failure, e.Message);
        }
    }

    private static SftpPeer Describe(string log, SftpEndpoint endpoint)
    {
        SshLog said = new(ReadLog(log), endpoint);
        if (said.HostKeySha256 is { } presented && endpoint.HostKeys.All(pin => pin.Sha256 != presented))
        {
            throw new SftpException(
                SftpFailure.HostKey,
                $"ssh accepted the host key {presented} of {endpoint.Host}, which is not a pinned one. Nothing was sent.");
        }

        return new SftpPeer(said.HostKeySha256 ?? string.Empty, said.Software);
    }

    /// <summary>Beginning and end of the log: a hostile server can make it long.</summary>
    private static string ReadLog(string log)
    {
        try
        {
            using FileStream file = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] part = new byte[LogPartRead];
            string text = Encoding.Latin1.GetString(part, 0, file.ReadAtLeast(part, part.Length, throwOnEndOfStream: false));
            if (file.Length > 2 * LogPartRead)
            {
                file.Seek(-LogPartRead, SeekOrigin.End);
                text += "\n";
            }

            return text + Encoding.Latin1.GetString(part, 0, file.ReadAtLeast(part, part.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SftpException(
                SftpFailure.Configuration,
                $"The log of ssh, {log}, cannot be read. Leave the folders of running sessions below {Path.GetTempPath()} alone.");
        }
    }
}
