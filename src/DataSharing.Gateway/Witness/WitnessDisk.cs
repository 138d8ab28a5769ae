using System.Runtime.InteropServices;
using DataSharing.Gateway.Machine;

namespace DataSharing.Gateway.Witness;

/// <summary>Files and folders for their owner only, and on the disk when it says so.</summary>
internal static class WitnessDisk
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a new file.</summary>
    /// <exception cref="IOException">It is there already, or cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Refuses a named pipe, whose opening waits for somebody else for ever, and a device.</summary>
    /// <exception cref="WitnessException">It is one.</exception>
    public static void RequireNoPipe(string path)
    {
        if (FileEntry.IsPipeOrDevice(path))
        {
            throw new WitnessException($"{path} is a named pipe or a device, and no file of this program. Move it out of the folder.");
        }
    }

    /// <summary>Makes a folder where it is missing.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        FlushFolder(Path.GetDirectoryName(folder)!);
    }

    /// <summary>A rename is on the disk when its folder is. The runtime opens no folder, so the system is asked itself.</summary>
    /// <exception cref="IOException">The folder cannot be flushed.</exception>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int handle = Native.Open([.. System.Text.Encoding.UTF8.GetBytes(folder), 0], 0);
        if (handle < 0)
        {
            throw new IOException("The folder cannot be opened.");
        }

        try
        {
            // A file system that knows no such thing (invalid argument) has nothing to flush.
            if (Native.Fsync(handle) != 0 && Marshal.GetLastPInvokeError() != Native.InvalidArgument)
            {
                throw new IOException("The folder cannot be flushed.");
            }
        }
        finally
        {
            _ = Native.Close(handle);
        }
    }

    private static class Native
    {
        public const int InvalidArgument = 22;
        private const string Name = "libc";

        [DllImport(Name, EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(byte[] path, int flags);

        [DllImport(Name, EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Fsync(int handle);

        [DllImport(Name, EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int handle);
    }
}
