using System.Globalization;
using System.Runtime.InteropServices;

namespace DataSharing.Gateway.Machine;

/// <summary>
/// Whether a file that holds a secret, and every folder and link on the way to it, can be changed by root and the account that runs this
/// program alone. Another account that can put a file of its own in the place of a key chooses the tokens that a force gets, or who is
/// taken for us.
/// </summary>
/// <remarks>
/// A credential of systemd passes: it belongs to root, or to the account of the service, in a folder that nobody may write. What systemd
/// lets the service read by an access list shows as the group's read bit. Source: systemd.exec(5), "Credentials".
/// </remarks>
internal static class SecretPath
{
    /// <summary>As many links as the kernel follows.</summary>
    private const int LinksAtMost = 40;

    private const UnixFileMode WrittenByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OpenToOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// What is wrong with a file or with the way to it, with what to do: the end of a sentence that begins with the file, without its full
    /// stop. Null where nothing is, and where there is no file.
    /// </summary>
    /// <param name="path">The file, as a full path.</param>
    public static string? FaultOf(string path) =>
        OperatingSystem.IsWindows() || !File.Exists(path) ? null
        : FileEntry.IsPipeOrDevice(path) ? "is a named pipe or a device. Put a regular file there"
        : ModeFault(path) ?? WayFault(path);

    /// <summary>
    /// As <see cref="FaultOf"/>, of the folder in which a file is to be made, as far as it is there: the end of a sentence that begins with
    /// the file.
    /// </summary>
    /// <param name="path">The file that is to be made, as a full path.</param>
    public static string? FaultOfNew(string path) => WayFault(path);

    private static string? ModeFault(string path)
    {
        string? credentials = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        bool isCredential = credentials is { Length: > 1 } && path.StartsWith(credentials.TrimEnd('/') + "/", StringComparison.Ordinal);
        UnixFileMode mode = File.GetUnixFileMode(path);
        return (mode & (isCredential ? OpenToOthers & ~UnixFileMode.GroupRead : OpenToOthers)) == 0
            ? null
            : $"has mode {Octal(mode)} and is open to others than its owner. Run: chmod 0600 {path}, and think about who may have read it";
    }

    /// <summary>Walks as the kernel does, from the root, and looks at everything that is passed.</summary>
    private static string? WayFault(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        uint self = EffectiveUser();
        var left = new Stack<string>(Names(path).Reverse());
        string folder = "/";
        for (int links = 0; left.TryPop(out string? name);)
        {
            if (name == "..")
            {
                folder = Path.GetDirectoryName(folder) ?? "/";
                continue;
            }

            string at = Path.Join(folder, name);
            if (FileEntry.Look(at, followLinks: false) is not { } entry)
            {
                break;
            }

            if ((OwnerFault(path, at, entry, self) ?? FolderFault(at, entry)) is { } fault)
            {
                return fault;
            }

            if (entry.IsLink)
            {
                if (++links > LinksAtMost || new FileInfo(at).LinkTarget is not { } target)
                {
                    break;
                }

                folder = target.StartsWith('/') ? "/" : folder;
                foreach (string next in Names(target).Reverse())
                {
                    left.Push(next);
                }
            }
            else if (entry.IsFolder)
            {
                folder = at;
            }
        }

        // Nor is a folder for everybody, such as /tmp, a place for it: it is emptied, and anybody may put the next file there.
        return FileEntry.Look(folder, followLinks: false) is { } last && (last.Mode & WrittenByOthers) != 0
            ? $"is in the folder {folder}, which everybody may write. Move it into a folder of its own, with mode 0700"
            : null;
    }

    private static string? OwnerFault(string path, string at, FileEntry entry, uint self)
    {
        if (entry.Owner == 0 || entry.Owner == self)
        {
            return null;
        }

        string what = at == path ? "" : entry.IsFolder ? $"is in the folder {at}, which " : $"is reached through {at}, which ";
        return string.Create(CultureInfo.InvariantCulture,
            $"{what}belongs to the account {entry.Owner}. Only root and the account that runs this program, which is {self}, may own it: run the program as its account, or give it to that account with chown");
    }

    /// <summary>Where the sticky bit is set nobody can rename or remove what belongs to another.</summary>
    private static string? FolderFault(string at, FileEntry entry) =>
        entry.IsFolder && (entry.Mode & WrittenByOthers) != 0 && (entry.Mode & UnixFileMode.StickyBit) == 0
        ? $"is in the folder {at}, which others than its owner may write (mode {Octal(entry.Mode)}): they can put another file in its place. Run: chmod go-w {at}"
        : null;

    private static IEnumerable<string> Names(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".");

    private static string Octal(UnixFileMode mode) => "0" + Convert.ToString((int)mode, 8);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUser();
}
