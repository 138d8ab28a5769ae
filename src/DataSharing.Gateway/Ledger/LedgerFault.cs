namespace DataSharing.Gateway.Ledger;

/// <summary>What is wrong with the ledger, by what the operator does next.</summary>
internal enum LedgerFault
{
    /// <summary>Another program kept it locked for longer than the busy timeout.</summary>
    Locked,

    /// <summary>The file is damaged, or is no ledger.</summary>
    Damaged,

    /// <summary>There is no schema, or an older one, and it was not to be applied.</summary>
    SchemaMissing,

    /// <summary>There is no ledger, although files were sent.</summary>
    Missing,

    /// <summary>A newer version of the program has brought it up to its own version, before it was opened or while it was in use.</summary>
    SchemaNewer,

    /// <summary>It cannot be opened, read or written for any other reason.</summary>
    Unavailable,

    /// <summary>There is no room for more.</summary>
    Full,

    /// <summary>
    /// A write contradicts what is recorded: a state that has moved on, a number or a name used before. Nothing was written.
    /// </summary>
    Conflict,
}
