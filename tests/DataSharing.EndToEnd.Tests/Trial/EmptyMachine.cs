using System.Diagnostics;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Trial;

/// <summary>
/// A machine on which nothing of DataSharing is installed: systemd in namespaces of its own, on a copy in memory of this machine's files. What is installed
/// and started there leaves no trace here. The network is this machine's.
/// </summary>
internal sealed class EmptyMachine : IAsyncDisposable
{
    private const string Systemd = "/lib/systemd/systemd";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private readonly string _folder;
    private readonly string _cgroup;
    private readonly Process _process;

    private EmptyMachine(string folder, string cgroup, Process process)
    {
        _folder = folder;
        _cgroup = cgroup;
        _process = process;
    }

    /// <summary>Why none can be started here; null when one can.</summary>
    public static string? Missing =>
        !Environment.IsPrivilegedProcess ? "A machine of its own needs root."
        : !File.Exists(Systemd) ? $"{Systemd} is not there: install the package systemd."
        : CgroupRoot is null ? "No cgroup file system of version 2 is mounted."
        : !File.ReadAllText("/proc/filesystems").Contains("\toverlay\n", StringComparison.Ordinal) ? "This kernel has no overlay file system."
        : null;

    /// <summary>The folder that the machine has as /srv.</summary>
    public string Share => Path.Combine(_folder, "share");

    private static string? CgroupRoot => File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).FirstOrDefault(mount => mount[2] == "cgroup2")?[1];

    /// <summary>Starts one.</summary>
    public static async Task<EmptyMachine> StartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("datasharing-machine-").FullName;
        string cgroup = Path.Combine(CgroupRoot!, Path.GetFileName(folder));
        Directory.CreateDirectory(cgroup);
        Process process = Ended.Start(RepositoryFolder.At("tests/DataSharing.EndToEnd.Tests/Trial/empty-machine.sh"), folder, cgroup);
        var machine = new EmptyMachine(folder, cgroup, process);
        using var limit = new CancellationTokenSource(StartLimit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        Ended last;
        do
        {
            if (process.HasExited)
            {
                string said = await process.StandardError.ReadToEndAsync(limit.Token);
                await machine.DisposeAsync();
                throw new InvalidOperationException($"The machine ended at once: {said}");
            }

            await look.WaitForNextTickAsync(limit.Token);
            last = await machine.RunAsync("systemctl is-system-running");
        }
        while (last.Output.Trim() is not ("running" or "degraded"));
        return machine;
    }

    /// <summary>Runs a script of bash as root of the machine.</summary>
    public Task<Ended> RunAsync(string script) => RunAsync("bash", "-c", script);

    /// <summary>Runs a program as root of the machine, with nothing of this process's environment.</summary>
    public async Task<Ended> RunAsync(params string[] command)
    {
        string children = File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Trim();
        return children.Length == 0
            ? new Ended(-1, "", "The machine has no process yet.")
            : await Ended.RunAsync("nsenter", ["-t", children, "-m", "-u", "-i", "-p", "-C", "-r", "-w", "env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", .. command]);
    }

    public async ValueTask DisposeAsync()
    {
        // Its first process ends with unshare, and every other one with its first.
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
        _process.Dispose();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var limit = new CancellationTokenSource(StartLimit);
        while (File.ReadAllText(Path.Combine(_cgroup, "cgroup.events")).Contains("populated 1", StringComparison.Ordinal))
        {
            await look.WaitForNextTickAsync(limit.Token);
        }

        foreach (string group in Directory.EnumerateDirectories(_cgroup, "*", SearchOption.AllDirectories).OrderByDescending(path => path.Length).Append(_cgroup))
        {
            // A folder of this file system has entries of the kernel's own, which go with it.
            await Ended.RunAsync("rmdir", group);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
