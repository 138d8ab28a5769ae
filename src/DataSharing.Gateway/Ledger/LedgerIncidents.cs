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
}
