using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// By which profile a force is told what was withdrawn: by the one that its runs go by, whether or not it is enabled; where that is broken,
/// gone, may not follow the last one or was not accepted, by the text last used, or else the last that delivered, as the ledger keeps it, if
/// its login can still be read.
/// </summary>
internal sealed class TellingProfile(ConfigurationFolder folder, ExportLedger ledger)
{
    /// <summary>The profile; null where there is none: the force cannot be told.</summary>
    /// <inheritdoc cref="LookAsync" path="/exception"/>
    public async Task<ForceConfiguration?> FindAsync(string force, CancellationToken ct) => (await LookAsync(force, ct)).Profile;

    /// <summary>
    /// The profile, null where there is none, and how it stands to what was accepted, null where an earlier text has to take its place.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    /// <exception cref="ConfigurationException"><c>gateway.json</c> has problems.</exception>
    public async Task<(ForceConfiguration? Profile, ProfileInUse? InUse)> LookAsync(string force, CancellationToken ct)
    {
        // Nothing goes to anybody without it.
        folder.ReadSettings();
        ForceConfiguration? standing = Standing(force);
        if (standing is not null && await ProfileOrder.RefusalOfAsync(ledger, standing, ct) is null)
        {
            ProfileInUse use = await ProfileInUse.LookAsync(folder, ledger, standing, ct);
            if (use.Runs is { } runs)
            {
                return (runs, use);
            }
        }

        ForceConfiguration? delivered = await ProfileInUse.LastAsync(folder, ledger, force, ct) ?? await DeliveredAsync(force, ct);
        return (delivered?.Drop.IsLoginReadable() == true ? delivered : null, null);
    }

    /// <summary>The mailbox of the force's agreement; null where none is written, or no profile of the force can be read.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<string?> ContactAsync(string force, CancellationToken ct) =>
        Standing(force) is { } standing ? standing.Profile.Agreement.Contact : (await DeliveredAsync(force, ct))?.Profile.Agreement.Contact;

    /// <summary>The last profile that delivered; null where the ledger keeps none, or it cannot be read any more.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<ForceConfiguration?> DeliveredAsync(string force, CancellationToken ct)
    {
        if (await ledger.Delivered.LastAsync(force, ct) is not { } files)
        {
            return null;
        }

        try
        {
            return folder.ReadDelivered(force, files.Files);
        }
        catch (ConfigurationException)
        {
            // It was whole when it delivered, and a later program does not take it: the force is told by a person.
            return null;
        }
    }

    private ForceConfiguration? Standing(string force)
    {
        try
        {
            return folder.HasForce(force) ? folder.ReadForce(force) : null;
        }
        catch (ConfigurationException)
        {
            // Suspended, which is told elsewhere.
            return null;
        }
    }
}
