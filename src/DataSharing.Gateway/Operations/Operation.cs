using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// One act that somebody asks for: what is asked is given to the constructor of a class of its own, who asks to <see cref="RunAsync"/>.
/// Every act of a person goes through here, whichever face of the program it came from; a command reads arguments before it and prints
/// after it.
/// </summary>
/// <param name="ledger">Where a refusal and a changed file of people are written; null for an act that opens the ledger itself.</param>
/// <typeparam name="TAnswer">What comes of it.</typeparam>
internal abstract class Operation<TAnswer>(ExportLedger? ledger)
{
    private const int LooksAtMost = 20;

    /// <summary>What whoever asks must be permitted.</summary>
    public abstract Permission Permission { get; }

    /// <summary>
    /// Does what is asked if whoever asks may. Before that the journal has who may do what, if the file that says so has changed. The act's
    /// entry is written into the journal by the ledger, together with the act and under the asker's name; a refusal is written here, or
    /// counted. All of this where there is a ledger.
    /// </summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="ct">Stops it as far as it can be stopped.</param>
    /// <exception cref="RefusedException">They may not, and nothing was done; or the act's own rules refuse it.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public async Task<TAnswer> RunAsync(Asker asker, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(asker);
        (Reason Reason, string Message)? refusal = asker.RefusalOf(Permission);
        await WithLedgerAsync(open => RecordAsync(open, asker, refusal?.Reason, ct), ct);
        return refusal is var (reason, message) ? throw new RefusedException(reason, message) : await ActOnAsync(asker.Name, ct);
    }

    /// <summary>Acts; where somebody else ordered something about the same incident meanwhile, by what stands then.</summary>
    private async Task<TAnswer> ActOnAsync(string person, CancellationToken ct)
    {
        for (int left = LooksAtMost; ; left--)
        {
            try
            {
                return await ActAsync(person, ct);
            }
            catch (OrderOvertakenException) when (left > 1)
            {
                // Nothing was written, so that the act begins anew.
            }
        }
    }

    /// <summary>The work.</summary>
    /// <param name="person">Who asks, as the journal names them.</param>
    /// <param name="ct">Stops it.</param>
    protected abstract Task<TAnswer> ActAsync(string person, CancellationToken ct);

    /// <summary>Writes what is to be written before the act.</summary>
    /// <param name="write">Writes it into a ledger.</param>
    /// <param name="ct">Stops it.</param>
    private protected virtual Task WithLedgerAsync(Func<ExportLedger, Task> write, CancellationToken ct) => write(ledger!);

    private async Task RecordAsync(ExportLedger open, Asker asker, Reason? refused, CancellationToken ct)
    {
        if (!open.IsThere)
        {
            return;
        }

        await PeopleNote.WriteAsync(open, asker.People, asker.Name, ct);
        if (refused is not null)
        {
            await open.Refusals.WriteAsync(asker.Name, GetType().Name, Permission.Code, refused.Code, ct);
        }
    }
}
