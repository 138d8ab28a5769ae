using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Alerts;

/// <summary>Tells of records that a force has and must not have: every day until an administrator has said a word.</summary>
internal sealed class AlreadySentAlerts(ExportLedger ledger, AlertDesk desk, ToldMarks marks, TimeProvider time)
{
    private const int RecordsNamed = 20;

    /// <summary>Tells what a run has found, and what its force was found to have before.</summary>
    public async Task TellAsync(ExportResult result, CancellationToken ct)
    {
        try
        {
            foreach (AlreadySentQuestion question in await ledger.Holdings.AlreadySentQuestionsAsync(RecordsNamed, ct))
            {
                if (question.Force == result.Force)
                {
                    await TellAsync(question, ct);
                }
            }
        }
        catch (LedgerException) when (result.AlreadySent.Count == 0)
        {
            // What is known from earlier is told at the next look or run that can ask the ledger.
        }
        catch (LedgerException)
        {
            // Whether it was told cannot be asked: rather twice than not at all.
            desk.Tell(AlreadySent(result.Force, result.AlreadySent.Count, result.AlreadySent.Count, []), []);
        }
    }

    /// <summary>Tells of every force.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task TellAllAsync(CancellationToken ct)
    {
        foreach (AlreadySentQuestion question in await ledger.Holdings.AlreadySentQuestionsAsync(RecordsNamed, ct))
        {
            await TellAsync(question, ct);
        }
    }

    /// <summary>Once a day, and again when a run has found more.</summary>
    private Task TellAsync(AlreadySentQuestion question, CancellationToken ct)
    {
        Alert alert = AlreadySent(
            question.Force, question.Records, question.NotWithdrawn, [.. question.First.Select(row => row.ToString())]);
        string subject = string.Create(
            CultureInfo.InvariantCulture, $"{question.Force} {DayText.Of(London.Today(time))} {question.LastRun}");
        return marks.TellOnceAsync(
            alert, [subject], () => ledger.Holdings.RememberAlreadySentToldAsync(question.Force, question.LastRun), ct);
    }

    private static Alert AlreadySent(string force, int records, int notWithdrawn, IReadOnlyList<string> lines) =>
        new(AlertKind.AlreadySent, force, string.Create(
        CultureInfo.InvariantCulture,
        $"The force has been sent {records:N0} record(s) of which something must not leave; {notWithdrawn:N0} of them are not withdrawn yet. Ask whether this is a breach: deploy/RUNBOOK.md, \"A breach question\". Then: datasharing acknowledge {force} {Reason.AlreadySent.Code} --reason TEXT."))
    {
        Reason = Reason.AlreadySent.Code,
        Lines = lines,
    };
}
