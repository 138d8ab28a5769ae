using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>
/// Gives the pipes to and from a child more room than the 64 KiB they are made with, so that ssh has bytes at hand whenever the server
/// takes more, and room for what it sends: over a long line each wait for us to be given a processor would cost part of a window.
/// </summary>
internal static class PipeSize
{
    private const int SetPipeSize = 1031; // F_SETPIPE_SZ of Linux

    /// <summary>The most that a user without privileges may ask for by default.</summary>
    public const int ToChild = 1024 * 1024;

    /// <summary>
    /// As much as is read at once. All pipes of such a user together have 64 MiB by default, so this one is no wider than it has to be.
    /// </summary>
    public const int FromChild = 256 * 1024;

    /// <summary>Asks for it; a system that refuses leaves the pipe as it is, and everything works as before.</summary>
    public static void Widen(Stream stream, int bytes)
    {
        if (OperatingSystem.IsLinux() && stream is AnonymousPipeClientStream pipe)
        {
            _ = Control(pipe.SafePipeHandle, SetPipeSize, bytes);
        }
    }

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeHandle file, int command, int value);
}
