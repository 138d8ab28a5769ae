using System.Data.Common;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;

namespace DataSharing.Gateway.Ledger;

/// <summary>What exports say of single incidents, whether it arrived or may have.</summary>
internal sealed class LedgerSent(LedgerDatabase database)
{
    private const string Columns =
        "select r.incident_key, e.force, e.id, r.token, r.action, r.version, r.placement, e.state, e.part_taken, e.content_of, e.sequence, e.attempt from ";

    // The rows of a resend are those of the export it repeats, whose force and sequence it has: every step is a look into an index.
    internal const string SelectOfKey =
        Columns +
        """
        exported_row r join export o on o.id = r.export_id
        join export e on e.force = o.force and e.sequence = o.sequence and (e.id = o.id or e.content_of = o.id)
        where r.incident_key = @key
        """ + " ";

    private const string SelectNamed =
        Columns +
        """
        incident_name n join exported_row r on r.incident_key = n.incident_key join export e on e.id = r.export_id
        where e.force = @force and n.incident in (select incident from standing_order where kind = 'withdraw')
          and e.content_of is null
        order by e.id
        """;

    private const string SelectKeys =
        """
        select distinct r.incident_key from exported_row r join export e on e.id = r.export_id
        where e.force = @force and r.action <> 3
          and (e.part_taken = 1 or e.state in ('publishing', 'published', 'unconfirmed', 'delivered'))
        """;

    /// <summary>Every row of one incident, of all forces, in the order of the exports.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public IReadOnlyList<SentRow> Of(IncidentKey key, CancellationToken cancellation = default) =>
        [.. database.Stream("reading where an incident is", SelectOfKey + "order by e.id", new { key = key.Stored }, Read, cancellation)];

    /// <summary>Every row of one incident that one force may have had, but for those of resends.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public IReadOnlyList<SentRow> Of(string force, IncidentKey key, CancellationToken cancellation = default) =>
    [
        .. database.Stream(
            "reading where an incident is", SelectOfKey + "and e.force = @force and e.content_of is null order by e.id",
            new { key = key.Stored, force }, Read, cancellation),
    ];

    /// <summary>
    /// Every row, but for those of resends, that exports of one force have of incidents that were withdrawn once and can still be named.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public IEnumerable<SentRow> OfNamed(string force, CancellationToken cancellation = default) =>
        database.Stream("reading what was withdrawn", SelectNamed, new { force }, Read, cancellation);

    /// <summary>Which incidents the journal calls by which ids, as far as they were not erased.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public IReadOnlyDictionary<string, IncidentKey> Names(CancellationToken cancellation = default) => database.Stream(
        "reading which incidents are withdrawn", "select incident, incident_key from incident_name", null,
        reader => (reader.GetString(0), IncidentKey.FromStored(reader.GetString(1))), cancellation)
        .ToDictionary(name => name.Item1, name => name.Item2, StringComparer.Ordinal);

    /// <summary>The keys of all incidents that one force has, or may have had.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public IEnumerable<IncidentKey> KeysOf(string force, CancellationToken cancellation = default) =>
        database.Stream(
            "reading what a force may have", SelectKeys, new { force }, reader => IncidentKey.FromStored(reader.GetString(0)), cancellation);

    private static SentRow Read(DbDataReader reader) => new()
    {
        Key = IncidentKey.FromStored(reader.GetString(0)),
        Force = reader.GetString(1),
        ExportId = reader.GetInt64(2),
        Token = reader.GetString(3),
        Action = (RowAction)reader.GetInt32(4),
        Version = reader.GetInt32(5),
        Placement = reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
        State = LedgerWords.States.Read(reader.GetString(7)),
        PartTaken = reader.GetInt32(8) != 0,
        IsResend = !reader.IsDBNull(9),
        Number = new ExportNumber(reader.GetInt32(10), reader.GetInt32(11)),
    };
}
