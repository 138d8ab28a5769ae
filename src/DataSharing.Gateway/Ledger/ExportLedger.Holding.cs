using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What a force holds is in two places. The rows of the first delivered export that has any stay where they are: closing it copies nothing. What later exports say of
/// a record stands in the table <c>holding</c>, in the place of that record's first row.
/// </summary>
internal sealed partial class ExportLedger
{
    /// <summary>The first export, whose rows are the bottom of the force's holding. Exports of a force are delivered in the order of their ids, so it stays the first.</summary>
    internal const string FirstExports =
        """
        select min(id) from export
        where state = 'delivered' and kind <> 'resend' and rows_new + rows_amend + rows_withdraw + rows_resend > 0
        """;

    private const string FirstExport = FirstExports + " and force = @force";

    private const string SelectFirst =
        $"""
        select incident_key, token, version, row_hash, key_id, (select sequence from export where id = ({FirstExport})) as last_sequence, placement
        from exported_row where export_id = ({FirstExport}) order by incident_key
        """;

    private const string SelectLater =
        """
        select incident_key, token, version, row_hash, key_id, last_sequence, placement from holding
        where force = @force order by incident_key
        """;

    private const string CountHeld =
        $"""
        select (select count(*) from holding where force = @force and row_hash is not null)
             + (select count(*) from exported_row r
                where r.export_id = ({FirstExport}) and r.row_hash is not null
                  and not exists (select 1 from holding h where h.force = @force and h.incident_key = r.incident_key))
        """;

    private const string CountLater = "select count(*) from holding where force = @force";

    private const string CountRowsOf = "select count(*) from exported_row where export_id = @exportId";

    private const string OtherTokens =
        $"""
        select count(*) from exported_row r join exported_row f on f.incident_key = r.incident_key
        where r.export_id = @exportId and f.export_id = ({FirstExport}) and f.token <> r.token
        """;

    // No token is twice in an export, so that each of its tokens has one record in the holding that has moved.
    private const string RecordsOfTokens =
        $"""
        select count(distinct held.incident_key)
        from (select incident_key, token from exported_row where export_id = ({FirstExport})
              union all select incident_key, token from holding where force = @force) held
        where held.token in (select token from exported_row where export_id = @exportId)
        """;

    /// <summary>
    /// Streams what the force holds and once held, in the order of the incident keys, on connections of its own: the rows are of one moment,
    /// whatever is written meanwhile.
    /// </summary>
    public IEnumerable<HoldingRow> ReadHolding(string force, CancellationToken cancellation = default)
    {
        const string stage = "reading the holding";
        using IEnumerator<HoldingRow> later = _database.StreamHolding(stage, SelectLater, force, cancellation).GetEnumerator();

        // Begun before the first export is read, which never changes: together they are what the holding was when the later of the two was begun.
        bool more = later.MoveNext();
        foreach (HoldingRow first in _database.StreamHolding(stage, SelectFirst, force, cancellation))
        {
            while (more && later.Current.Key < first.Key)
            {
                yield return later.Current;
                more = later.MoveNext();
            }

            if (more && later.Current.Key == first.Key)
            {
                yield return later.Current;
                more = later.MoveNext();
            }
            else
            {
                yield return first;
            }
        }

        while (more)
        {
            yield return later.Current;
            more = later.MoveNext();
        }
    }

    /// <summary>How many records the force has now.</summary>
    public Task<int> CountHeldAsync(string force, CancellationToken cancellation = default) =>
        _database.ReadAsync("counting the holding", work => work.With(Patience.Still).ScalarAsync<int>(CountHeld, new { force }), cancellation);

    /// <summary>Makes the rows of an export, which is delivered by now, the force's holding.</summary>
    private static async Task MoveHoldingAsync(LedgerWork work, ExportRow export)
    {
        var parameters = new { force = export.Force, sequence = export.Sequence, exportId = export.Id };
        bool agrees;
        bool first = await work.ScalarAsync<long?>(FirstExport, parameters) == export.Id;
        work = work.With(Patience.Work);
        if (first)
        {
            agrees = await work.ScalarAsync<long>(CountRowsOf, parameters) == export.Rows.Total && await work.ScalarAsync<long>(CountLater, parameters) == 0;
        }
        else
        {
            agrees = await work.Database.MoveHoldingAsync(work, parameters) == export.Rows.Total
                && await work.ScalarAsync<long>(OtherTokens, parameters) == 0
                && (export.Rows.New == 0 || await work.ScalarAsync<long>(RecordsOfTokens, parameters) == export.Rows.Total);
        }

        if (!agrees)
        {
            throw work.Fault(LedgerFault.Conflict, "the rows of the export contradict the holding");
        }
    }
}
