using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace DataSharing.Gateway.Machine;

/// <summary>What the system tells of an entry of a folder without opening it.</summary>
/// <param name="Owner">The user id of its owner.</param>
/// <param name="Bits">Its type and mode, as the system has them.</param>
internal readonly record struct FileEntry(uint Owner, ushort Bits)
{
    private const int TypeBits = 0xF000;

    public UnixFileMode Mode => (UnixFileMode)(Bits & 0xFFF);

    public bool IsFolder => (Bits & TypeBits) == 0x4000;

    public bool IsLink => (Bits & TypeBits) == 0xA000;

    /// <summary>Whether it is a file in which bytes are stored.</summary>
    public bool IsRegular => (Bits & TypeBits) == 0x8000;

    /// <summary>
    /// Whether a path leads, over its links, to something that is neither a regular file nor a folder: a named pipe, whose opening waits for
    /// a writer, or a device, which may have no end.
    /// </summary>
    public static bool IsPipeOrDevice(string path) => Look(path, followLinks: true) is { IsRegular: false, IsFolder: false };

    /// <summary>The owner and mode of an entry; null where it is not there, or the system does not tell.</summary>
    /// <param name="path">The entry, as a full path.</param>
    /// <param name="followLinks">Whether a link stands for what it leads to, and not for itself.</param>
    public static FileEntry? Look(string path, bool followLinks)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        const int here = -100, doNotFollow = 0x100;
        const uint type = 1, mode = 2, owner = 8;
        const int ownerAt = 20, modeAt = 28;
        byte[] found = new byte[256];
        try
        {
            if (Statx(here, Encoding.UTF8.GetBytes(path + '\0'), followLinks ? 0 : doNotFollow, type | mode | owner, found) != 0)
            {
                return null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before the call.
            return null;
        }

        return new FileEntry(
            BinaryPrimitives.ReadUInt32LittleEndian(found.AsSpan(ownerAt)), BinaryPrimitives.ReadUInt16LittleEndian(found.AsSpan(modeAt)));
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, [Out] byte[] found);
}
