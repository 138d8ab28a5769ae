using System.IO.Compression;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>The configuration files under which something was delivered, in the order of their fingerprint.</summary>
/// <param name="Files">Each with its path in the configuration folder.</param>
internal sealed record DeliveredProfile(IReadOnlyList<(string File, byte[] Bytes)> Files)
{
    // Far above the largest reference lists there are; what unpacks to more was not packed here.
    private const long MostUnpacked = 256 << 20;

    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The profile's hash, as its exports and their manifests have it.</summary>
    public string Hash => Fingerprint.Of(Files);

    /// <summary>As one block of bytes, the same for the same files.</summary>
    internal byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string file, byte[] bytes) in Files)
            {
                ZipArchiveEntry entry = archive.CreateEntry(file, CompressionLevel.Optimal);
                entry.LastWriteTime = NoTime;
                using Stream content = entry.Open();
                content.Write(bytes);
            }
        }

        return packed.ToArray();
    }

    /// <summary>What was packed.</summary>
    /// <exception cref="InvalidDataException">It is no such block.</exception>
    internal static DeliveredProfile Unpack(byte[] packed)
    {
        using var archive = new ZipArchive(new MemoryStream(packed), ZipArchiveMode.Read);
        if (archive.Entries.Sum(entry => entry.Length) > MostUnpacked)
        {
            throw new InvalidDataException("The files are larger than any configuration.");
        }

        var files = new List<(string, byte[])>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            byte[] bytes = new byte[entry.Length];
            using Stream content = entry.Open();
            content.ReadExactly(bytes);
            files.Add((entry.FullName, bytes));
        }

        return new DeliveredProfile(files);
    }
}
