using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// One act that somebody asks for: what is asked is given to the constructor of a class of its own, who asks to <see cref="RunAsync"/>.
/// Every act of a person goes through here, whichever face of the program it came from; a command reads arguments before it and prints
/// after it.
/// </summary>
/// <param name="ledger">Where a refusal is written; null for an act that opens the ledger itself.</param>
/// <typeparam name="TAnswer">What comes of it.</typeparam>
internal abstract class Operation<TAnswer>(ExportLedger? ledger)
{
    /// <summary>What whoever asks must be permitted.</summary>
    public abstract Permission Permission { get; }

    /// <summary>
    /// Does what is asked if whoever asks may. The act's entry is written into the journal by the ledger, together with the act and under
    /// the asker's name; a refusal is written here, where there is a ledger.
    /// </summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="ct">Stops it as far as it can be stopped.</param>
    /// <exception cref="RefusedException">They may not, and nothing was done; or the act's own rules refuse it.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public async Task<TAnswer> RunAsync(Asker asker, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(asker);
        if (asker.RefusalOf(Permission) is not var (reason, message))
        {
            return await ActAsync(asker.Name, ct);
        }

        await RecordAsync(
            asker.Name, new JournalBody().With("operation", GetType().Name).With("permission", Permission.Code)
            .With("reason", reason.Code), ct);
        throw new RefusedException(reason, message);
    }

    /// <summary>The work.</summary>
    /// <param name="person">Who asks, as the journal names them.</param>
    /// <param name="ct">Stops it.</param>
    protected abstract Task<TAnswer> ActAsync(string person, CancellationToken ct);

    /// <summary>Writes a refusal into the journal.</summary>
    /// <param name="person">Who asked.</param>
    /// <param name="refusal">What for, and why not.</param>
    /// <param name="ct">Stops it.</param>
    protected virtual Task RecordAsync(string person, JournalBody refusal, CancellationToken ct) =>
        RecordAsync(ledger!, person, refusal, ct);

    /// <summary>Writes a refusal into the journal of a ledger, if it is there.</summary>
    private protected static Task RecordAsync(ExportLedger ledger, string person, JournalBody refusal, CancellationToken ct) =>
        ledger.IsThere ? ledger.Journal.AppendAsync(JournalKind.OperationRefused, null, person, refusal, ct) : Task.CompletedTask;
}
