namespace DataSharing.Gateway.People;

/// <summary>What somebody is in the organisation, and so what they may do. A person can have several.</summary>
internal enum Role
{
    /// <summary>Works with the incidents: finds, holds and withdraws one.</summary>
    Caseworker,

    /// <summary>Runs the exports.</summary>
    Operator,

    /// <summary>Decides what leaves.</summary>
    Approver,

    /// <summary>The data protection officer: reads everything, the whole journal too.</summary>
    Auditor,

    /// <summary>Looks after the installation: the ledger, the keys, the forces.</summary>
    Administrator,
}
