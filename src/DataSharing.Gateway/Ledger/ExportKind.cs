namespace DataSharing.Gateway.Ledger;

/// <summary>What an export contains.</summary>
internal enum ExportKind
{
    /// <summary>The difference to what the force holds.</summary>
    Delta,

    /// <summary>Everything the force should hold.</summary>
    Full,

    /// <summary>The bytes of an earlier export again; the holding does not move.</summary>
    Resend,
}
