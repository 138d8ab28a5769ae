using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Lets a force go on with a ledger that is older than what is known outside it: at a higher sequence, and with the orders that it lacks.
/// </summary>
internal sealed class LedgerAcceptance(GatewaySettings settings, ExportLedger ledger, TimeProvider time)
{
    private readonly LedgerAge _age = LedgerAge.Of(settings, ledger);
    private readonly WitnessFolder _witness = new(settings.WitnessFolder);

    /// <summary>
    /// For a person who knows that the ledger is older, or that it is lost. Every order of the file outside it is taken back, of whatever
    /// force. Nothing in the outbox is touched.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="next">The sequence of its next export.</param>
    /// <param name="withdrawals">How many withdrawals were made since the backup, by the person's word; null where it was not given.</param>
    /// <param name="person">Who accepts it.</param>
    /// <param name="why">Why.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RefusedException">The number is, or may be, used; there is nothing to accept; or the withdrawals are not
    /// known.</exception>
    /// <exception cref="WitnessException">The witness cannot be read or written.</exception>
    public async Task<AcceptedLedger> AcceptAsync(
        Lease lease, int next, int? withdrawals, string person, string why, CancellationToken ct)
    {
        string force = lease.Force;
        OrdersCompared orders = await _age.Orders.CompareAsync(ct);
        LedgerFinding found = await _age.LookAsync(force, orders, ct);
        string? lacking = (await ledger.Journal.RestoredAsync(force, ct)).LackingOrder;
        string? notKnown = found.Older is null && orders.Read.Fault is null ? null
            : orders.NotKnown ?? (lacking is null || orders.Read.Orders.Any(order => order.Id == lacking) ? null
            : $"the file of orders of another machine has one that {orders.Path} lacks. Give the command on that machine, where it is still there");
        Require(found, orders, notKnown, next, withdrawals);

        // Before the force may go on. Killed after it, the force is still stopped, and the command takes back nothing twice.
        IReadOnlyList<StandingOrder> back = await ledger.Orders.TakeBackAsync(orders.Read.Orders, person, ct);
        (JournalHead entry, IReadOnlyList<int> givenUp) = await ledger.Journal.AcceptRestoredAsync(
            lease, next, found.Attempt, person, why, withdrawals, ct);
        string? aside = orders.Read.Fault is null ? null : _age.Orders.Outside.SetAside(time.GetUtcNow());
        if (orders.NotKnown is not null)
        {
            // The person's word is recorded. From here on the file is whole again.
            await _age.Orders.CopyAsync(ct);
        }

        // After the ledger: killed in between, the entry itself says that an earlier witness is no longer judged.
        _witness.Write(new Witnessed(force, next - 1, found.Attempt, entry.Entry, entry.Hash, entry.Hash));
        return new AcceptedLedger(entry, givenUp, back, aside);
    }

    private static void Require(LedgerFinding found, OrdersCompared orders, string? notKnown, int next, int? withdrawals)
    {
        if (next < found.Next)
        {
            throw new RefusedException(
                Reason.NextTooLow,
                $"Sequence {Number(next)} of {found.Force} was used, or may have been: the highest known one is {Number(found.Next - 1)}. Where the force has none above that, write --next {Number(found.Next)}.");
        }

        if (found.Older is null && orders.Read.Fault is null && next == found.LedgerNext)
        {
            throw new RefusedException(
                Reason.NothingWaiting,
                $"{found.Force} goes on at sequence {Number(next)} without it: the ledger is not older than what is known to have been sent.");
        }

        if (notKnown is not null && withdrawals is null)
        {
            throw new RefusedException(
                Reason.LedgerOlder,
                $"Nobody knows which withdrawals the ledger lacks: {notKnown}. {found.Force} stays stopped. Find out how many were made since the backup: the list that your office keeps of objections and erasures, and the e-mails in which they came. "
                + $"Then write the number, 0 where there were none: datasharing ledger accept-restored {found.Force} --next {Number(next)} --withdrawals N --reason TEXT. Each of them is to be given again with \"datasharing withdraw\" before anything is sent. See deploy/RUNBOOK.md, \"The ledger was restored\".");
        }

        if (notKnown is null && withdrawals is { } said && said != orders.WithdrawalsLacking)
        {
            throw new RefusedException(
                Reason.LedgerOlder,
                $"The file of orders {orders.Path} is whole, and the ledger lacks {Number(orders.WithdrawalsLacking)} withdrawals of it, not {Number(said)}. Leave --withdrawals out: they are taken back from the file. Where you know of others, give them again with \"datasharing withdraw\".");
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What came of it.</summary>
/// <param name="Entry">The journal entry.</param>
/// <param name="GivenUp">The sequences that were given up because they may have been sent.</param>
/// <param name="OrdersBack">The orders that the ledger lacked.</param>
/// <param name="Aside">Where a damaged file of orders is kept; null where it was whole, or missing.</param>
internal sealed record AcceptedLedger(
    JournalHead Entry, IReadOnlyList<int> GivenUp, IReadOnlyList<StandingOrder> OrdersBack, string? Aside);
