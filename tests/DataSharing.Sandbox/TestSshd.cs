using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataSharing.Sandbox;

/// <summary>
/// One real OpenSSH server on 127.0.0.1 for all forces, each with its own key and its own inbox as starting folder. Runs as the
/// current user, who is also the only login. For tests, measurements and demonstrations only: an inbox is where a session
/// starts and not a jail, and files may lie in folders that anybody can write to.
/// </summary>
public sealed class TestSshd : IAsyncDisposable
{
    private const string Program = "/usr/sbin/sshd";
    /// <summary>OpenSSH's SFTP server, which speaks SFTP over its standard streams.</summary>
    public const string SftpServer = "/usr/lib/openssh/sftp-server";
    private const int PortAttempts = 5;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);

    private readonly string _folder;
    private readonly string? _banner;
    private readonly IReadOnlyList<string> _settings;
    private readonly bool _hasSftp;
    private readonly SortedDictionary<string, string> _keyLines = new(StringComparer.Ordinal);
    private readonly Lock _keys = new();
    private Process? _process;

    private TestSshd(string folder, string? banner, IReadOnlyList<string> settings, bool hasSftp)
    {
        _folder = folder;
        _banner = banner;
        _settings = settings;
        _hasSftp = hasSftp;
    }

    /// <summary>Why no server can be started here, with what to install; null when one can.</summary>
    public static string? Missing =>
        OperatingSystem.IsWindows() ? "The test SFTP server runs on Linux only."
        : !File.Exists(Program) ? $"{Program} is not installed: install the package openssh-server."
        : !File.Exists(SftpServer) ? $"{SftpServer} is not installed: install the package openssh-sftp-server."
        : !IsInPath("ssh") || !IsInPath("ssh-keygen") ? "ssh and ssh-keygen are not installed: install the package openssh-client."
        : null;

    /// <summary>Always 127.0.0.1.</summary>
    public static string Host => "127.0.0.1";

    /// <summary>The port in use; stays the same when the host key is rotated.</summary>
    public int Port { get; private set; }

    /// <summary>The login name: the current user.</summary>
    public static string UserName => Environment.UserName;

    /// <summary>The host key to pin: algorithm and base64 key with one space between.</summary>
    public string HostKeyLine { get; private set; } = string.Empty;

    /// <summary>The server's log so far: what the server saw of every login.</summary>
    public string Log => File.Exists(PathOf("sshd.log")) ? ReadShared(PathOf("sshd.log")) : string.Empty;

    /// <summary>Starts a server.</summary>
    /// <param name="folder">Receives keys, configuration and log; created when missing. Not deleted at the end.</param>
    /// <param name="ct">Cancels the start; no server stays.</param>
    /// <param name="banner">Text every client is shown before it logs in; null for none.</param>
    /// <param name="settings">Lines of sshd's configuration, before our own: the first of a kind holds.</param>
    /// <param name="hasSftp">Whether the server offers SFTP at all.</param>
    /// <exception cref="InvalidOperationException">The server cannot be started; the message holds its own words.</exception>
    public static async Task<TestSshd> StartAsync(string folder, CancellationToken ct, string? banner = null, IReadOnlyList<string>? settings = null, bool hasSftp = true)
    {
        if (Missing is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        Directory.CreateDirectory(folder);
        TestSshd sshd = new(Path.GetFullPath(folder), banner, settings ?? [], hasSftp);
        Directory.CreateDirectory(sshd.PathOf("keys"));
        await File.WriteAllTextAsync(sshd.PathOf("authorized_keys"), string.Empty, ct);
        if (banner is not null)
        {
            await File.WriteAllTextAsync(sshd.PathOf("banner"), banner, ct);
        }

        sshd.NewHostKey();
        for (int attempt = 1; ; attempt++)
        {
            sshd.Port = FreePort();
            if (await sshd.TryLaunchAsync(ct))
            {
                return sshd;
            }

            if (attempt == PortAttempts)
            {
                throw new InvalidOperationException($"sshd did not start on any of {PortAttempts} ports. Its log: {sshd.Log}");
            }
        }
    }

    /// <summary>Gives a force a new login key and its inbox, also when it had one before. Takes effect at once.</summary>
    /// <param name="force">Letters, digits and hyphens.</param>
    /// <param name="inbox">The folder in which its sessions start; created when missing. May hold spaces.</param>
    /// <returns>The path of its private key.</returns>
    public string AddForce(string force, string inbox) => AddForce(force, inbox, SessionCommand(Path.GetFullPath(inbox)), inbox);

    /// <summary>The same with a login key of this kind, as ssh-keygen's options name it.</summary>
    /// <returns>The path of its private key.</returns>
    public string AddForce(string force, string inbox, IReadOnlyList<string> kind) => AddForce(force, inbox, SessionCommand(Path.GetFullPath(inbox)), inbox, kind);

    /// <summary>Gives a force a login key without a command: what it asks for is what the server has.</summary>
    /// <returns>The path of its private key.</returns>
    public string AddForceUnbound(string force) => AddForce(force, string.Empty, string.Empty, null);

    /// <summary>Gives a force a login key that runs this command instead of SFTP: a server that is set up wrongly.</summary>
    /// <returns>The path of its private key.</returns>
    public string AddForceWithCommand(string force, string command) => AddForce(force, string.Empty, command, null);

    /// <summary>Replaces the host key and starts the server again on the same port. Sessions under way go on.</summary>
    public async Task RotateHostKeyAsync(CancellationToken ct)
    {
        await StopListeningAsync(andSessions: false);
        NewHostKey();
        if (!await TryLaunchAsync(ct))
        {
            throw new InvalidOperationException($"sshd did not start again on port {Port}. Its log: {Log}");
        }
    }

    /// <summary>Leaves the server running when this process ends; ending it by the returned process id is then the caller's.</summary>
    public int Detach()
    {
        Process process = _process ?? throw new InvalidOperationException("The test SFTP server has ended already.");
        int id = process.Id;
        _process = null;
        process.Dispose();
        return id;
    }

    /// <summary>Ends the server and its sessions.</summary>
    public async ValueTask DisposeAsync() => await StopListeningAsync(andSessions: true);

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>internal-sftp takes its arguments apart at every space, whatever the quoting; such a folder needs the program and a shell.</summary>
    private static string SessionCommand(string inbox)
    {
        string start = inbox.Replace("%", "%%", StringComparison.Ordinal);
        return start.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? $"internal-sftp -d {start}"
            : $"exec {SftpServer} -d '{start.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>As root, sshd refuses a locked account unless PAM decides about it.</summary>
    private static bool NeedsPam() =>
        Environment.IsPrivilegedProcess && File.ReadLines("/etc/shadow").Any(line => line.StartsWith($"{Environment.UserName}:!", StringComparison.Ordinal));

    private static string RunToEnd(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}.");
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private string AddForce(string force, string shown, string command, string? inbox, IReadOnlyList<string>? kind = null)
    {
        if (force.Length == 0 || !force.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || shown.AsSpan().ContainsAny('"', '\n'))
        {
            throw new ArgumentException("A force is named with letters, digits and hyphens; its inbox has no quotes or line breaks.", nameof(force));
        }

        if (inbox is not null)
        {
            Directory.CreateDirectory(inbox);
        }

        lock (_keys)
        {
            string key = NewKey(Path.Combine("keys", force), kind);
            string bound = command.Length == 0 ? string.Empty : $",command=\"{command.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
            string line = $"restrict{bound} {File.ReadAllText(key + ".pub").Trim()}\n";
            _keyLines[force] = line;
            File.WriteAllText(PathOf("authorized_keys.new"), string.Concat(_keyLines.Values));
            File.Move(PathOf("authorized_keys.new"), PathOf("authorized_keys"), overwrite: true);
            return key;
        }
    }

    private void NewHostKey()
    {
        string key = NewKey("host_key");
        HostKeyLine = string.Join(' ', File.ReadAllText(key + ".pub").Split(' ').Take(2)).Trim();
    }

    private string NewKey(string name, IReadOnlyList<string>? kind = null)
    {
        string key = PathOf(name);
        File.Delete(key);
        File.Delete(key + ".pub");
        RunToEnd("ssh-keygen", ["-q", .. kind ?? ["-t", "ed25519"], "-N", string.Empty, "-C", Path.GetFileName(name), "-f", key]);
        return key;
    }

    private string Configuration() => string.Join('\n', _settings) + string.Create(CultureInfo.InvariantCulture, $"""

        Port {Port}
        ListenAddress 127.0.0.1
        HostKey "{PathOf("host_key")}"
        PidFile "{PathOf("sshd.pid")}"
        AuthorizedKeysFile "{PathOf("authorized_keys").Replace("%", "%%", StringComparison.Ordinal)}"
        StrictModes no
        UsePAM {(NeedsPam() ? "yes" : "no")}
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        {(_settings.Any(line => line.StartsWith("MaxStartups", StringComparison.Ordinal)) ? string.Empty : "MaxStartups 200")}
        {(_hasSftp ? "Subsystem sftp internal-sftp" : string.Empty)}
        {(_banner is null ? string.Empty : $"Banner \"{PathOf("banner")}\"")}

        """);

    private async Task<bool> TryLaunchAsync(CancellationToken ct)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory("/run/sshd");
        }

        File.Delete(PathOf("sshd.log"));
        await File.WriteAllTextAsync(PathOf("sshd_config"), Configuration(), ct);

        // The log goes to a file and the standard streams stay unused, so that a detached server holds nobody's pipe open.
        ProcessStartInfo start = new(Program, ["-D", "-E", PathOf("sshd.log"), "-f", PathOf("sshd_config")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start.");
        try
        {
            if (await IsListeningAsync(_process, ct))
            {
                return true;
            }
        }
        catch (OperationCanceledException)
        {
            await StopListeningAsync(andSessions: true);
            throw;
        }

        await StopListeningAsync(andSessions: true);
        return false;
    }

    private async Task<bool> IsListeningAsync(Process process, CancellationToken ct)
    {
        // The log line and not an answering port: another program may have taken the port in between.
        string listening = string.Create(CultureInfo.InvariantCulture, $"Server listening on 127.0.0.1 port {Port}.");
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(10));
        long began = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(began) < StartLimit)
        {
            if (Log.Contains(listening, StringComparison.Ordinal))
            {
                return true;
            }

            await look.WaitForNextTickAsync(ct);
        }

        return false;
    }

    private async Task StopListeningAsync(bool andSessions)
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        process.Kill(entireProcessTree: andSessions);
        await process.WaitForExitAsync();
        process.Dispose();
        File.Delete(PathOf("sshd.pid"));
    }
}
