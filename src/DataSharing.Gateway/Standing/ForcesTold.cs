using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// How far it is, at each force, that it knows that it must delete an incident which was withdrawn. Asked of the ledger and the
/// configuration alone: it needs no source, and no profile that is whole.
/// </summary>
internal sealed class ForcesTold(ConfigurationFolder folder, ExportLedger ledger)
{
    private readonly TellingProfile _telling = new(folder, ledger);

    /// <summary>Every force that has a profile, or was ever served, in ordinal order.</summary>
    /// <param name="key">The incident.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<IReadOnlyList<ForceToldState>> ReadAsync(IncidentKey key, CancellationToken ct)
    {
        ILookup<string, SentRow> sent = ledger.Sent.Of(key, ct).ToLookup(row => row.Force, StringComparer.Ordinal);
        var states = new List<ForceToldState>();
        foreach (string force in folder.Forces().Union(await ledger.Leases.ServedForcesAsync(ct), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal))
        {
            states.Add(await StateAsync(force, [.. sent[force]], ct));
        }

        return states;
    }

    private async Task<ForceToldState> StateAsync(string force, IReadOnlyList<SentRow> rows, CancellationToken ct)
    {
        SentRow[] underWay = [.. rows.Where(row => row.IsPending && row.Action != RowAction.Withdraw)];
        var incident = SentIncident.Of(rows);
        ToldState state = incident switch
        {
            { Last: null } => ToldState.NotSent,
            { IsTold: true } => ToldState.Told,
            { IsBeingTold: true } => ToldState.UnderWay,
            _ when !await CanBeToldAsync(force, ct) => ToldState.CannotBeTold,
            _ => underWay.Any(row => row.State is ExportState.Publishing or ExportState.Published or ExportState.Unconfirmed) ? ToldState.UnderWay : ToldState.Sent,
        };
        return new ForceToldState(
            force, state, [.. underWay.Select(row => (row.Number, row.State)).Distinct()],
            rows.Count == 0 ? null : await _telling.ContactAsync(force, ct));
    }

    private async Task<bool> CanBeToldAsync(string force, CancellationToken ct)
    {
        try
        {
            return await _telling.FindAsync(force, ct) is not null;
        }
        catch (ConfigurationException)
        {
            // Until gateway.json is mended nobody is told anything; that is told of it, and no force's own.
            return true;
        }
    }
}

/// <summary>How far it is that a force knows that it must delete an incident.</summary>
internal enum ToldState
{
    /// <summary>The force does not have it and never had it: nothing is to be told.</summary>
    NotSent,

    /// <summary>
    /// A file that has it may just now be read, or of which it is not known whether it was; or the file that withdraws it is on its way.
    /// </summary>
    UnderWay,

    /// <summary>The force has it, and has not been told yet.</summary>
    Sent,

    /// <summary>The file that withdraws it was delivered.</summary>
    Told,

    /// <summary>The force has it, and no file can tell it: a person calls.</summary>
    CannotBeTold,
}

/// <summary>One force, and one incident that was withdrawn.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="State">How far it is.</param>
/// <param name="UnderWay">The exports under way that have the incident and do not withdraw it, with their states.</param>
/// <param name="Contact">The force's mailbox for a call, of its agreement; null where none is written or it cannot be read.</param>
internal sealed record ForceToldState(
    string Force, ToldState State, IReadOnlyList<(ExportNumber Number, ExportState State)> UnderWay, string? Contact);
