using System.Data.Common;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

public sealed partial class ExportLedger
{
    private const string SelectHolding =
        """
        select incident_key, token, version, row_hash, key_id, last_sequence, placement from holding
        where force = @force order by incident_key
        """;

    private const string CountHeld = "select count(*) from holding where force = @force and row_hash is not null";

    /// <summary>
    /// Streams what the force holds and once held, in the order of the incident keys, on a connection of its own: the rows are of one moment,
    /// whatever is written meanwhile.
    /// </summary>
    public IEnumerable<HoldingRow> ReadHolding(string force, CancellationToken cancellation = default) =>
        _database.Stream("reading the holding", SelectHolding, new { force }, ReadHoldingRow, cancellation);

    /// <summary>How many records the force has now.</summary>
    public Task<int> CountHeldAsync(string force, CancellationToken cancellation = default) =>
        _database.ReadAsync("counting the holding", work => work.ScalarAsync<int>(CountHeld, new { force }), cancellation);

    private static HoldingRow ReadHoldingRow(DbDataReader reader) => new(
        IncidentKey.FromStored(reader.GetString(0)),
        reader.GetString(1),
        reader.GetInt32(2),
        reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3),
        reader.GetString(4),
        reader.GetInt32(5),
        reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6));
}
