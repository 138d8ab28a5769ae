using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace DataSharing.Sandbox;

/// <summary>
/// One real PostgreSQL server on 127.0.0.1 with databases of its own making, for tests and measurements only: it trusts whoever connects and does not
/// wait for the disk. Started by root, it runs as the account postgres, because it refuses to run as root.
/// </summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private const string Account = "postgres";
    private const string Role = "datasharing";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static int s_databases;

    private readonly string _folder;
    private Process _process;

    private TestPostgres(string folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        Port = port;
    }

    /// <summary>Why no server can be started here, with what to install; null when one can.</summary>
    public static string? Missing => Programs() is null ? "PostgreSQL is not installed: install the package postgresql." : null;

    /// <summary>Always 127.0.0.1 with this port.</summary>
    public int Port { get; }

    /// <summary>Starts a server in a new folder, which goes with it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started; the message holds its own words.</exception>
    public static async Task<TestPostgres> StartAsync(CancellationToken ct)
    {
        string programs = Programs() ?? throw new InvalidOperationException(Missing);
        string folder = Directory.CreateTempSubdirectory("datasharing-postgres-").FullName;
        string data = Path.Combine(folder, "data");
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", [Account, folder], ct);
        }

        await RunAsync(Path.Combine(programs, "initdb"), ["-D", data, "-A", "trust", "-U", Role, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], ct, folder);
        int port = FreePort();
        var postgres = new TestPostgres(folder, Serve(folder, port), port);
        try
        {
            await postgres.WaitAsync(ct);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server as an administrator does: sessions are ended and not waited for. Its databases stay.</summary>
    public async Task StopAsync()
    {
        await RunAsync("kill", ["-INT", (await FirstLineAsync(Path.Combine(_folder, "data", "postmaster.pid")))!], CancellationToken.None);
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts the server that was stopped, on the same port.</summary>
    public async Task StartAgainAsync(CancellationToken ct)
    {
        _process.Dispose();
        _process = Serve(_folder, Port);
        await WaitAsync(ct);
    }

    /// <summary>Makes a database and gives its connection string.</summary>
    public string NewDatabase()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"datasharing_test_{Environment.ProcessId}_{Interlocked.Increment(ref s_databases)}");
        using var connection = new NpgsqlConnection(ConnectionOf(Account));
        connection.Open();
        using var command = new NpgsqlCommand($"create database {name}", connection);
        command.ExecuteNonQuery();
        return ConnectionOf(name);
    }

    /// <summary>Ends the server by its process id and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        string pid = Path.Combine(_folder, "data", "postmaster.pid");
        if (!_process.HasExited && await FirstLineAsync(pid) is not null)
        {
            await StopAsync();
        }
        else if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Ends the server as a crash does, without a word to anybody.</summary>
    public async Task CrashAsync()
    {
        await RunAsync("kill", ["-KILL", (await FirstLineAsync(Path.Combine(_folder, "data", "postmaster.pid")))!], CancellationToken.None);
        await _process.WaitForExitAsync();
    }

    private static string? Programs() =>
        Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault() : null;

    private static async Task<string?> FirstLineAsync(string file) => File.Exists(file) ? (await File.ReadAllLinesAsync(file)).FirstOrDefault() : null;

    private static Process Serve(string folder, int port) => Start(Path.Combine(Programs() ?? throw new InvalidOperationException(Missing), "postgres"),
    [
        "-D", Path.Combine(folder, "data"), "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off",
        "-c", "synchronous_commit=off", "-c", "max_connections=200", "-c", "shared_buffers=128MB",
    ], folder);

    private static Process Start(string program, IEnumerable<string> arguments, string? folder)
    {
        bool other = folder is not null && Environment.IsPrivilegedProcess;
        var start = new ProcessStartInfo(other ? "runuser" : program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = folder ?? "/" };
        foreach (string argument in (IEnumerable<string>)(other ? ["-u", Account, "--", program, .. arguments] : arguments))
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct, string? folder = null)
    {
        using Process process = Start(program, arguments, folder);
        string errors = await process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode.ToString(CultureInfo.InvariantCulture)}: {errors}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string ConnectionOf(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={Role};Database={database}");

    /// <summary>Reads the server's own log until it says that it takes connections.</summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartLimit);
        var said = new List<string>();
        while (await _process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            said.Add(line);
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                _process.ErrorDataReceived += static (_, _) => { };
                _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException("PostgreSQL did not start: " + string.Join('\n', said));
    }
}
