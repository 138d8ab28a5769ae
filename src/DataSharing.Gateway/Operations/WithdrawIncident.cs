using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Takes an incident back from every force. The entry is <c>incidentWithdrawn</c>; what then goes to the forces has the entries of the
/// export.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="told">How far the forces are told.</param>
/// <param name="book">The orders.</param>
/// <param name="incident">The incident, which was found.</param>
/// <param name="reason">Why.</param>
internal sealed class WithdrawIncident(
    ExportLedger ledger, ForcesTold told, OrderBook book, KnownIncident incident, WithdrawalReason reason)
    : Operation<WithdrawnIncident>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentWithdraw;

    /// <summary>The number of forces that hold it, as whoever asks has typed it; null where they were not asked.</summary>
    public int? Forces { get; init; }

    /// <summary>What was written about it; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The flow that carries it to the forces at once; null where it goes with each force's next due time.</summary>
    public ExportRun? Now { get; init; }

    /// <summary>Whether it goes although everything is stopped.</summary>
    public bool DespiteStop { get; init; }

    /// <inheritdoc/>
    protected override async Task<WithdrawnIncident> ActAsync(string person, CancellationToken ct)
    {
        StandingOrder? before = book.Standing(incident.Key, OrderKind.Withdraw, ct);
        bool isNew = before is null || before.Reason != reason.Code;
        IReadOnlyList<ForceToldState> at = await told.ReadAsync(incident.Key, ct);
        if (isNew && Forces != at.Count(FoundIncident.IsHeld))
        {
            throw new RefusedException(Reason.ForcesDiffer);
        }

        string? notOutside = isNew ? await GiveAsync(before, person, ct) : null;
        StandingOrder order = book.Standing(incident.Key, OrderKind.Withdraw, ct)!;
        string? failed = Now is null ? null : await SendAsync(at, person, ct);

        // Asked again: what is under way now was begun before the order, or knows of it.
        at = await told.ReadAsync(incident.Key, ct);
        return new WithdrawnIncident(order, isNew, at, failed, notOutside);
    }

    /// <summary>Gives the order, and says what is wrong where it stands in the ledger alone: the forces are told all the same.</summary>
    private async Task<string?> GiveAsync(StandingOrder? before, string person, CancellationToken ct)
    {
        try
        {
            await book.GiveAsync(OrderKind.Withdraw, incident.Key, person, reason.Code, null, Note, before, ct);
            return null;
        }
        catch (WitnessException error)
        {
            return error.Message;
        }
    }

    /// <summary>Carries it to the forces that hold it, and says which could not be reached; null for none.</summary>
    private async Task<string?> SendAsync(IReadOnlyList<ForceToldState> at, string person, CancellationToken ct)
    {
        var failed = new List<string>();
        foreach (ForceToldState force in at.Where(FoundIncident.IsHeld))
        {
            ExportResult result = await Now!.RunAsync(
                new ExportRequest(force.Force, ExportTask.Export, person) { WithdrawalsAlone = true, DespiteStop = DespiteStop, Why = reason.Code },
                ct);
            if (result.Outcome is not (RunOutcome.Delivered or RunOutcome.NothingToSend))
            {
                failed.Add(string.Create(CultureInfo.InvariantCulture, $"{force.Force} ({result.Reason?.Code ?? Json.Word(result.Outcome)})"));
            }
        }

        return failed.Count == 0 ? null : string.Join(", ", failed);
    }
}

/// <summary>A withdrawal that stands.</summary>
/// <param name="Order">The order.</param>
/// <param name="IsNew">Whether it was given now; else it stood already.</param>
/// <param name="Forces">Where the incident is after it.</param>
/// <param name="NotSent">The forces to which it was to go at once and did not, with the reasons; null for none.</param>
/// <param name="NotOutside">What is wrong where the order stands in the ledger alone, so that a restored ledger would forget it; null for nothing.</param>
internal sealed record WithdrawnIncident(
    StandingOrder Order, bool IsNew, IReadOnlyList<ForceToldState> Forces, string? NotSent, string? NotOutside);
