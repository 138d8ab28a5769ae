using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using DataSharing.Gateway.Witness;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Turns the exceptions that stages throw on purpose into reason codes. Their messages are our own words and hold no incident value.
/// </summary>
internal static class Failures
{
    /// <summary>The reason code of a stage's exception; null for an exception that no stage throws on purpose.</summary>
    public static Reason? ReasonOf(Exception error) => error switch
    {
        RefusedException refused => refused.Reason,
        DropException drop => drop.Reason,
        SourceOrderException => Reason.SourceOrder,
        SourceUnavailableException unavailable => unavailable.Reason,
        WitnessException => Reason.WitnessUnavailable,
        KeyRingException or KeyUnknownException => Reason.KeysMissing,
        NoLedgerException => Reason.LedgerUnavailable,
        LeaseLostException => Reason.LeaseLost,
        OutboxFullException => Reason.OutboxFull,
        FileCheckException => Reason.FileCheck,
        ExportFileException or SealedFileException or ManifestException => Reason.OutboxDamaged,
        LedgerException ledger => ledger.Kind switch
        {
            LedgerFault.Locked => Reason.LedgerLocked,
            LedgerFault.Damaged => Reason.LedgerDamaged,
            LedgerFault.Full => Reason.LedgerFull,
            LedgerFault.SchemaNewer => Reason.LedgerNewer,
            LedgerFault.Missing => Reason.LedgerMissing,
            _ => Reason.LedgerUnavailable,
        },
        _ => null,
    };

    /// <summary>Whether a later try can succeed without anybody changing something.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        DropException drop => drop.IsTransient,
        SourceUnavailableException or LeaseLostException => true,
        LedgerException ledger => ledger.Kind is LedgerFault.Locked or LedgerFault.Unavailable,
        _ => false,
    };

    /// <summary>The message of an exception that <see cref="ReasonOf"/> knows.</summary>
    public static string MessageOf(Exception error) => error.Message;

    /// <summary>
    /// Acts. Every ending that somebody can do something about becomes a result with a reason code; anything else is an error of the
    /// program, which is logged.
    /// </summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="log">The log.</param>
    /// <param name="act">What is done.</param>
    /// <param name="remember">Told of an exception that a stage threw on purpose, before it becomes a result; null where nothing is to be
    /// remembered.</param>
    public static async Task<ExportResult> SettleAsync(
        string force, ILogger log, Func<Task<ExportResult>> act, Func<Exception, Task>? remember = null)
    {
        try
        {
            return await act();
        }
        catch (ConfigurationException error)
        {
            return new ExportResult(
                force, RunOutcome.Refused) { Reason = Reason.ProfileInvalid, Message = error.Message, Problems = error.Problems };
        }
        catch (OperationCanceledException)
        {
            return new ExportResult(force, RunOutcome.Cancelled) { Reason = Reason.Cancelled };
        }
        catch (Exception error) when (ReasonOf(error) is { } failure)
        {
            if (remember is not null)
            {
                await remember(error);
            }

            bool refused = error is RefusedException || failure == Reason.HostKey;
            RunOutcome outcome = refused ? RunOutcome.Refused : error is FileCheckException ? RunOutcome.Held : RunOutcome.Failed;
            return new ExportResult(
                force, outcome) { Reason = failure, Message = MessageOf(error), IsTransient = !refused && IsTransient(error) };
        }
        catch (Exception error)
        {
            log.RunFailed(new ForceSlug(force), Reason.ProgramError, FailureNote.Of(error));
            return new ExportResult(force, RunOutcome.Failed) { Reason = Reason.ProgramError, Message = FailureNote.Of(error).ToString() };
        }
    }
}
