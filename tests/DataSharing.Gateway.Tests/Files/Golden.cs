using System.Runtime.CompilerServices;

namespace DataSharing.Gateway.Tests.Files;

/// <summary>Files whose bytes are agreed. They were written by hand: a change of one is a change of what forces receive.</summary>
internal static class Golden
{
    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder(), name));

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "golden");
}
