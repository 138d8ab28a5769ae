namespace DataSharing.Gateway.Ledger;

internal sealed partial class ExportLedger
{
    // A row has the key of the export that made it, and a holding the key of its row: the exports name every key without the rows being read. A void export
    // left nothing behind that has to be compared or opened.
    private const string SelectNamedKeys =
        """
        select force as Force, key_id as KeyId, count(*) as Exports, 0 as Texts from export
        where state <> 'void' and (@force is null or force = @force) group by force, key_id
        union all
        select force, key_id, 0, count(*) from text_decision
        where sealed is not null and (@force is null or force = @force) group by force, key_id
        order by 1, 2
        """;

    /// <summary>Every master key under which something is that has to be compared or opened again: exported rows, holdings, archived files, approved texts.</summary>
    /// <param name="force">The force's slug, or null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<IReadOnlyList<NamedKey>> NamedKeysAsync(string? force, CancellationToken cancellation = default) => _database.ReadAsync<IReadOnlyList<NamedKey>>(
        "reading which keys it names",
        async work => await work.ListAsync<NamedKey>(SelectNamedKeys, new { force }),
        cancellation);
}
