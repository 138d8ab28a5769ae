using System.Globalization;
using System.Runtime.InteropServices;

namespace DataSharing.Gateway.People;

/// <summary>
/// The account under which somebody logged in to this machine: the kernel's login id, which <c>su</c> and <c>sudo</c> keep, and without one
/// the process's real user id. Nothing that the process's environment says is asked: whoever starts a program writes it.
/// </summary>
/// <remarks>Source: proc_pid_loginuid(5), proc_pid_status(5).</remarks>
internal sealed class Login
{
    /// <summary>What the kernel has as the login id of a process that nobody logged in to start.</summary>
    public const uint Unset = uint.MaxValue;

    private const string LoginFile = "/proc/self/loginuid";
    private const string StatusFile = "/proc/self/status";
    private const string RealId = "Uid:";

    private Login(uint number, string name)
    {
        Number = number.ToString(CultureInfo.InvariantCulture);
        Name = name;
    }

    /// <summary>The user id, in digits.</summary>
    public string Number { get; }

    /// <summary>The account's name; the user id where the machine has no name for it.</summary>
    public string Name { get; }

    /// <summary>Whoever runs this process.</summary>
    public static Login Current() => Read(LoginFile, StatusFile);

    /// <summary>Reads the login from files that have the form of the kernel's.</summary>
    /// <param name="loginFile">The login id; a kernel without audit has no such file.</param>
    /// <param name="statusFile">The status of the process.</param>
    /// <exception cref="IOException">Neither can be read, or the status has no user id.</exception>
    public static Login Read(string loginFile, string statusFile)
    {
        uint number = LoginIdIn(loginFile) ?? RealIdIn(statusFile);
        return new Login(number, NameOf(number) ?? number.ToString(CultureInfo.InvariantCulture));
    }

    private static uint? LoginIdIn(string file) =>
        System.IO.File.Exists(file)
            && uint.TryParse(System.IO.File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            && number != Unset
            ? number
            : null;

    private static uint RealIdIn(string file)
    {
        string line = System.IO.File.ReadLines(file).FirstOrDefault(line => line.StartsWith(RealId, StringComparison.Ordinal)) ?? "";
        // Real, effective, saved and file system's, in this order.
        return uint.TryParse(
            line[Math.Min(RealId.Length, line.Length)..].Split('\t', StringSplitOptions.RemoveEmptyEntries) is [var real, ..] ? real : "",
            NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw new IOException($"{file} does not say under which user id this program runs.");
    }

    /// <summary>The name that the machine has for a user id; null where it has none.</summary>
    private static string? NameOf(uint number) =>
        GetUser(number) is var entry && entry == IntPtr.Zero ? null : Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry));

    // The name is the first member of the entry. The entry is one that the next call overwrites: it is read at once, and by this method
    // alone.
    [DllImport("libc", EntryPoint = "getpwuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr GetUser(uint number);
}
