using System.Diagnostics;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>A mounted disk of one megabyte.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Null when this user may not mount.</summary>
    public static SmallDisk? TryMount(string folder)
    {
        Directory.CreateDirectory(folder);
        return Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) == 0 ? new SmallDisk(folder) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.CompletedTask;
        if (Run("umount", "-l", Folder) != 0)
        {
            throw new IOException($"{Folder} could not be unmounted.");
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
