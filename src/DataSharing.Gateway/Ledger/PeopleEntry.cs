namespace DataSharing.Gateway.Ledger;

/// <summary>A journal entry that says who may do what from then on.</summary>
/// <param name="Entry">The number of the entry.</param>
/// <param name="At">When it was written.</param>
/// <param name="Sha256">The hash of the file; null where the file was gone.</param>
/// <param name="Statement">Who may do what, in the form that the next difference is taken against; null where the file was gone.</param>
/// <param name="FoundBy">Who met the changed file: not who changed it.</param>
/// <param name="Machine">The name of the machine whose file it is.</param>
/// <param name="Said">What has changed, in sentences.</param>
internal sealed record PeopleEntry(
    long Entry, DateTimeOffset At, string? Sha256, string? Statement, string FoundBy, string Machine, IReadOnlyList<string> Said);

/// <summary>The file that says who may act, as a process has just read it.</summary>
/// <param name="Sha256">Its hash; null where there is none.</param>
/// <param name="Statement">Who may do what by it; null where there is none.</param>
internal sealed record PeopleRead(string? Sha256, string? Statement);
