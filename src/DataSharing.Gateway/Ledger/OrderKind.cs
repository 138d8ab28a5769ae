namespace DataSharing.Gateway.Ledger;

/// <summary>What a person orders. Each takes back the one before it of the same pair.</summary>
internal enum OrderKind
{
    /// <summary>No force may have the incident.</summary>
    Withdraw,

    /// <summary>It may be shared again, as its record says.</summary>
    Restore,

    /// <summary>Nothing new about the incident goes.</summary>
    Hold,

    /// <summary>What is new about it goes again.</summary>
    Release,

    /// <summary>Nothing goes to anybody.</summary>
    Stop,

    /// <summary>What was stopped goes on.</summary>
    Resume,
}
