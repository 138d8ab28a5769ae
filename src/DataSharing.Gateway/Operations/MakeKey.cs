using DataSharing.Disclosure;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Servers.Sqlite;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Makes the key ring, and the ledger where there is none; or adds a key to the ring. Opens the ledger itself: none may be made before it
/// is known that the ring can be, and that whoever asks may. No entry is written.
/// </summary>
/// <param name="settings">The settings of the installation, which name the place of the ring.</param>
/// <param name="ringPath">The ring's file.</param>
/// <param name="rotate">Whether to add a key to the ring that is there.</param>
/// <param name="withoutLedger">Whether to leave the ledger alone.</param>
/// <param name="time">The clock.</param>
internal sealed class MakeKey(GatewaySettings settings, string ringPath, bool rotate, bool withoutLedger, TimeProvider time)
    : Operation<string>(null)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.LedgerKeep;

    /// <summary>Whether the ledger could not be opened, so that its journal does not have what an act begins with.</summary>
    public bool IsUnwritten { get; private set; }

    /// <summary>The new key's id.</summary>
    /// <inheritdoc/>
    protected override async Task<string> ActAsync(string person, CancellationToken ct)
    {
        string ring = settings.Keys.Description;
        KeyRing? before = null;
        if (rotate)
        {
            before = KeyRingFile.Read(ringPath, ring);
        }
        else
        {
            KeyRingFile.RequireFree(ringPath);
        }

        try
        {
            await RequireKeysAsync(before, ct);
        }
        catch (LedgerException error)
        {
            throw LedgerFirst(error);
        }

        return rotate ? KeyRingFile.Rotate(ringPath, ring) : KeyRingFile.Create(ringPath);
    }

    /// <inheritdoc/>
    private protected override async Task WithLedgerAsync(Func<ExportLedger, Task> write, CancellationToken ct)
    {
        try
        {
            using ExportLedger ledger = await ExportLedger.OpenToLookAsync(
                settings.Ledger, SqliteServer.StandIn, applySchema: false, time, null, ct);
            await write(ledger);
        }
        catch (LedgerException) when (withoutLedger)
        {
            // Whoever asks says that the ledger cannot be had, and is told what it does not have.
            IsUnwritten = true;
        }
        catch (LedgerException error)
        {
            throw LedgerFirst(error);
        }
    }

    private RefusedException LedgerFirst(LedgerException error)
    {
        string command = rotate ? "datasharing keys new --rotate --without-ledger" : "datasharing keys new --without-ledger";
        return new RefusedException(Failures.ReasonOf(error)!,
            $"{error.Message} No key was made: the ledger has to say first which keys it names. Only where you know that nothing was sent under another ring: {command}.");
    }

    /// <summary>Requires that the ring has every key that the ledger or the outbox names, and then that there is a ledger.</summary>
    private async Task RequireKeysAsync(KeyRing? before, CancellationToken ct)
    {
        if (await MissingAsync(before, ct) is [var missing, ..])
        {
            string consequence = rotate ? "This is another ring than the one under which it was sent."
                : "A new ring would give every record a second token, and could not open the archive.";
            throw new RefusedException(Reason.KeysMissing, $"No key was made. {missing} {consequence} {NeededKeys.Remedy}");
        }

        if (!withoutLedger)
        {
            await LedgerAge.RequireLedgerAsync(settings, ct);
        }

        if (!rotate && !withoutLedger)
        {
            // Before the ring: without a ring it is an empty ledger, and the same can be asked for again.
            (await ExportLedger.OpenAsync(settings.Ledger, applySchema: true, time, ct)).Dispose();
        }
    }

    private async Task<IReadOnlyList<string>> MissingAsync(KeyRing? ring, CancellationToken ct)
    {
        if (withoutLedger)
        {
            return await NeededKeys.MissingAsync(null, settings.OutboxFolder, ring, ct);
        }

        using ExportLedger ledger = await ExportLedger.OpenToLookAsync(
            settings.Ledger, SqliteServer.StandIn, applySchema: false, time, null, ct);
        return await NeededKeys.MissingAsync(ledger, settings.OutboxFolder, ring, ct);
    }
}
