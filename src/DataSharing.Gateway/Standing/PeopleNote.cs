using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Standing;

/// <summary>Has the journal say who may act, before anybody acts by a file that it does not know.</summary>
internal static class PeopleNote
{
    /// <summary>How long a change is shown and told.</summary>
    public static readonly TimeSpan Shown = TimeSpan.FromDays(7);

    /// <summary>Writes an entry if the file is another than the journal's last one.</summary>
    /// <param name="ledger">The ledger, which is there.</param>
    /// <param name="people">The file; null where there is none.</param>
    /// <param name="foundBy">Who met it.</param>
    /// <param name="ct">Stops the write.</param>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public static Task WriteAsync(ExportLedger ledger, PeopleList? people, string foundBy, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        string? statement = people is null ? null : PeopleStatement.Of(people);
        return ledger.People.NoteAsync(
            new PeopleRead(people?.Sha256, statement), foundBy,
            last => PeopleStatement.Difference(last?.Statement, statement, isFirst: last is null), ct);
    }
}
