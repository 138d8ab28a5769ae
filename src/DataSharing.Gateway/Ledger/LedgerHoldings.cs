using System.Data.Common;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What the forces hold, under which keys, and what of it they must not have.
/// A holding is in two places. The rows of the first delivered export that has any stay where they are: closing it copies nothing. What
/// later exports say of a record stands in the table <c>holding</c>, in the place of that record's first row.
/// </summary>
internal sealed class LedgerHoldings(LedgerDatabase database, LedgerClock clock, LedgerLeases leases)
{
    /// <summary>
    /// The first export, whose rows are the bottom of the force's holding. Exports of a force are delivered in the order of their ids, so
    /// it stays the first; but for a file of withdrawals, which may pass one of unknown outcome, and is never the first.
    /// </summary>
    internal const string FirstExports =
        """
        select min(id) from export
        where state = 'delivered' and kind <> 'resend' and withdrawal = 0 and rows_new + rows_amend + rows_withdraw + rows_resend > 0
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

    private const string CountEarlier = "select count(*) from holding where force = @force and last_sequence <= @sequence";

    // A file of withdrawals passed the export while its outcome was unknown: what the later file says stands.
    private const string CountPassed =
        """
        select count(*) from exported_row r join holding h on h.incident_key = r.incident_key and h.token = r.token
        where r.export_id = @exportId and h.force = @force and h.last_sequence > @sequence
        """;

    private const string CountRowsOf = "select count(*) from exported_row where export_id = @exportId";

    private const string OtherTokens =
        $"""
        select count(*) from exported_row r join exported_row f on f.incident_key = r.incident_key
        where r.export_id = @exportId and f.export_id = ({FirstExport}) and f.token <> r.token
        """;

    private const string OtherTokensLater =
        """
        select count(*) from exported_row r join holding h on h.incident_key = r.incident_key
        where r.export_id = @exportId and h.force = @force and h.token <> r.token
        """;

    // No token is twice in an export, so that each of its tokens has one record in the holding that has moved.
    private const string RecordsOfTokens =
        $"""
        select count(distinct held.incident_key)
        from (select incident_key, token from exported_row where export_id = ({FirstExport})
              union all select incident_key, token from holding where force = @force) held
        where held.token in (select token from exported_row where export_id = @exportId)
        """;

    // A row has the key of the export that made it, and a holding the key of its row: the exports name every key without the rows being
    // read. A void export left nothing behind that has to be compared or opened.
    private const string SelectNamedKeys =
        """
        select force as Force, key_id as KeyId, count(*) as Exports, 0 as Texts from export
        where state <> 'void' and (@force is null or force = @force) group by force, key_id
        union all
        select force, key_id, 0, count(*) from text_decision
        where sealed is not null and (@force is null or force = @force) group by force, key_id
        order by 1, 2
        """;

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

    /// <summary>
    /// Streams what the force holds and once held, in the order of the incident keys, on connections of its own: the rows are of one
    /// moment, whatever is written meanwhile.
    /// </summary>
    public IEnumerable<HoldingRow> Read(string force, CancellationToken cancellation = default)
    {
        const string stage = "reading the holding";
        using IEnumerator<HoldingRow> later = database.StreamHolding(stage, SelectLater, force, cancellation).GetEnumerator();

        // Begun before the first export is read, which never changes: together they are what the holding was when the later of the two was
        // begun.
        bool more = later.MoveNext();
        foreach (HoldingRow first in database.StreamHolding(stage, SelectFirst, force, cancellation))
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
    public Task<int> CountAsync(string force, CancellationToken cancellation = default) =>
        database.ReadAsync(
            "counting the holding", work => work.With(Patience.Still).ScalarAsync<int>(CountHeld, new { force }), cancellation);

    /// <summary>
    /// Every master key under which something is that has to be compared or opened again: exported rows, holdings, archived files, approved
    /// texts.
    /// </summary>
    /// <param name="force">The force's slug, or null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<IReadOnlyList<NamedKey>> NamedKeysAsync(string? force, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<NamedKey>>(
        "reading which keys it names",
        async work => await work.ListAsync<NamedKey>(SelectNamedKeys, new { force }),
        cancellation);

    /// <summary>
    /// Records what a force has and must not have, with a journal entry, before anything is done about it. What was recorded before is left
    /// as it is.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="runId">The run that found it.</param>
    /// <param name="rows">The records, in the order of their incident keys.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>How many were not known yet.</returns>
    public Task<int> RecordAlreadySentAsync(
        Lease lease, long runId, IReadOnlyList<AlreadySentRow> rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Count == 0 ? Task.FromResult(0) : leases.WriteAsync(
            lease,
            "recording what was already sent",
            async work =>
            {
                await work.LockAsync(AlreadySentLock(lease.Force));
                await work.LockAsync(LedgerOrders.Lock);
                using var digest = new AlreadySentDigest();
                foreach (AlreadySentRow row in rows)
                {
                    string incidentKey = row.Key.Stored;
                    object parameters = new
                    {
                        force = lease.Force, incidentKey, version = row.Version, token = row.Token, sequence = row.Sequence,
                            reason = row.Reason.Code, field = row.Field, runId,
                    };
                    if (await work.ExecuteAsync(InsertAlreadySent, parameters) == 1)
                    {
                        digest.Add(await LedgerOrders.NameAsync(work, row.Key), row.Version, row.Token, row.Sequence, row.Reason.Code, row.Field, runId);
                    }
                }

                int found = digest.Records;
                if (found > 0)
                {
                    await Journal.AppendAsync(
                        work, clock.UtcNow(), JournalKind.AlreadySentFound, lease.Force, lease.Actor, BodyOf(digest).With("run", runId));
                }

                return found;
            },
            cancellation);
    }

    /// <summary>What waits for an administrator's word because a force had what it must not have, by force.</summary>
    /// <param name="named">How many records of each force are named.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<IReadOnlyList<AlreadySentQuestion>> AlreadySentQuestionsAsync(int named, CancellationToken cancellation = default) =>
        database.SnapshotAsync<IReadOnlyList<AlreadySentQuestion>>(
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
                    First = named == 0 ? []
                        : await work.ListAsync<RecordedAlreadySent>(
                        SelectFirstAlreadySent + work.Database.First("@named"), new { force = row.Force, named }),
                });
            }

            return questions;
        },
        cancellation);

    /// <summary>The records that an export withdraws because the force had what it must not have, by record token.</summary>
    /// <param name="exportId">The export.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<IReadOnlyList<RecordedAlreadySent>> AlreadySentOfAsync(long exportId, int most, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<RecordedAlreadySent>>(
        "reading what was already sent",
        async work => await work.ListAsync<RecordedAlreadySent>(SelectWithdrawnWith + work.Database.First("@most"), new { exportId, most }),
        cancellation);

    /// <summary>
    /// Whether a row of an export, or of the one that a resend repeats, had to be withdrawn because of what it told, or was replaced by one
    /// that had to.
    /// </summary>
    public Task<bool> HasAlreadySentAsync(long exportId, CancellationToken cancellation = default) => database.ReadAsync(
        "reading what was already sent",
        async work => await work.ScalarAsync<long>(CountSentRows, new { exportId }) > 0,
        cancellation);

    /// <summary>Remembers that somebody was told of what the runs up to this one found.</summary>
    public Task RememberAlreadySentToldAsync(string force, long lastRun, CancellationToken cancellation = default) => database.WriteAsync(
        "remembering what was told",
        work => work.ExecuteAsync(TellAlreadySent, new { force, lastRun, at = UtcText.Of(clock.UtcNow()) }),
        cancellation);

    /// <summary>Writes an administrator's word about everything that a force was found to have and must not have so far.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="person">Who says it.</param>
    /// <param name="why">What was decided.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>Null when nothing waits.</returns>
    public Task<Acknowledgement?> AcknowledgeAlreadySentAsync(
        string force, string person, string why, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(person);
        ArgumentException.ThrowIfNullOrEmpty(why);
        return database.WriteAsync(
            "recording an administrator's word",
            async work =>
            {
                await work.LockAsync(AlreadySentLock(force));
                await work.LockAsync(LedgerOrders.Lock);
                foreach (string key in await work.ListAsync<string>(AlreadySentRows.SelectUnnamed, new { force }))
                {
                    await LedgerOrders.NameAsync(work, work.Reduced(() => IncidentKey.FromStored(key)));
                }

                using var digest = new AlreadySentDigest();
                foreach (bool _ in work.Stream(
                    AlreadySentRows.Select + "where a.force = @force and a.acknowledged_by is null order by a.incident_key, a.version", new { force },
                    reader => AlreadySentRows.Add(reader, AlreadySentRows.NameOf(reader)!, digest)))
                {
                }

                if (digest.Records == 0)
                {
                    return null;
                }

                (int records, string[] named) = (digest.Records, [.. digest.Named.Order(StringComparer.Ordinal)]);
                long entry = await Journal.AppendAsync(
                    work, clock.UtcNow(), JournalKind.Acknowledged, force, person, BodyOf(digest).With("code", Reason.AlreadySent.Code)
                    .With("why", why));
                await work.ExecuteAsync(AcknowledgeAlreadySent, new { force, entry });
                return new Acknowledgement(force, entry, records, named);
            },
            cancellation);
    }

    /// <summary>Makes the rows of an export, which is delivered by now, the force's holding.</summary>
    internal static async Task MoveAsync(LedgerWork work, ExportRow export)
    {
        var parameters = new { force = export.Force, sequence = export.Sequence, exportId = export.Id };
        bool agrees;
        bool first = await work.ScalarAsync<long?>(FirstExport, parameters) == export.Id;
        work = work.With(Patience.Work);
        if (first)
        {
            agrees = await work.ScalarAsync<long>(CountRowsOf, parameters) == export.Rows.Total
                && await work.ScalarAsync<long>(CountEarlier, parameters) == 0
                && await work.ScalarAsync<long>(OtherTokensLater, parameters) == 0;
        }
        else
        {
            int moved = await work.Database.MoveHoldingAsync(work, parameters);
            agrees = (moved == export.Rows.Total || moved + await work.ScalarAsync<long>(CountPassed, parameters) == export.Rows.Total)
                && await work.ScalarAsync<long>(OtherTokens, parameters) == 0
                && (export.Rows.New == 0 || await work.ScalarAsync<long>(RecordsOfTokens, parameters) == export.Rows.Total);
        }

        if (!agrees)
        {
            throw work.Fault(LedgerFault.Conflict, "the rows of the export contradict the holding");
        }
    }

    private static string AlreadySentLock(string force) => $"alreadySent {force}";

    private static JournalBody BodyOf(AlreadySentDigest digest)
    {
        JournalBody body = new JournalBody().With("records", digest.Records)
            .With(AlreadySentDigest.By, AlreadySentDigest.ByName)
            .With("recordIds", string.Join(' ', digest.Named.Order(StringComparer.Ordinal)));
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
