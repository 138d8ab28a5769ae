using System.Data.Common;
using DataSharing.Disclosure.Records;

namespace DataSharing.Gateway.Ledger;

/// <summary>What people decided about texts.</summary>
internal sealed class LedgerTexts(LedgerDatabase database, LedgerClock clock)
{
    internal const string SelectTexts =
        "select force, incident_key, column_name, source_hash, proposal, key_id, sealed from text_decision ";

    private const string DeleteText =
        "delete from text_decision where force = @force and incident_key = @incidentKey and column_name = @column";

    private const string InsertText =
        """
        insert into text_decision (force, incident_key, column_name, source_hash, proposal, key_id, sealed, decided_by, decided_at)
        values (@force, @incidentKey, @column, @sourceHash, @proposal, @keyId, @sealedText, @decidedBy, @decidedAt)
        """;

    /// <summary>
    /// Records what a person decided about a text, with its journal entry, in place of what was decided about that incident's column
    /// before: the text that was approved then is gone, and only hashes of it are left.
    /// </summary>
    /// <param name="decided">The decision.</param>
    /// <param name="person">Who decided.</param>
    /// <param name="why">The reason given, or null.</param>
    /// <param name="cancellation">Stops the write.</param>
    public Task DecideAsync(DecidedText decided, string person, string? why, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decided);
        ArgumentException.ThrowIfNullOrEmpty(person);
        return database.WriteAsync(
            "recording a decision about a text",
            async work =>
            {
                await work.LockAsync($"text {decided.Force}");
                DateTimeOffset now = clock.UtcNow();
                object row = new
                {
                    force = decided.Force, incidentKey = decided.Key.Stored, column = decided.Column, sourceHash = decided.SourceHash,
                        proposal = decided.Proposal,
                    keyId = decided.KeyId, sealedText = decided.Sealed, decidedBy = person, decidedAt = UtcText.Of(now),
                };
                await work.ExecuteAsync(DeleteText, row);
                await work.ExecuteAsync(InsertText, row);
                JournalKind kind = decided.Sealed is null ? JournalKind.TextRejected : JournalKind.TextApproved;
                await work.LockAsync(LedgerOrders.Lock);
                string incident = await LedgerOrders.NameAsync(work, decided.Key);
                await Journal.AppendAsync(work, now, kind, decided.Force, person, decided.Body(incident).With("why", why));
                return true;
            },
            cancellation);
    }

    /// <summary>
    /// Streams the decisions for a force in the order of the incident keys, on a connection of its own: they are of one moment.
    /// </summary>
    public IEnumerable<DecidedText> Read(string force, CancellationToken cancellation = default) =>
        database.Stream(
            "reading decisions about texts", SelectTexts + "where force = @force order by incident_key, column_name", new { force },
            ReadText, cancellation);

    internal static DecidedText ReadText(DbDataReader reader) => new(
        reader.GetString(0),
        IncidentKey.FromStored(reader.GetString(1)),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetString(5),
        reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6));
}
