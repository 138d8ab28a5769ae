using System.Globalization;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>The ssh processes on this machine that connect to one port.</summary>
internal static class SshProcesses
{
    public static IReadOnlyList<int> To(int port) => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0 && Read(id, "cmdline").Split('\0') is ["ssh", .. var arguments] && arguments.Contains(port.ToString(CultureInfo.InvariantCulture)))
        .ToList();

    public static IReadOnlyDictionary<string, string> EnvironmentOf(int id) => Read(id, "environ").Split('\0', StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split('=', 2)).ToDictionary(entry => entry[0], entry => entry[1]);

    public static string FolderOf(int id) => new DirectoryInfo($"/proc/{id}/cwd").ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? string.Empty;

    private static string Read(int id, string what)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{what}");
        }
        catch (IOException)
        {
            // The process has ended between the listing and the look.
            return string.Empty;
        }
    }
}
