using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using DataSharing.Gateway.Witness;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Whether the ledger is as new as what was sent. It is compared with what a restored backup does not take back: the witness, and the
/// entries that lie in the outbox. An older ledger would give a sequence and a file name a second time, and take the archive of what was
/// sent for what a crash left. Source: docs/decisions, "The witness".
/// </summary>
internal sealed class LedgerAge
{
    private readonly ExportLedger _ledger;
    private readonly WitnessFolder _witness;
    private readonly string _outbox;

    private LedgerAge(ExportLedger ledger, WitnessFolder witness, OrdersAge orders, string outbox)
    {
        _ledger = ledger;
        _witness = witness;
        Orders = orders;
        _outbox = outbox;
    }

    /// <summary>The comparison of the orders.</summary>
    public OrdersAge Orders { get; }

    /// <summary>For a ledger with the witness and the outbox of the settings.</summary>
    public static LedgerAge Of(GatewaySettings settings, ExportLedger ledger) =>
        new(
            ledger, new WitnessFolder(settings.WitnessFolder),
            new OrdersAge(ledger, new OrdersOutside(settings.WitnessFolder, settings.Controller)), settings.OutboxFolder);

    /// <summary>
    /// Refuses to go on without a ledger where something was sent: an empty one would send every record as new, under numbers that were
    /// used. A key ring alone is a new installation.
    /// </summary>
    /// <exception cref="LedgerException"><see cref="LedgerFault.Missing"/>, or the ledger cannot be asked.</exception>
    /// <exception cref="WitnessException">The witness cannot be read; where the ledger is there, only if its folder cannot be
    /// listed.</exception>
    public static async Task RequireLedgerAsync(GatewaySettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string? found = Outbox.EntriesIn(settings.OutboxFolder) is [var entry, ..] ? $"the outbox {settings.OutboxFolder} has {entry.Name}"
            : null;
        WitnessException? unreadable = null;
        if (found is null)
        {
            (found, unreadable) = SentBy(new WitnessFolder(settings.WitnessFolder));
        }

        if ((found is not null || unreadable is not null) && !await ExportLedger.ExistsAsync(settings.Ledger, ct))
        {
            throw found is not null ? LedgerException.Of(LedgerFault.Missing, "opening it", settings.Ledger.Description, found)
                : unreadable!;
        }
    }

    /// <summary>Compares, and changes nothing.</summary>
    /// <exception cref="WitnessException">The witness, or the file of orders, cannot be read or is damaged.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<LedgerFinding> LookAsync(string force, CancellationToken ct) =>
        await LookAsync(force, await Orders.CompareWholeAsync(ct), ct);

    /// <summary>
    /// As <see cref="LookAsync(string, CancellationToken)"/>, with the orders as they were compared, also those of a damaged file.
    /// </summary>
    public Task<LedgerFinding> LookAsync(string force, OrdersCompared orders, CancellationToken ct) =>
        LookAsync(force, Outbox.EntriesIn(_outbox), orders, ct);

    /// <summary>Of these forces, and of those that the witness knows, the ones for which the ledger is older than what was sent.</summary>
    public async Task<IReadOnlyList<LedgerFinding>> OlderAsync(IEnumerable<string> forces, CancellationToken ct) =>
        await OlderThanAsync(forces, await Orders.CompareWholeAsync(ct), ct);

    /// <summary>
    /// As <see cref="OlderAsync"/>, for a command that has more to say: a witness that cannot be read, or an altered ledger, must not hide
    /// the rest.
    /// </summary>
    /// <returns>The findings, and why nothing could be compared, with its code and what to do; null when it could.</returns>
    public async Task<(IReadOnlyList<LedgerFinding> Older, string? NotCompared)> OlderIfComparableAsync(
        IEnumerable<string> forces, CancellationToken ct)
    {
        try
        {
            return (await OlderAsync(forces, ct), null);
        }
        catch (Exception error) when (error is WitnessException or LedgerException { Kind: LedgerFault.Damaged })
        {
            return ([], $"{Failures.ReasonOf(error)!.Code}. {error.Message}");
        }
    }

    /// <summary>As <see cref="OlderAsync"/>, by the witness alone: so cheap that a worker does it at every look.</summary>
    public async Task<IReadOnlyList<LedgerFinding>> OlderByWitnessAsync(CancellationToken ct)
    {
        OrdersCompared orders = await Orders.CompareWholeAsync(ct);
        var older = new List<LedgerFinding>();
        foreach (string force in _witness.Forces())
        {
            if (await LookAsync(force, [], orders, ct) is { Older: not null } found)
            {
                older.Add(found);
            }
        }

        return older;
    }

    /// <summary>Whether the witness knows a force for which the ledger is older, or the file of orders damaged.</summary>
    /// <exception cref="WitnessException">The witness cannot be read.</exception>
    public async Task<bool> IsOlderAsync(string force, CancellationToken ct) =>
        _witness.Forces().Contains(force) && await Orders.CompareAsync(ct) is { } orders
        && (orders.Read.Fault is not null || (await LookAsync(force, [], orders, ct)).Older is not null);

    /// <summary>Whether the folder of the witness can be written, which every export needs.</summary>
    /// <exception cref="WitnessException">It cannot.</exception>
    public void RequireWritable() => _witness.RequireWritable();

    /// <summary>
    /// Decides, under the force's lease and before anything else of a run, whether it may go on. If so, what a crash left in the outbox is
    /// destroyed, and a force that has no witness gets one, so that what the next crash leaves can be told from what was sent.
    /// </summary>
    /// <returns>Why it may not go on, with what to do; null when it may.</returns>
    public async Task<string?> AdmitAsync(string force, ILogger log, CancellationToken ct)
    {
        LedgerFinding found = await LookAsync(force, ct);
        if (found.Older is { } older)
        {
            await SayAsync(found, ct);
            return older;
        }

        if (found.Leftovers.Count > 0)
        {
            var outbox = new Outbox(_outbox);
            foreach (OutboxEntry entry in found.Leftovers)
            {
                outbox.Destroy(entry.Name);
                log.LeftoverDestroyed(new ForceSlug(force), entry.Sequence, entry.Attempt);
            }
        }

        if (found.Witnessed is null)
        {
            int highest = found.LedgerNext - 1;
            // Not the head: that may be of something else than sending, and a ledger that lacks it is not older than what was sent.
            JournalHead head = await _ledger.Journal.LastSentAsync(force, ct);
            RestoredLedger restored = await _ledger.Journal.RestoredAsync(force, ct);
            _witness.Write(new Witnessed(force, highest, found.Attempt, head.Entry, head.Hash, restored.Accepted?.Hash));
            log.WitnessBegun(new ForceSlug(force), highest);
        }

        await KeepOrdersAsync(ct);
        return null;
    }

    /// <summary>
    /// Copies the orders of the ledger that the file outside it lacks, and makes the file where it is missing; nothing of it where the
    /// ledger is older than what is known outside it.
    /// </summary>
    /// <returns>Whether the file has every order of the ledger now.</returns>
    /// <exception cref="WitnessException">The file is damaged, or cannot be written.</exception>
    public async Task<bool> KeepOrdersAsync(CancellationToken ct)
    {
        OrdersCompared orders = await Orders.CompareWholeAsync(ct);
        if (!orders.IsBehind)
        {
            return true;
        }

        // Those without a witness too: their outbox alone may say it.
        if (orders.Older is not null || (await OlderThanAsync(Outbox.EntriesIn(_outbox).Select(entry => entry.Force), orders, ct)).Count > 0)
        {
            return false;
        }

        await Orders.CopyAsync(ct);
        return true;
    }

    /// <summary>Writes an order that was just given into the file outside the ledger; on the disk when this returns.</summary>
    /// <exception cref="WitnessException">It cannot be written there.</exception>
    public async Task KeepOrderAsync(StandingOrder given, CancellationToken ct)
    {
        if (File.Exists(Orders.Outside.FilePath))
        {
            await Orders.Outside.AppendAsync([given], ct);
        }
        else if (!await KeepOrdersAsync(ct))
        {
            throw new WitnessException(
                $"{Orders.Outside.FilePath} is missing, and the ledger is older than what was sent, so none is made of it. Run \"datasharing ledger verify\", and \"datasharing ledger accept-restored\".");
        }
    }

    /// <summary>
    /// Writes what is about to be sent into the witness, on the disk when this returns. Called after the ledger says <c>publishing</c> and
    /// before the rename is asked for: so no ledger without that entry is ever taken for one that knows of the rename, and one with it is
    /// never taken for an older one.
    /// </summary>
    /// <exception cref="WitnessException">It cannot be written; nothing may be sent.</exception>
    public async Task WitnessAsync(string force, ExportNumber number, CancellationToken ct)
    {
        Witnessed? before = _witness.Read(force);
        JournalHead head = await _ledger.Journal.HeadAsync(ct);
        RestoredLedger restored = await _ledger.Journal.RestoredAsync(force, ct);
        // A resend of an old sequence takes nothing back.
        _witness.Write(new Witnessed(
            force, Math.Max(before?.Sequence ?? 0, number.Sequence), Math.Max(before?.Attempt ?? 0, number.Attempt), head.Entry, head.Hash,
                restored.Accepted?.Hash));
    }

    /// <summary>Says in the ledger what the witness of this machine knows, for the workers of others.</summary>
    public async Task SayAsync(LedgerFinding found, CancellationToken ct)
    {
        if (found.ByWitness)
        {
            JournalBody body = new JournalBody().With("next", found.LedgerNext).With("witnessed", found.Witnessed?.Sequence)
                .With("atLeast", found.Next).With(RestoredLedger.OrderMember, found.Order);
            await _ledger.Journal.SayOlderAsync(found.Force, body, ct);
        }
    }

    /// <summary>
    /// How the witness says that something was sent, and what of it cannot be read and may say so. Beside a ledger that is there, that
    /// stops its own force alone.
    /// </summary>
    private static (string? Sent, WitnessException? Unreadable) SentBy(WitnessFolder witness)
    {
        WitnessException? unreadable = null;
        foreach (string force in witness.Forces())
        {
            try
            {
                if (witness.Read(force) is { Sequence: > 0 } sent)
                {
                    return ($"the witness {witness.PathOf(force)} names sequence {Number(sent.Sequence)}", null);
                }
            }
            catch (WitnessException error)
            {
                unreadable ??= error;
            }
        }

        return (null, unreadable);
    }

    private async Task<IReadOnlyList<LedgerFinding>> OlderThanAsync(
        IEnumerable<string> forces, OrdersCompared orders, CancellationToken ct)
    {
        IReadOnlyList<OutboxEntry> entries = Outbox.EntriesIn(_outbox);
        var older = new List<LedgerFinding>();
        foreach (string force in forces.Union(_witness.Forces(), StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (await LookAsync(force, entries, orders, ct) is { Older: not null } found)
            {
                older.Add(found);
            }
        }

        return older;
    }

    private async Task<LedgerFinding> LookAsync(
        string force, IReadOnlyList<OutboxEntry> entries, OrdersCompared orders, CancellationToken ct)
    {
        // The ledger is asked last: what a run under way writes meanwhile is in it before it is in the witness, and a number before its
        // entry stays there.
        Witnessed? witnessed = _witness.Read(force);
        RestoredLedger restored = await _ledger.Journal.RestoredAsync(force, ct);
        ExportNumber next = await _ledger.Exports.NextSequenceAsync(force, ct);
        int highest = Math.Max(await _ledger.Exports.HighestSequenceAsync(force, ct), next.Sequence - 1);
        Strays strays = await SortAsync(force, [.. entries.Where(entry => entry.Force == force)], next.Sequence, restored, ct);
        var found = new LedgerFinding(
            force,
            Math.Max(highest, Math.Max(witnessed?.Sequence ?? 0, strays.All.Select(entry => entry.Sequence).DefaultIfEmpty().Max())) + 1,
            Math.Max(restored.Attempt, Math.Max(witnessed?.Attempt ?? 0, strays.All.Select(entry => entry.Attempt).DefaultIfEmpty().Max())),
            witnessed)
        {
            LedgerNext = next.Sequence,
        };
        string? contradicted = await ContradictedAsync(witnessed, restored, highest, next.Sequence, ct);
        return (contradicted, strays) switch
        {
            ({ } witness, _) => found with { Older = Older(found, witness), ByWitness = true },
            (_, { Above: [var first, ..] above }) =>
                found with { Older = Older(
                found, $"the outbox has {first.Name}{(above.Count > 1 ? $" and {Number(above.Count - 1)} more" : "")}, and the ledger's next sequence is {Number(next.Sequence)}") },
            (_, { Open: [var first, ..] }) when witnessed is null => found with { Older = Unknown(found, first) },
            _ when orders.Older is { } lacking =>
                found with { Older = OlderOrders(found, lacking), ByWitness = true, Order = orders.Lacking is [.., var last] ? last.Id : null },
            _ => found with { Leftovers = [.. strays.Void, .. strays.Open] },
        };
    }

    /// <summary>How the ledger contradicts the witness, in words; null when it does not.</summary>
    private async Task<string?> ContradictedAsync(
        Witnessed? witnessed, RestoredLedger restored, int highest, int next, CancellationToken ct)
    {
        if (restored.Found is { } said)
        {
            return $"its own journal entry {Number(said)} says so, which a worker wrote whose witness it does not fit";
        }

        // Written before a person accepted the ledger as it is, and below the number that was given then: that is settled. It is on another
        // machine.
        if (witnessed is null
            || (restored.Accepted is { } accepted && witnessed.Accepted != accepted.Hash && witnessed.Sequence < restored.Next))
        {
            return null;
        }

        string file = _witness.PathOf(witnessed.Force);
        // A void export counts: its number is free again, and was witnessed when its rename was about to be asked for.
        return witnessed.Sequence > highest
            ? $"the witness {file} names sequence {Number(witnessed.Sequence)}, and the ledger's next one is {Number(next)}"
            : await _ledger.Journal.HasEntryAsync(new JournalHead(witnessed.Entry, witnessed.Head), ct) ? null
            : $"the witness {file} names journal entry {Number(witnessed.Entry)}, written when sequence {Number(witnessed.Sequence)} had been built, and the ledger has another one there, or none";
    }

    /// <summary>Sorts the entries that no export has by what they can be.</summary>
    private async Task<Strays> SortAsync(
        string force, IReadOnlyList<OutboxEntry> entries, int next, RestoredLedger restored, CancellationToken ct)
    {
        var strays = new Strays([], [], [], []);
        if (entries.Count == 0)
        {
            return strays;
        }

        var known = (await _ledger.Exports.OutboxEntriesAsync(force, ct)).ToHashSet(StringComparer.Ordinal);
        foreach (IGrouping<int, OutboxEntry> sequence in entries.Where(entry => !known.Contains(entry.Name))
            .GroupBy(entry => entry.Sequence))
        {
            IReadOnlyList<RecordedExport> attempts = await _ledger.Exports.AttemptsAsync(force, sequence.Key, ct);
            int nextAttempt = (await _ledger.Exports.NextAttemptAsync(force, sequence.Key, ct)).Attempt;
            foreach (OutboxEntry entry in sequence)
            {
                strays.All.Add(entry);
                if (sequence.Key < restored.Next && entry.Attempt <= restored.Attempt)
                {
                    // It was there when the ledger was accepted, or may have been: the only copy of what was sent. It is kept for ever.
                    continue;
                }

                List<OutboxEntry> kind = attempts.Any(attempt => attempt.Number.Attempt == entry.Attempt) ? strays.Void
                    : sequence.Key > next || entry.Attempt > nextAttempt ? strays.Above
                    : strays.Open;
                kind.Add(entry);
            }
        }

        return strays;
    }

    private string Older(LedgerFinding found, string why) =>
        $"The ledger {_ledger.Path} is older than what was sent to {found.Force}: {why}. It was restored from an older backup, or is another one. Nothing is sent, and nothing in the outbox is destroyed. "
        + $"Put the newest copy of the ledger in its place. Where there is none, ask the force for the last sequence it has, and go on above it: datasharing ledger accept-restored {found.Force} --next {Number(found.Next)} --reason TEXT. See deploy/RUNBOOK.md, \"The ledger was restored\".";

    private string OlderOrders(LedgerFinding found, string why) =>
        $"The ledger {_ledger.Path} is older than what was ordered: {why}. It was restored from an older backup, or is another one. Nothing is sent to any force, because it would get what was withdrawn. "
        + $"Put the newest copy of the ledger in its place. Where there is none, take the orders back: datasharing ledger accept-restored {found.Force} --next {Number(found.Next)} --reason TEXT. See deploy/RUNBOOK.md, \"The ledger was restored\".";

    private string Unknown(LedgerFinding found, OutboxEntry entry) =>
        $"The outbox {_outbox} has {entry.Name}, of which the ledger knows nothing, and there is no witness {_witness.PathOf(found.Force)} that could say whether it was sent. It is kept, and nothing is sent. "
        + $"Ask the force whether it has sequence {Number(entry.Sequence)}. If it has, the ledger is older than what was sent: put the newest copy in its place, or go on above it with: datasharing ledger accept-restored {found.Force} --next {Number(found.Next)} --reason TEXT. "
        + "If it has not, a crash left the file: move it out of the outbox.";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Entries of the outbox that no export has.</summary>
    /// <param name="All">All of them.</param>
    /// <param name="Void">Of attempts that were given up.</param>
    /// <param name="Above">Of numbers that nothing but a newer ledger can have given.</param>
    /// <param name="Open">Of the very number that comes next: a crash between file and ledger leaves such an entry, and so does a
    /// restore.</param>
    private sealed record Strays(List<OutboxEntry> All, List<OutboxEntry> Void, List<OutboxEntry> Above, List<OutboxEntry> Open);
}
