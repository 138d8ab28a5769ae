using System.Text.Json;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Ledger;

internal sealed partial class ExportLedger
{
    private const string LastRefusedHostKey =
        "select {0} as Body from journal where kind = @kind and force = @force and entry = (select max(entry) from journal where kind = @kind and force = @force)";

    /// <summary>The hash of the force's profile file under which its drop's host key was refused last; null when it never was.</summary>
    public Task<string?> RefusedHostKeyAsync(string force, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading the journal",
        async work => await work.FirstOrNoneAsync<JournalRow>(LastRefusedHostKey.Replace("{0}", work.Database.Long("body"), StringComparison.Ordinal), new { kind = JournalKind.HostKeyRefused.Word(), force }) is { } row
            ? work.Reduced(() => JsonDocument.Parse(row.Body).RootElement.GetProperty("profile").GetString())
            : null,
        cancellation);

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
        if (kind is not (JournalKind.KeysAdded or JournalKind.WithdrawalsAccepted or JournalKind.HostKeyRefused or JournalKind.ValuesShown or JournalKind.RangeAsked))
        {
            throw new ArgumentException($"The ledger writes {kind.Word()} itself.", nameof(kind));
        }

        return _database.WriteAsync(
            "writing the journal",
            async work =>
            {
                await Journal.AppendAsync(work, UtcNow(), kind, force, actor, body);
                return true;
            },
            cancellation);
    }

    /// <summary>
    /// Checks the file, the journal's chain, and that exports, exported rows, holdings, names, runs that have ended, profiles seen, decided texts and what was
    /// already sent are what the journal says; all in one snapshot, which keeps no writer waiting. It goes on in the caller's thread.
    /// What it cannot find: the removal of the last entries together with what they tell, or a rewrite of the whole chain; against those keep
    /// <see cref="LedgerVerdict.Head"/> elsewhere. What is not covered is said by <see cref="LedgerVerdict.NotCovered"/> and <see cref="LedgerVerdict.RunsUnderWay"/>.
    /// </summary>
    /// <param name="progress">Told how far it is; or null.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<LedgerVerdict> VerifyAsync(IProgress<LedgerProgress>? progress = null, CancellationToken cancellation = default) =>
        _database.SnapshotAsync("verifying the ledger", work => new LedgerVerification(work.With(Patience.Still), progress).RunAsync(), cancellation);
}
