using System.Data.Common;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Ledger;

internal sealed partial class ExportLedger
{
    internal const string SelectAlreadySent =
        "select incident_key, version, token, sequence, reason, field, run_id, force, acknowledged_by from already_sent ";

    // Found again, with the same version, it is the same finding.
    private const string InsertAlreadySent =
        """
        insert into already_sent (force, incident_key, version, token, sequence, reason, field, run_id)
        select @force, @incidentKey, @version, @token, @sequence, @reason, @field, @runId
        where not exists (select 1 from already_sent where force = @force and incident_key = @incidentKey and version = @version)
        """;

    // The withdrawal moved the holding on to a later version.
    private const string SelectQuestions =
        """
        select a.force as Force, count(*) as Records, max(a.run_id) as LastRun, sum(case when h.incident_key is null then 1 else 0 end) as NotWithdrawn
        from already_sent a left join holding h on h.force = a.force and h.incident_key = a.incident_key and h.version > a.version
        where a.acknowledged_by is null
        group by a.force order by a.force
        """;

    private const string SelectFirstAlreadySent =
        """
        select token as Token, version as Version, sequence as Sequence, reason as Reason, field as Field
        from already_sent where force = @force and acknowledged_by is null order by token, version

        """;

    private const string SelectWithdrawnWith =
        """
        select a.token as Token, a.version as Version, a.sequence as Sequence, a.reason as Reason, a.field as Field
        from exported_row r join already_sent a on a.incident_key = r.incident_key and a.version = r.version - 1
        where r.export_id = @exportId and r.action = 3 and a.force = (select force from export where id = @exportId)
        order by a.token

        """;

    // Of an earlier version it is not known whether it had the fault already.
    private const string CountSentRows =
        """
        select count(*) from exported_row r join already_sent a on a.incident_key = r.incident_key and a.version >= r.version
        where r.export_id = (select coalesce(content_of, id) from export where id = @exportId) and r.action <> 3
          and a.force = (select force from export where id = @exportId)
        """;

    private const string TellAlreadySent =
        "update already_sent set told_at = @at where force = @force and told_at is null and run_id <= @lastRun";

    private const string AcknowledgeAlreadySent =
        "update already_sent set acknowledged_by = @entry where force = @force and acknowledged_by is null";

    /// <summary>Records what a force has and must not have, with a journal entry, before anything is done about it. What was recorded before is left as it is.</summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="runId">The run that found it.</param>
    /// <param name="rows">The records, in the order of their incident keys.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>How many were not known yet.</returns>
    public Task<int> RecordAlreadySentAsync(Lease lease, long runId, IReadOnlyList<AlreadySentRow> rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Count == 0 ? Task.FromResult(0) : WriteAsync(
            lease,
            "recording what was already sent",
            async work =>
            {
                await work.LockAsync(AlreadySentLock(lease.Force));
                using var digest = new AlreadySentDigest();
                foreach (AlreadySentRow row in rows)
                {
                    string incidentKey = row.Key.Stored;
                    object parameters = new
                    {
                        force = lease.Force, incidentKey, version = row.Version, token = row.Token, sequence = row.Sequence, reason = row.Reason.Code, field = row.Field, runId,
                    };
                    if (await work.ExecuteAsync(InsertAlreadySent, parameters) == 1)
                    {
                        digest.Add(incidentKey, row.Version, row.Token, row.Sequence, row.Reason.Code, row.Field, runId);
                    }
                }

                int found = digest.Records;
                if (found > 0)
                {
                    await Journal.AppendAsync(work, UtcNow(), JournalKind.AlreadySentFound, lease.Force, lease.Actor, BodyOf(digest).With("run", runId));
                }

                return found;
            },
            cancellation);
    }

    /// <summary>What waits for an administrator's word because a force had what it must not have, by force.</summary>
    /// <param name="named">How many records of each force are named.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<IReadOnlyList<AlreadySentQuestion>> AlreadySentQuestionsAsync(int named, CancellationToken cancellation = default) => _database.SnapshotAsync<IReadOnlyList<AlreadySentQuestion>>(
        "reading what was already sent",
        async work =>
        {
            var questions = new List<AlreadySentQuestion>();
            foreach (QuestionRow row in await work.ListAsync<QuestionRow>(SelectQuestions))
            {
                questions.Add(new AlreadySentQuestion
                {
                    Force = row.Force,
                    Records = row.Records,
                    NotWithdrawn = row.NotWithdrawn,
                    LastRun = row.LastRun,
                    // A server may refuse to give no rows.
                    First = named == 0 ? [] : await work.ListAsync<RecordedAlreadySent>(SelectFirstAlreadySent + work.Database.First("@named"), new { force = row.Force, named }),
                });
            }

            return questions;
        },
        cancellation);

    /// <summary>The records that an export withdraws because the force had what it must not have, by record token.</summary>
    /// <param name="exportId">The export.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<IReadOnlyList<RecordedAlreadySent>> AlreadySentOfAsync(long exportId, int most, CancellationToken cancellation = default) => _database.ReadAsync<IReadOnlyList<RecordedAlreadySent>>(
        "reading what was already sent",
        async work => await work.ListAsync<RecordedAlreadySent>(SelectWithdrawnWith + work.Database.First("@most"), new { exportId, most }),
        cancellation);

    /// <summary>Whether a row of an export, or of the one that a resend repeats, had to be withdrawn because of what it told, or was replaced by one that had to.</summary>
    public Task<bool> HasAlreadySentAsync(long exportId, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading what was already sent",
        async work => await work.ScalarAsync<long>(CountSentRows, new { exportId }) > 0,
        cancellation);

    /// <summary>Remembers that somebody was told of what the runs up to this one found.</summary>
    public Task RememberAlreadySentToldAsync(string force, long lastRun, CancellationToken cancellation = default) => _database.WriteAsync(
        "remembering what was told",
        work => work.ExecuteAsync(TellAlreadySent, new { force, lastRun, at = UtcText.Of(UtcNow()) }),
        cancellation);

    /// <summary>Writes an administrator's word about everything that a force was found to have and must not have so far.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="person">Who says it.</param>
    /// <param name="why">What was decided.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>Null when nothing waits.</returns>
    public Task<Acknowledgement?> AcknowledgeAlreadySentAsync(string force, string person, string why, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(person);
        ArgumentException.ThrowIfNullOrEmpty(why);
        return _database.WriteAsync(
            "recording an administrator's word",
            async work =>
            {
                await work.LockAsync(AlreadySentLock(force));
                using var digest = new AlreadySentDigest();
                foreach (bool _ in work.Stream(SelectAlreadySent + "where force = @force and acknowledged_by is null order by incident_key, version", new { force }, reader => Add(reader, digest)))
                {
                }

                if (digest.Records == 0)
                {
                    return null;
                }

                (int records, string[] named) = (digest.Records, [.. digest.Named.Order(StringComparer.Ordinal)]);
                long entry = await Journal.AppendAsync(work, UtcNow(), JournalKind.Acknowledged, force, person, BodyOf(digest).With("code", Reason.AlreadySent.Code).With("why", why));
                await work.ExecuteAsync(AcknowledgeAlreadySent, new { force, entry });
                return new Acknowledgement(force, entry, records, named);
            },
            cancellation);
    }

    /// <summary>Adds a row of <see cref="SelectAlreadySent"/> to a digest.</summary>
    internal static bool Add(DbDataReader reader, AlreadySentDigest digest)
    {
        digest.Add(reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4), reader.GetString(5), reader.GetInt64(6));
        return true;
    }

    private static string AlreadySentLock(string force) => $"alreadySent {force}";

    private static JournalBody BodyOf(AlreadySentDigest digest)
    {
        JournalBody body = new JournalBody().With("records", digest.Records).With("recordIds", string.Join(' ', digest.Named.Order(StringComparer.Ordinal)));
        return body.With("digest", digest.Finish());
    }

    private sealed class QuestionRow
    {
        public string Force { get; init; } = "";

        public int Records { get; init; }

        public int NotWithdrawn { get; init; }

        public long LastRun { get; init; }
    }
}
