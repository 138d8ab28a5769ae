using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// A change of files that forces share, as the forces have it that wait because of it alone: the profile file of each says what it said in
/// the text last used. A force whose own file changed too, and one of which no text was used yet, is accepted by itself.
/// </summary>
/// <param name="Forces">The forces, in ordinal order.</param>
/// <param name="Others">The forces that wait and are accepted by themselves, in ordinal order.</param>
internal sealed record SharedChange(IReadOnlyList<ProfileInUse> Forces, IReadOnlyList<ProfileInUse> Others)
{
    /// <summary>The fingerprint over each force's slug and fingerprint, in the order of the forces.</summary>
    public string Sha256 => Fingerprint.Of(Forces.Select(use => (use.Present.Profile.Force, Encoding.ASCII.GetBytes(use.Sha256))));

    /// <summary>The line that accepts it, ready to paste.</summary>
    public string Line => $"datasharing profile accept --all {Sha256} --reason TEXT";

    /// <summary>Looks at every force whose configuration has no problems.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<SharedChange> ReadAsync(ConfigurationFolder folder, ExportLedger ledger, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(ledger);
        var forces = new List<ProfileInUse>();
        var others = new List<ProfileInUse>();
        foreach (string force in folder.Forces())
        {
            ForceConfiguration present;
            try
            {
                present = folder.ReadForce(force);
            }
            catch (ConfigurationException)
            {
                // Suspended, which is told elsewhere; it is compared when it can be read.
                continue;
            }

            ProfileInUse use = await ProfileInUse.LookAsync(folder, ledger, present, ct);
            if (use.Waits)
            {
                (await IsSharedAsync(ledger, use, ct) ? forces : others).Add(use);
            }
        }

        return new SharedChange(forces, others);
    }

    private static async Task<bool> IsSharedAsync(ExportLedger ledger, ProfileInUse use, CancellationToken ct)
    {
        string force = use.Present.Profile.Force;
        DeliveredProfile? before = use.Last is { } last ? await ledger.Accepted.TextAsync(force, last.Sha256, ct) : use.Migrated;
        string file = $"forces/{force}.json";
        return before is not null && FileOf(before, file) is { } then && then.AsSpan().SequenceEqual(FileOf(use.Text, file));
    }

    private static byte[]? FileOf(DeliveredProfile text, string file) => text.Files.FirstOrDefault(one => one.File == file).Bytes;
}
