namespace DataSharing.Gateway.Ledger;

/// <summary>What a verification of the ledger looks at, in its order.</summary>
internal enum LedgerPart
{
    /// <summary>The database itself, as far as it can look for damage.</summary>
    File,

    /// <summary>The chain of the journal's entries.</summary>
    Journal,

    /// <summary>The exports and the names that were used.</summary>
    Exports,

    /// <summary>The rows of the exports.</summary>
    Rows,

    /// <summary>What the forces hold.</summary>
    Holdings,

    /// <summary>The runs and what they counted.</summary>
    Runs,

    /// <summary>Profiles first seen enabled, decided texts, and what was already sent.</summary>
    Rest,
}

/// <summary>How far a verification is: told at the beginning of each part, every ten thousand entries and rows, and at the end.</summary>
/// <param name="Part">What it looks at.</param>
/// <param name="Checked">How many entries and rows it has looked at.</param>
/// <param name="Total">How many there are, as far as that is known before: those of the journal, the exports and the runs.</param>
internal sealed record LedgerProgress(LedgerPart Part, long Checked, long Total);
