using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>The rules stopped allowing the export while it was under way.</summary>
internal sealed class RefusedException(Reason reason, string? message = null) : Exception(message ?? reason.Meaning)
{
    public Reason Reason { get; } = reason;
}
