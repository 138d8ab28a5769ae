using System.Globalization;
using System.Text.Json;

namespace DataSharing.Gateway.Ledger;

internal sealed partial class ExportLedger
{
    // Of which force which journal entries say so, so that nobody has to look for them through the whole journal.
    internal const string SelectRestored = "select kind as Kind, subject as Subject from told where kind in (@accepted, @older)";

    private const string HighestSequence = "select coalesce(max(sequence), 0) from export where force = @force";

    private const string HashOfEntry = "select hash from journal where entry = @entry";

    private const string LastSent =
        """
        select entry as Entry, hash as Hash from journal
        where entry = (select max(entry) from journal where force = @force and kind in (@publishing, @published, @unconfirmed, @delivered, @confirmed, @resent))
        """;

    /// <summary>The last entry about something that was sent to the force, or may have been; the beginning of the journal where there is none. Reads the whole journal.</summary>
    public Task<JournalHead> LastSentAsync(string force, CancellationToken cancellation = default) => _database.ReadAsync(
        "looking for the last journal entry of a force",
        async work => await work.FirstOrNoneAsync<JournalRow>(
            LastSent,
            new
            {
                force,
                publishing = JournalKind.ExportPublishing.Word(),
                published = JournalKind.ExportPublished.Word(),
                unconfirmed = JournalKind.ExportUnconfirmed.Word(),
                delivered = JournalKind.ExportDelivered.Word(),
                confirmed = JournalKind.ExportConfirmed.Word(),
                resent = JournalKind.ExportResent.Word(),
            }) is { } row ? new JournalHead(row.Entry, row.Hash) : JournalHead.Beginning,
        cancellation);

    /// <summary>The last entry of the journal.</summary>
    public Task<JournalHead> HeadAsync(CancellationToken cancellation = default) => _database.ReadAsync("reading the journal's head", Journal.HeadAsync, cancellation);

    /// <summary>Whether the journal has this very entry; of an empty journal's head always. One look by number, however long the journal is.</summary>
    public Task<bool> HasEntryAsync(JournalHead entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry == JournalHead.Beginning ? Task.FromResult(true) : _database.ReadAsync(
            "looking for a journal entry",
            async work => await work.ScalarAsync<string>(HashOfEntry, new { entry = entry.Entry }) == entry.Hash,
            cancellation);
    }

    /// <summary>The highest sequence of any export of the force, void ones too; 0 when it has none.</summary>
    public Task<int> HighestSequenceAsync(string force, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading the highest sequence",
        work => work.ScalarAsync<int>(HighestSequence, new { force }),
        cancellation);

    /// <summary>What the ledger itself says of having been restored.</summary>
    public Task<RestoredLedger> RestoredAsync(string force, CancellationToken cancellation = default) =>
        _database.ReadAsync("reading whether it was restored", work => RestoredAsync(work, force), cancellation);

    /// <summary>
    /// Writes into the journal that this ledger is older than what was sent to the force. Every worker that shares it then knows, also one whose own witness
    /// has fallen behind. Does nothing where it was said already and nobody has accepted it since.
    /// </summary>
    public Task SayOlderAsync(string force, JournalBody body, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _database.WriteAsync(
            "saying that it is older",
            async work =>
            {
                await work.LockAsync("journal");
                if ((await RestoredAsync(work, force)).Found is null)
                {
                    await AppendRememberedAsync(work, JournalKind.LedgerOlder, force, "system", body);
                }

                return true;
            },
            cancellation);
    }

    /// <summary>
    /// Records that a person accepts the restored ledger for the force, which goes on at a higher number; in one transaction. What was built before the backup and
    /// not yet published is given up, because it may have been sent under its number, or another file may have been.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="next">The next sequence.</param>
    /// <param name="attempt">The highest attempt that may have been used of lower sequences.</param>
    /// <param name="person">Who accepts it.</param>
    /// <param name="why">Why.</param>
    /// <param name="cancellation">Stops the write; nothing is recorded then.</param>
    /// <returns>The journal entry, and the sequences of the exports that were given up.</returns>
    /// <exception cref="LedgerException"><see cref="LedgerFault.Conflict"/>: the ledger has that sequence, or a higher one.</exception>
    public Task<(JournalHead Entry, IReadOnlyList<int> GivenUp)> AcceptRestoredAsync(Lease lease, int next, int attempt, string person, string why, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentException.ThrowIfNullOrEmpty(person);
        ArgumentException.ThrowIfNullOrEmpty(why);
        return WriteAsync<(JournalHead, IReadOnlyList<int>)>(
            lease,
            "accepting a restored ledger",
            async work =>
            {
                if (await work.ScalarAsync<int>(HighestSequence, new { force = lease.Force }) >= next)
                {
                    throw work.Fault(LedgerFault.Conflict, "the force has an export of that sequence, or of a higher one");
                }

                lease.Actor = person;
                var given = new List<int>();
                foreach (ExportRow export in await work.ListAsync<ExportRow>(ExportRow.Select + PendingCondition, new { force = lease.Force }))
                {
                    ExportState state = work.Reduced(() => LedgerWords.States.Read(export.State));
                    if (state is ExportState.Built or ExportState.Sending or ExportState.Held)
                    {
                        ExportRow row = await MoveAsync(work, lease, export.Id, state, ExportState.Void, Disclosure.Reason.LedgerOlder.Code, null, null, null);
                        await Journal.AppendAsync(work, UtcNow(), JournalKind.ExportVoided, lease.Force, person, row.StateBody());
                        given.Add(export.Sequence);
                        // Its entries in the outbox may be the archive of what was sent, and are kept with the others.
                        attempt = Math.Max(attempt, export.Attempt);
                    }
                }

                JournalBody body = new JournalBody().With("next", next).With("attempt", attempt).With("why", why).With("givenUp", given.Count);
                return (await AppendRememberedAsync(work, JournalKind.RestoredAccepted, lease.Force, person, body), given);
            },
            cancellation);
    }

    private async Task<JournalHead> AppendRememberedAsync(LedgerWork work, JournalKind kind, string force, string actor, JournalBody body)
    {
        DateTimeOffset now = UtcNow();
        long entry = await Journal.AppendAsync(work, now, kind, force, actor, body);
        await work.ExecuteAsync(InsertTold, new { kind = kind.Word(), subject = string.Create(CultureInfo.InvariantCulture, $"{force} {entry}"), at = UtcText.Of(now) });
        return new JournalHead(entry, (await work.ScalarAsync<string>(HashOfEntry, new { entry }))!);
    }

    private static async Task<RestoredLedger> RestoredAsync(LedgerWork work, string force)
    {
        long accepted = 0;
        long older = 0;
        foreach (ToldRow told in await work.ListAsync<ToldRow>(SelectRestored, new { accepted = JournalKind.RestoredAccepted.Word(), older = JournalKind.LedgerOlder.Word() }))
        {
            if (told.Subject.Split(' ') is [var of, var number] && of == force && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long entry))
            {
                (accepted, older) = told.Kind == JournalKind.RestoredAccepted.Word() ? (Math.Max(accepted, entry), older) : (accepted, Math.Max(older, entry));
            }
        }

        if (accepted == 0)
        {
            return older == 0 ? RestoredLedger.Never : RestoredLedger.Never with { Found = older };
        }

        JournalRow row = await work.FirstOrNoneAsync<JournalRow>(LedgerVerification.SelectEntry.Replace("{0}", work.Database.Long("body"), StringComparison.Ordinal), new { entry = accepted }) is { } found
            && found.Kind == JournalKind.RestoredAccepted.Word() && found.Force == force
                ? found
                : throw work.Fault(LedgerFault.Damaged, "what says that it was accepted after a restore is not in the journal");
        return work.Reduced(() =>
        {
            using JsonDocument body = JsonDocument.Parse(row.Body);
            return new RestoredLedger(new JournalHead(row.Entry, row.Hash), body.RootElement.GetProperty("next").GetInt32(), body.RootElement.GetProperty("attempt").GetInt32(), older > accepted ? older : null);
        });
    }

    internal sealed class ToldRow
    {
        public string Kind { get; init; } = "";

        public string Subject { get; init; } = "";
    }
}
