using System.Reflection;

namespace DataSharing.Gateway.Configuration;

/// <summary>The files of a controller's folder that are built into the program, so that a new folder can begin with them.</summary>
internal static class ShippedFiles
{
    private const string Prefix = "folder/";
    private const string SamplePrefix = "sample/";

    /// <summary>Their paths in the folder, in ordinal order.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The profiles of the sample, by their paths in its folder.</summary>
    public static IReadOnlyList<string> SampleForces { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(SamplePrefix + "forces/", StringComparison.Ordinal))
            .Select(name => name[SamplePrefix.Length..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The content of one.</summary>
    /// <param name="path">Its path in the folder, one of <see cref="Paths"/>.</param>
    public static byte[] Bytes(string path) => Resource(Prefix + path);

    /// <summary>The content of a file of the sample that a new folder does not begin with.</summary>
    /// <param name="path">Its path in the sample's folder.</param>
    public static byte[] Sample(string path) => Resource(SamplePrefix + path);

    private static byte[] Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>As <see cref="Bytes"/>, as a text.</summary>
    public static string Text(string path) => System.Text.Encoding.UTF8.GetString(Bytes(path));
}
