using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace DataSharing.Sandbox;

/// <summary>A proftpd with mod_sftp on 127.0.0.1: another maker's SSH and SFTP server, for one account by key and by password. Needs the super-user.</summary>
public sealed class TestProftpd : IAsyncDisposable
{
    private const string Program = "/usr/sbin/proftpd";
    private const string Module = "/usr/lib/proftpd/mod_sftp.so";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);

    private readonly string _folder;
    private readonly string _hash;
    private Process? _process;

    private TestProftpd(string folder)
    {
        _folder = folder;
        Password = RandomNumberGenerator.GetHexString(16);
        _hash = Run("openssl", "passwd", "-6", Password).Trim();
    }

    /// <summary>Why no server can be started here, with what to install; null when one can.</summary>
    public static string? Missing =>
        OperatingSystem.IsWindows() ? "The test SFTP servers run on Linux only."
        : !File.Exists(Program) || !File.Exists(Module) ? "proftpd with mod_sftp is not installed: install the packages proftpd-core and proftpd-mod-crypto."
        : !File.Exists("/usr/bin/openssl") ? "openssl is not installed: install the package openssl."
        : !Environment.IsPrivilegedProcess ? "proftpd starts for the super-user only." : null;

    /// <summary>The account.</summary>
    public static string UserName => "force";

    /// <summary>Its password.</summary>
    public string Password { get; }

    /// <summary>The port in use.</summary>
    public int Port { get; private set; }

    /// <summary>The private key file of the account.</summary>
    public string KeyFile => Path.Combine(_folder, "login");

    /// <summary>The host key to pin: algorithm and base64 key with one space between.</summary>
    public string HostKeyLine => string.Join(' ', File.ReadAllText(Path.Combine(_folder, "host_key.pub")).Split(' ').Take(2)).Trim();

    /// <summary>Starts a server.</summary>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<TestProftpd> StartAsync(string folder, CancellationToken ct)
    {
        TestProftpd server = new(folder);
        Run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f", Path.Combine(folder, "host_key"));
        Run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", server.KeyFile);
        await File.WriteAllTextAsync(Path.Combine(folder, "keys"), Run("ssh-keygen", "-e", "-f", server.KeyFile + ".pub"), ct);
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            server.Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        server.SetHome(folder);
        string configuration = Path.Combine(folder, "proftpd.conf");
        await File.WriteAllTextAsync(configuration, server.Configuration(), ct);
        server._process = Process.Start(new ProcessStartInfo(Program, ["-n", "-q", "-c", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(50));
        long began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(server.Port, ct))
        {
            if (server._process.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException("proftpd did not start.");
            }

            await look.WaitForNextTickAsync(ct);
        }

        return server;
    }

    /// <summary>Lets the account's next sessions start in this folder.</summary>
    public void SetHome(string home)
    {
        string users = Path.Combine(_folder, "users");
        File.WriteAllText(users, $"{UserName}:{_hash}:0:0::{home}:/bin/false\n");
        File.SetUnixFileMode(users, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken ct)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Configuration() => string.Create(CultureInfo.InvariantCulture, $"""
        ModulePath /usr/lib/proftpd
        LoadModule mod_sftp.c
        ServerName "test"
        ServerType standalone
        DefaultAddress 127.0.0.1
        SocketBindTight on
        UseIPv6 off
        Port {Port}
        User root
        Group root
        PidFile {_folder}/pid
        ScoreboardFile {_folder}/scoreboard
        DelayEngine off
        SystemLog {_folder}/system.log
        TransferLog none
        WtmpLog off
        UseFtpUsers off
        RequireValidShell off
        RootLogin on
        AuthOrder mod_auth_file.c
        AuthUserFile {_folder}/users
        AllowOverwrite on
        SFTPEngine on
        SFTPLog {_folder}/sftp.log
        SFTPHostKey {_folder}/host_key
        SFTPAuthMethods publickey password
        SFTPAuthorizedUserKeys file:{_folder}/keys

        """);

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}.");
    }
}
