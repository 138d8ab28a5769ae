using System.IO.Compression;
using System.Text.Json;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>The configuration files under which something was delivered to a force.</summary>
internal sealed class LedgerDelivered(LedgerDatabase database, LedgerLeases leases)
{
    private const string Known = "select count(*) from delivered_profile where force = @force and sha256 = @sha256";

    private const string Insert =
        "insert into delivered_profile (force, sha256, last_export, files) values (@force, @sha256, @exportId, @files)";

    private const string Update =
        "update delivered_profile set last_export = @exportId where force = @force and sha256 = @sha256 and last_export < @exportId";

    private const string SelectLast = "select files from delivered_profile where force = @force order by last_export desc, sha256 ";

    /// <summary>Keeps the files under which an export is delivered; those that are kept already are remembered as the last.</summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="exportId">The export.</param>
    /// <param name="files">The content of the files by their path in the configuration folder.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <exception cref="LeaseLostException">The lease is no longer this process's.</exception>
    public Task KeepAsync(
        Lease lease, long exportId, IReadOnlyDictionary<string, byte[]> files, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(files);
        string sha256 = Fingerprint.Of(files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, file.Value)));
        return leases.WriteAsync(
            lease,
            "keeping the configuration of a delivery",
            async work => await work.ScalarAsync<long>(Known, new { force = lease.Force, sha256 }) > 0
                ? await work.ExecuteAsync(Update, new { force = lease.Force, sha256, exportId })
                : await work.ExecuteAsync(Insert, new { force = lease.Force, sha256, exportId, files = Pack(files) }),
            cancellation);
    }

    /// <summary>The files under which something was delivered to the force last, by their path; null where none are kept.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read, or what it keeps was altered.</exception>
    public Task<IReadOnlyDictionary<string, byte[]>?> LastAsync(string force, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyDictionary<string, byte[]>?>(
            "reading the configuration of the last delivery",
            async work => await work.ScalarAsync<byte[]>(SelectLast + work.Database.First("@one"), new { force, one = 1 }) is { } packed
                ? Unpack(packed) ?? throw work.Fault(LedgerFault.Damaged, "the configuration of a delivery cannot be unpacked")
                : null,
            cancellation);

    private static byte[] Pack(IReadOnlyDictionary<string, byte[]> files)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(zip, files);
        }

        return packed.ToArray();
    }

    private static Dictionary<string, byte[]>? Unpack(byte[] packed)
    {
        try
        {
            using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<Dictionary<string, byte[]>>(zip);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException)
        {
            return null;
        }
    }
}
