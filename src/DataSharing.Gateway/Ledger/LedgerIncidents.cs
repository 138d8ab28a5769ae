using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Ledger;

/// <summary>What the ledger knows of one incident, whether or not the source still has it.</summary>
internal sealed class LedgerIncidents(LedgerDatabase database)
{
    private const string CountRows = "select count(*) from exported_row where incident_key = @key";

    private const string CountNames = "select count(*) from incident_name where incident_key = @key";

    private const string SelectHeld = "select incident_key from holding where force = @force and token = @token";

    // The rows of a force's first export have no index by token: they are looked through once.
    private const string SelectSent =
        """
        select distinct r.incident_key from exported_row r
        where r.token = @token and r.export_id in (select id from export where force = @force and content_of is null)
        """;

    // The rows of a resend are those of the export it repeats.
    private const string SelectExports =
        """
        select e.force as Force, e.sequence as Sequence, e.attempt as Attempt, e.state as State, e.part_taken as PartTaken, r.action as Action
        from exported_row r join export e on coalesce(e.content_of, e.id) = r.export_id
        where r.incident_key = @key order by e.id
        """;

    /// <summary>Whether a row of it was ever built for a force, or somebody ordered something about it.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<bool> KnowsAsync(IncidentKey key, CancellationToken cancellation = default) => database.ReadAsync(
        "looking for an incident",
        async work => await work.ScalarAsync<long>(CountNames, new { key = key.Stored }) > 0
            || await work.ScalarAsync<long>(CountRows, new { key = key.Stored }) > 0,
        cancellation);

    /// <summary>The incident whose record has this token at a force; null where none has.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="token">The record's token: the record id of the force's files.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read, or two records have the token.</exception>
    public Task<IncidentKey?> OfTokenAsync(string force, string token, CancellationToken cancellation = default) =>
        database.ReadAsync<IncidentKey?>(
            "looking for a record",
            async work =>
            {
                List<string> keys = await work.ListAsync<string>(SelectHeld, new { force, token });
                if (keys.Count == 0)
                {
                    keys = await work.With(Patience.Still).ListAsync<string>(SelectSent, new { force, token });
                }

                return keys switch
                {
                    [] => null,
                    [var stored] => work.Reduced(() => IncidentKey.FromStored(stored)),
                    _ => throw work.Fault(LedgerFault.Damaged, "two records of a force have one token"),
                };
            },
            cancellation);

    /// <summary>Where the incident is: every force for which a row of it was built that did not end as void and unread.</summary>
    /// <param name="key">The incident.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<IReadOnlyList<IncidentAtForce>> AtForcesAsync(IncidentKey key, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<IncidentAtForce>>(
            "looking where an incident is",
            async work =>
            {
                List<SentRow> rows = await work.ListAsync<SentRow>(SelectExports, new { key = key.Stored });
                return work.Reduced<IReadOnlyList<IncidentAtForce>>(() =>
                    [.. rows.Where(row => !row.IsGone).GroupBy(row => row.Force, StringComparer.Ordinal).Select(At)
                        .OrderBy(at => at.Force, StringComparer.Ordinal)]);
            },
            cancellation);

    private static IncidentAtForce At(IGrouping<string, SentRow> rows)
    {
        bool isHeld = false;
        TellingState telling = TellingState.NotSent;
        foreach (SentRow row in rows)
        {
            if (!row.IsWithdrawal)
            {
                isHeld |= row.MayBeRead;
                telling = row.MayBeRead ? TellingState.NotSent : telling;
            }
            else if (row.Of == ExportState.Delivered)
            {
                (isHeld, telling) = (false, TellingState.Told);
            }
            else
            {
                telling = row.Of is ExportState.Published ? TellingState.Sent : TellingState.UnderWay;
            }
        }

        return new IncidentAtForce(
            rows.Key, isHeld, telling,
            [.. rows.Where(row => row is { IsWithdrawal: false, IsOnItsWay: true })
                .Select(row => (new ExportNumber(row.Sequence, row.Attempt), row.Of))]);
    }

    private sealed class SentRow
    {
        public string Force { get; init; } = "";

        public int Sequence { get; init; }

        public int Attempt { get; init; }

        public string State { get; init; } = "";

        public int PartTaken { get; init; }

        public int Action { get; init; }

        public ExportState Of => LedgerWords.States.Read(State);

        public bool IsWithdrawal => Action == (int)RowAction.Withdraw;

        public bool IsOnItsWay => Of is not (ExportState.Delivered or ExportState.Void);

        /// <summary>Whether bytes of it may have been read at the drop.</summary>
        public bool MayBeRead => PartTaken != 0
            || Of is ExportState.Delivered or ExportState.Unconfirmed or ExportState.Publishing or ExportState.Published;

        /// <summary>Whether it never left, or is a withdrawal that was given up.</summary>
        public bool IsGone => Of == ExportState.Void && (PartTaken == 0 || IsWithdrawal);
    }
}
