using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Alerts;

/// <summary>
/// Tells that the file of people has changed, once for each entry of the journal; and once a day that nobody may act by it.
/// </summary>
internal sealed class PeopleAlerts(ExportLedger ledger, ToldMarks marks, TimeProvider time)
{
    private const string Subject = "problems";

    /// <summary>Tells the changes that nobody was told yet, whichever process of whichever machine met them.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task LookAsync(CancellationToken ct)
    {
        foreach (PeopleEntry change in await ledger.People.SinceAsync(time.GetUtcNow() - PeopleNote.Shown, ct))
        {
            await marks.TellOnceAsync(Of(change), [change.Entry.ToString(CultureInfo.InvariantCulture)], null, ct);
        }
    }

    /// <summary>Tells that the file has problems: nobody may act.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task TellProblemsAsync(IReadOnlyList<ConfigProblem> problems, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return marks.TellOnceAsync(
            new Alert(
                AlertKind.PeopleChanged, null,
                "people.json has problems: nobody may act by it. Exports go on at night. See: datasharing check.")
            {
                Reason = Reason.ProfileInvalid.Code,
                Lines = [.. problems.Select(problem => string.Create(CultureInfo.InvariantCulture, $"{problem.File}:{problem.Line} ({problem.Path})"))],
            },
            [$"{Subject} {DayText.Of(London.Today(time))}"], null, ct);
    }

    private static Alert Of(PeopleEntry change) => new(
        AlertKind.PeopleChanged, null,
        string.Create(
            CultureInfo.InvariantCulture,
            $"people.json was changed: journal entry {change.Entry}, met by {change.FoundBy} on {change.Machine}. If nobody of yours did that, somebody can make themselves anybody: see docs/people.md.")) { Lines = change.Said };
}
