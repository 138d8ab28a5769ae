using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Alerts;

/// <summary>Tells, once a day each, of forces that have what was withdrawn and that no file can tell.</summary>
internal sealed class UntellableForces(ConfigurationFolder folder, ExportLedger ledger, ToldMarks marks, TimeProvider time)
{
    private readonly WaitingWithdrawals _waiting = new(folder, ledger, time);
    private readonly TellingProfile _telling = new(folder, ledger);

    /// <summary>Tells of those of which it was not told today.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task TellAsync(CancellationToken ct)
    {
        foreach (WaitingForce force in await WaitingAsync(ct))
        {
            string? contact = await _telling.ContactAsync(force.Force, ct);
            string mailbox = contact is null ? "No mailbox of it is known (agreement.contact)." : $"Its mailbox: {contact}.";
            string message = string.Create(
                CultureInfo.InvariantCulture,
                $"The force may have {force.Records:N0} record(s) that were withdrawn, and no file can tell it: its profile is broken or gone, and the last one that delivered is not kept or its login cannot be read. {mailbox} Ask it to delete them: datasharing withdrawals --open. Or mend the profile.");
            await marks.TellOnceAsync(
                new Alert(AlertKind.CannotBeTold, force.Force, message) { Reason = Reason.CannotBeTold.Code },
                [$"{force.Force} {DayText.Of(London.Today(time))}"], null, ct);
        }
    }

    private async Task<IReadOnlyList<WaitingForce>> WaitingAsync(CancellationToken ct)
    {
        try
        {
            return [.. (await _waiting.ReadAsync(ct)).Where(force => force is { Profile: null, Records: > 0 })];
        }
        catch (Exception error) when (error is KeyRingException or KeyUnknownException)
        {
            // Every run says so, and is told of.
            return [];
        }
    }
}
