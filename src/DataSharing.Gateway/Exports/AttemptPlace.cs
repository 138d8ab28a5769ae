using System.Security.Cryptography;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>Where the two files of an attempt are written, and under which key they are sealed.</summary>
internal sealed class AttemptPlace
{
    private AttemptPlace(Outbox outbox, byte[] key, string keyId, string force, ExportNumber number)
    {
        Outbox = outbox;
        Key = key;
        KeyId = keyId;
        DataEntry = Outbox.DataEntry(force, number.Sequence, number.Attempt);
        ManifestEntry = Outbox.ManifestEntry(force, number.Sequence, number.Attempt);
    }

    /// <summary>Where they lie.</summary>
    public Outbox Outbox { get; }

    /// <summary>The key.</summary>
    public byte[] Key { get; }

    /// <summary>The key's id.</summary>
    public string KeyId { get; }

    /// <summary>The entry of the data file.</summary>
    public string DataEntry { get; }

    /// <summary>The entry of the manifest.</summary>
    public string ManifestEntry { get; }

    /// <summary>In the outbox, under the force's active archive key.</summary>
    public static AttemptPlace Of(RunWork work, ExportNumber number) =>
        new(work.Outbox, work.Keys.ArchiveKey(work.Keys.ActiveKeyId)!, work.Keys.ActiveKeyId, work.Slug, number);

    /// <summary>In the folder of a dry run, under a key that is forgotten.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="build">Which build of the dry run it is, from 1.</param>
    public static AttemptPlace OfDryRun(string folder, int build)
    {
        byte[] key = RandomNumberGenerator.GetBytes(SealedFile.KeyLength);
        return new AttemptPlace(new Outbox(folder), key, new MasterKey(key).Id, "dry-run", new ExportNumber(build, 1));
    }
}
