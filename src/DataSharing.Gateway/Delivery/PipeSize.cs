using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace DataSharing.Gateway.Delivery;

/// <summary>
/// Gives the pipe to a child more room than the 64 KiB it is made with, so that ssh has bytes at hand whenever the server takes more: over a long line
/// each wait for us to be given a processor would cost part of a window.
/// </summary>
internal static class PipeSize
{
    private const int SetPipeSize = 1031; // F_SETPIPE_SZ of Linux
    private const int Wide = 1024 * 1024; // the most that a user without privileges may ask for by default

    /// <summary>Asks for it; a system that refuses leaves the pipe as it is, and everything works as before.</summary>
    public static void Widen(Stream toChild)
    {
        if (OperatingSystem.IsLinux() && toChild is AnonymousPipeClientStream pipe)
        {
            _ = Control(pipe.SafePipeHandle, SetPipeSize, Wide);
        }
    }

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeHandle file, int command, int value);
}
