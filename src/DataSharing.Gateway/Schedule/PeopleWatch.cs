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
            // What has not changed here is not written again, also where another machine's file is another: two workers would write it in
            // turn for ever. Whoever acts by this file has it written.
            if (_seen != (people?.Sha256 ?? ""))
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
}
