using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;

namespace DataSharing.Gateway.Holders;

/// <summary>
/// Finds who holds an incident: every export with a row of it, from the ledger alone. The incident itself is looked for in the source too.
/// </summary>
/// <param name="folder">The configuration.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="book">The orders.</param>
internal sealed class HolderLookup(ConfigurationFolder folder, ExportLedger ledger, OrderBook book)
{
    /// <summary>Finds it, and makes the random id by which the journal calls the incident where it has none.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RefusedException">Nobody knows the incident, or its name stands for several.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public async Task<IncidentHolders> FindAsync(HolderQuestion question, CancellationToken ct)
    {
        KnownIncident incident = await new IncidentLookup(folder, ledger, book).FindAsync(question.Incident, ct);
        ILookup<string, SentRow> sent = ledger.Sent.Of(incident.Key, ct)
            .Where(row => (question.Force is null || row.Force == question.Force) && (row.MayBeRead || row.IsPending))
            .ToLookup(row => row.Force, StringComparer.Ordinal);
        var then = new ProfilesThen(folder, ledger);
        string title = folder.ReadSettings().Title;
        var holders = new List<Holder>();
        foreach (IGrouping<string, SentRow> rows in sent.OrderBy(rows => rows.Key, StringComparer.Ordinal))
        {
            holders.Add(await HolderAsync(then, title, [.. rows], ct));
        }

        return new IncidentHolders { Incident = incident, Name = await ledger.Orders.NameAsync(incident.Key, ct), Holders = holders };
    }

    /// <summary>Whether a force has a profile, or the ledger an export to it.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<bool> KnowsForceAsync(string force, CancellationToken ct) =>
        folder.HasForce(force) || (ledger.IsThere && (await ledger.Exports.NextSequenceAsync(force, ct)).Sequence > 1);

    private async Task<Holder> HolderAsync(ProfilesThen then, string title, IReadOnlyList<SentRow> rows, CancellationToken ct)
    {
        var tellings = new List<Telling>();
        Agreement? agreement = null;
        foreach (SentRow row in rows)
        {
            RecordedExport export = await ledger.Exports.FindAsync(row.ExportId, ct)
                ?? throw new InvalidOperationException("A row of the ledger is of an export.");
            ForceProfile? profile = await then.OfAsync(export, ct);
            agreement = profile?.Agreement ?? agreement;
            tellings.Add(new Telling
            {
                Row = row,
                Export = export,
                Columns = row.Action == RowAction.Withdraw ? [] : profile is null ? null : then.ColumnsOf(profile),
                Basis = profile?.Agreement.Basis,
                Purpose = profile?.Agreement.Purpose,
            });
        }

        var incident = SentIncident.Of(rows);
        return new Holder
        {
            Force = rows[0].Force,
            Name = agreement?.Parties.Where(party => party != title).ToList() is { Count: > 0 } parties ? string.Join(", ", parties) : rows[0].Force,
            RecordId = rows[^1].Token,
            Tellings = tellings,
            ToldToDelete = incident.IsTold ? tellings.Find(telling => telling.Export.Id == incident.Told) : null,
            IsBeingTold = incident.IsBeingTold,
        };
    }
}
