using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Schedule;

/// <summary>
/// What the worker looks after about people: that the journal has every change of the file and every refusal, and that somebody is told.
/// </summary>
internal sealed class PeopleWatch(ConfigurationFolder folder, ExportLedger ledger, PeopleAlerts alerts)
{
    private const string Worker = "worker";

    /// <summary>The hash of the file at the last look; empty where there was none, null before the first look.</summary>
    private string? _seen;

    /// <summary>Looks at the file.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read or written; the next look does what this one did not.</exception>
    public async Task LookAsync(CancellationToken ct)
    {
        try
        {
            PeopleList? people = folder.ReadPeople();
            if (_seen != (people?.Sha256 ?? "") || await WasActedByAnotherAsync(people?.Sha256, ct))
            {
                await PeopleNote.WriteAsync(ledger, people, Worker, ct);
                _seen = people?.Sha256 ?? "";
            }
        }
        catch (ConfigurationException error)
        {
            await alerts.TellProblemsAsync(error.Problems, ct);
        }

        await alerts.LookAsync(ct);
        await ledger.Refusals.CatchUpAsync(ct);
    }

    /// <summary>
    /// Whether somebody on this machine acted by another file between two looks. What another worker wrote is left as it is, also where its
    /// file is another: two workers would write it in turn for ever.
    /// </summary>
    private async Task<bool> WasActedByAnotherAsync(string? sha256, CancellationToken ct) =>
        await ledger.People.LastAsync(ct) is { } last && last.Sha256 != sha256 && last.FoundBy != Worker
        && last.Machine == ProcessIdentity.Current.Host;
}
