using DataSharing.Disclosure;
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
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Exports;

/// <summary>Turns the exceptions that stages throw on purpose into reason codes. Their messages are our own words and hold no incident value.</summary>
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
}
