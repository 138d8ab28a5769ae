using System.Globalization;
using System.Runtime.InteropServices;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Which process this is, so that another process on the same host can tell whether it still lives. A process id alone is not enough: it is
/// used again after a while, and means another process in another container.
/// </summary>
internal sealed class ProcessIdentity
{
    private const int NoSuchProcess = 3;

    private ProcessIdentity(string host, string bootId, string pidNamespace, int pid, long processStart)
    {
        Host = host;
        BootId = bootId;
        PidNamespace = pidNamespace;
        Pid = pid;
        ProcessStart = processStart;
    }

    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = Read();

    /// <summary>The host's name, for messages; hosts may share one.</summary>
    public string Host { get; }

    /// <summary>The id the kernel gave this boot of the host.</summary>
    public string BootId { get; }

    /// <summary>The namespace in which <see cref="Pid"/> counts.</summary>
    public string PidNamespace { get; }

    /// <summary>The process id.</summary>
    public int Pid { get; }

    /// <summary>When the process started, in clock ticks since the boot.</summary>
    public long ProcessStart { get; }

    /// <summary>
    /// Whether a process that gave this boot id, namespace, id and start has certainly ended. False when it lives, and when nothing can be
    /// said: it ran on another host or in another container, or this process may not see it.
    /// </summary>
    public bool IsCertainlyGone(string bootId, string pidNamespace, int pid, long processStart)
    {
        if (bootId != BootId || pidNamespace != PidNamespace || pid <= 0)
        {
            return false;
        }

        try
        {
            return Stat(pid) is { } stat && (stat.IsDead || stat.Start != processStart);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // /proc may hide the processes of other users (hidepid, ProtectProc); only the kernel's "no such process" is proof.
            return Kill(pid, 0) != 0 && Marshal.GetLastPInvokeError() == NoSuchProcess;
        }
    }

    private static ProcessIdentity Read()
    {
        int pid = Environment.ProcessId;
        try
        {
            string boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            string? space = new FileInfo("/proc/self/ns/pid").LinkTarget;
            if (space is not null && Stat(pid) is { } stat)
            {
                return new ProcessIdentity(Environment.MachineName, boot, space, pid, stat.Start);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No /proc, or one without the boot's id (ProcSubset=pid of systemd): an identity that matches nothing, so that a lease is only
            // ever taken over after it expired.
        }

        return new ProcessIdentity(Environment.MachineName, Guid.NewGuid().ToString(), "unknown", pid, 0);
    }

    /// <summary>Field 3 (state) and field 22 (start) of /proc/pid/stat; null when the file is not of that form.</summary>
    private static (bool IsDead, long Start)? Stat(int pid)
    {
        string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        // Field 2 is the program's name in brackets, which may have blanks and brackets in it.
        string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            ? (fields[0] is "Z" or "X", start)
            : null;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
