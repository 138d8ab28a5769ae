using System.Globalization;
using System.Text.Json;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The journal as others see it: acts that are written without a lease, where it ends, whether everything else is what it says, and what it
/// says of a ledger that was restored. Entries about what the ledger's other classes write are written by those.
/// </summary>
internal sealed class LedgerJournal(LedgerDatabase database, LedgerClock clock, LedgerLeases leases)
{
    private const string LastRefusedHostKey =
        "select {0} as Body from journal where kind = @kind and force = @force and entry = (select max(entry) from journal where kind = @kind and force = @force)";

    private const string HashOfEntry = "select hash from journal where entry = @entry";

    private const string LastSent =
        """
        select entry as Entry, hash as Hash from journal
        where entry = (select max(entry) from journal where force = @force and kind in (@publishing, @published, @unconfirmed, @delivered, @confirmed, @resent))
        """;

    /// <summary>Adds an entry about an act that needs no lease.</summary>
    /// <param name="kind">What was done; not one of the kinds that the ledger writes itself.</param>
    /// <param name="force">The force it concerns, or null.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="body">What there is to say.</param>
    /// <param name="cancellation">Stops the write.</param>
    public Task AppendAsync(JournalKind kind, string? force, string actor, JournalBody body, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(actor);
        ArgumentNullException.ThrowIfNull(body);
        if (kind is not (
            JournalKind.KeysAdded or JournalKind.GuardAccepted or JournalKind.HostKeyRefused or JournalKind.ValuesShown
            or JournalKind.HoldersAsked or JournalKind.RangeAsked
            or JournalKind.ForceAdded or JournalKind.ForceChanged or JournalKind.TestFileSent))
        {
            throw new ArgumentException($"The ledger writes {kind.Word()} itself.", nameof(kind));
        }

        return database.WriteAsync(
            "writing the journal",
            async work =>
            {
                await Journal.AppendAsync(work, clock.UtcNow(), kind, force, actor, body);
                return true;
            },
            cancellation);
    }

    /// <summary>The hash of the force's profile file under which its drop's host key was refused last; null when it never was.</summary>
    public Task<string?> RefusedHostKeyAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the journal",
        async work =>
            await work.FirstOrNoneAsync<JournalRow>(
            LastRefusedHostKey.Replace("{0}", work.Database.Long("body"), StringComparison.Ordinal),
            new { kind = JournalKind.HostKeyRefused.Word(), force }) is { } row
            ? work.Reduced(() => JsonDocument.Parse(row.Body).RootElement.GetProperty("profile").GetString())
            : null,
        cancellation);

    /// <summary>The last entry of the journal.</summary>
    public Task<JournalHead> HeadAsync(CancellationToken cancellation = default) =>
        database.ReadAsync("reading the journal's head", Journal.HeadAsync, cancellation);

    /// <summary>
    /// Whether the journal has this very entry; of an empty journal's head always. One look by number, however long the journal is.
    /// </summary>
    public Task<bool> HasEntryAsync(JournalHead entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry == JournalHead.Beginning ? Task.FromResult(true) : database.ReadAsync(
            "looking for a journal entry",
            async work => await work.ScalarAsync<string>(HashOfEntry, new { entry = entry.Entry }) == entry.Hash,
            cancellation);
    }

    /// <summary>The hash of an entry; null where there is none of that number.</summary>
    public Task<string?> HashOfAsync(long entry, CancellationToken cancellation = default) => database.ReadAsync(
        "looking for a journal entry", work => work.ScalarAsync<string>(HashOfEntry, new { entry }), cancellation);

    /// <summary>
    /// The last entry about something that was sent to the force, or may have been; the beginning of the journal where there is none. Reads
    /// the whole journal.
    /// </summary>
    public Task<JournalHead> LastSentAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
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

    /// <summary>
    /// Checks the file, the journal's chain, and that exports, exported rows, holdings, names, runs that have ended, profiles seen, decided
    /// texts and what was already sent are what the journal says; all in one snapshot, which keeps no writer waiting. It goes on in the
    /// caller's thread. What it cannot find: the removal of the last entries together with what they tell, or a rewrite of the whole chain;
    /// against those keep <see cref="LedgerVerdict.Head"/> elsewhere. What is not covered is said by <see cref="LedgerVerdict.NotCovered"/>
    /// and <see cref="LedgerVerdict.RunsUnderWay"/>.
    /// </summary>
    /// <param name="progress">Told how far it is; or null.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<LedgerVerdict> VerifyAsync(IProgress<LedgerProgress>? progress = null, CancellationToken cancellation = default) =>
        database.SnapshotAsync(
            "verifying the ledger", work => LedgerVerification.RunAsync(work.With(Patience.Still), progress), cancellation);

    /// <summary>What the ledger itself says of having been restored.</summary>
    public Task<RestoredLedger> RestoredAsync(string force, CancellationToken cancellation = default) =>
        database.ReadAsync("reading whether it was restored", work => RestoredLedger.ReadAsync(work, force), cancellation);

    /// <summary>
    /// Writes into the journal that this ledger is older than what was sent to the force. Every worker that shares it then knows, also one
    /// whose own witness has fallen behind. Does nothing where it was said already and nobody has accepted it since.
    /// </summary>
    public Task SayOlderAsync(string force, JournalBody body, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return database.WriteAsync(
            "saying that it is older",
            async work =>
            {
                await work.LockAsync("journal");
                if ((await RestoredLedger.ReadAsync(work, force)).Found is null)
                {
                    await AppendRememberedAsync(work, JournalKind.LedgerOlder, force, "system", body);
                }

                return true;
            },
            cancellation);
    }

    /// <summary>
    /// Records that a person accepts the restored ledger for the force, which goes on at a higher number; in one transaction. What was
    /// built before the backup and not yet published is given up, because it may have been sent under its number, or another file may have
    /// been.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="next">The next sequence.</param>
    /// <param name="attempt">The highest attempt that may have been used of lower sequences.</param>
    /// <param name="person">Who accepts it.</param>
    /// <param name="why">Why.</param>
    /// <param name="withdrawals">How many withdrawals the person says were made since the backup; null where they were not asked.</param>
    /// <param name="cancellation">Stops the write; nothing is recorded then.</param>
    /// <returns>The journal entry, and the sequences of the exports that were given up.</returns>
    /// <exception cref="LedgerException"><see cref="LedgerFault.Conflict"/>: the ledger has that sequence, or a higher one.</exception>
    public Task<(JournalHead Entry, IReadOnlyList<int> GivenUp)> AcceptRestoredAsync(
        Lease lease, int next, int attempt, string person, string why, int? withdrawals = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentException.ThrowIfNullOrEmpty(person);
        ArgumentException.ThrowIfNullOrEmpty(why);
        return leases.WriteAsync<(JournalHead, IReadOnlyList<int>)>(
            lease,
            "accepting a restored ledger",
            async work =>
            {
                if (await work.ScalarAsync<int>(LedgerExports.HighestSequence, new { force = lease.Force }) >= next)
                {
                    throw work.Fault(LedgerFault.Conflict, "the force has an export of that sequence, or of a higher one");
                }

                lease.Actor = person;
                var given = new List<int>();
                foreach (ExportRow export in await work.ListAsync<ExportRow>(
                    ExportRow.Select + ExportMoves.PendingCondition, new { force = lease.Force }))
                {
                    ExportState state = work.Reduced(() => LedgerWords.States.Read(export.State));
                    if (state is ExportState.Built or ExportState.Sending or ExportState.Held)
                    {
                        ExportRow row = await ExportMoves.MoveAsync(
                            work, lease, export.Id, state, ExportState.Void, Disclosure.Reason.LedgerOlder.Code, null, null, null);
                        await Journal.AppendAsync(work, clock.UtcNow(), JournalKind.ExportVoided, lease.Force, person, row.StateBody());
                        given.Add(export.Sequence);
                        // Its entries in the outbox may be the archive of what was sent, and are kept with the others.
                        attempt = Math.Max(attempt, export.Attempt);
                    }
                }

                JournalBody body = new JournalBody().With("next", next).With("attempt", attempt).With("why", why)
                    .With("givenUp", given.Count).With("withdrawals", withdrawals);
                return (await AppendRememberedAsync(work, JournalKind.RestoredAccepted, lease.Force, person, body), given);
            },
            cancellation);
    }

    private async Task<JournalHead> AppendRememberedAsync(LedgerWork work, JournalKind kind, string force, string actor, JournalBody body)
    {
        DateTimeOffset now = clock.UtcNow();
        long entry = await Journal.AppendAsync(work, now, kind, force, actor, body);
        await work.ExecuteAsync(
            LedgerTold.InsertTold,
            new { kind = kind.Word(), subject = string.Create(CultureInfo.InvariantCulture, $"{force} {entry}"), at = UtcText.Of(now) });
        return new JournalHead(entry, (await work.ScalarAsync<string>(HashOfEntry, new { entry }))!);
    }
}
