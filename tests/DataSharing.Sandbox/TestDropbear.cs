using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DataSharing.Sandbox;

/// <summary>
/// A dropbear on 127.0.0.1: a third maker's SSH, with OpenSSH's SFTP program behind it. It starts sessions and looks for login keys in the user's home folder, which
/// only the system's list of users says: so it runs where that list is another file. Needs the super-user.
/// </summary>
public sealed class TestDropbear : IAsyncDisposable
{
    private const string Program = "/usr/sbin/dropbear";
    private const string Users = "/etc/passwd";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private Process? _process;

    private TestDropbear(string folder) => _folder = folder;

    /// <summary>Why no server can be started here, with what to install; null when one can.</summary>
    public static string? Missing =>
        TestSshd.Missing is { } missing ? missing
        : !File.Exists(Program) || !File.Exists("/usr/bin/dropbearkey") ? "dropbear is not installed: install the package dropbear-bin."
        : !Environment.IsPrivilegedProcess ? "dropbear with a list of users of its own starts for the super-user only."
        : !Runs("unshare", "--mount", "true") ? "This machine lets no process have mounts of its own, which the list of users needs." : null;

    /// <summary>The port in use.</summary>
    public int Port { get; private set; }

    /// <summary>The private key file of the account, which is the current user.</summary>
    public string KeyFile => Path.Combine(_folder, "login");

    /// <summary>The host key to pin: algorithm and base64 key with one space between.</summary>
    public string HostKeyLine { get; private set; } = string.Empty;

    /// <summary>Starts a server.</summary>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<TestDropbear> StartAsync(string folder, CancellationToken ct)
    {
        TestDropbear server = new(folder);
        Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", server.KeyFile);
        string hostKey = Path.Combine(folder, "host_key");
        string made = Run("dropbearkey", "-t", "ed25519", "-f", hostKey);
        server.HostKeyLine = string.Join(' ', made.Split('\n').Single(line => line.StartsWith("ssh-ed25519 ", StringComparison.Ordinal)).Split(' ').Take(2));
        server.SetHome(folder);
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            server.Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        string command = string.Create(CultureInfo.InvariantCulture,
            $"mount --bind '{folder}/users' {Users} && exec {Program} -F -s -r '{hostKey}' -p 127.0.0.1:{server.Port} -P '{folder}/pid'");
        server._process = Process.Start(new ProcessStartInfo("unshare", ["--mount", "sh", "-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(50));
        long began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(server.Port, ct))
        {
            if (server._process.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException("dropbear did not start.");
            }

            await look.WaitForNextTickAsync(ct);
        }

        return server;
    }

    /// <summary>Lets the account's next sessions start in this folder, where its login key is put.</summary>
    public void SetHome(string home)
    {
        string keys = Path.Combine(Directory.CreateDirectory(Path.Combine(home, ".ssh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName, "authorized_keys");
        File.Copy(KeyFile + ".pub", keys, overwrite: true);
        File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // Written in place: the mount shows this file and none that would take its name.
        File.WriteAllLines(Path.Combine(_folder, "users"), File.ReadLines(Users).Select(line =>
            line.Split(':') is [var user, var secret, var uid, var gid, var name, _, _] && user == TestSshd.UserName ? string.Join(':', user, secret, uid, gid, name, home, "/bin/sh") : line));
    }

    /// <summary>Ends the server and its sessions.</summary>
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

    private static bool Runs(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}.");
    }
}
