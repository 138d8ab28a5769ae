using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Servers.Sqlite;

namespace DataSharing.Benchmarks;

/// <summary>The verification of a ledger of many nights: a hundred forces, one row a night for each, six entries for each file.</summary>
internal static class LedgerTrial
{
    private const int Entries = 200_000;
    private const int Forces = 100;

    public static async Task<LedgerFigures> MeasureAsync(int rounds)
    {
        // In memory: what is measured is the processor, and no disk is waited for while it is filled.
        using ExportLedger ledger = await ExportLedger.OpenToLookAsync(
            SqliteServer.File(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))), SqliteServer.StandIn, applySchema: false, TimeProvider.System, null);
        for (int force = 1; force <= Forces; force++)
        {
            await FillAsync(ledger, string.Create(CultureInfo.InvariantCulture, $"force-{force}"), Entries / Forces * force);
        }

        var verified = new List<double>();
        LedgerVerdict verdict = await ledger.Journal.VerifyAsync();
        for (int round = 0; round < rounds; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            verdict = await ledger.Journal.VerifyAsync();
            verified.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return verdict.Ok ? new LedgerFigures(verified, verdict.Entries) : throw new InvalidOperationException(verdict.Problem);
    }

    private static async Task FillAsync(ExportLedger ledger, string force, long upTo)
    {
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(force))!;
        var request = RunRequest.BySchedule(TimeProvider.System.GetUtcNow(), RunCommand.Export, Hash('a'), "0");
        var evidence = new DeliveryEvidence { HostKeyFingerprint = "SHA256:benchmark", RemoteLength = 10 };
        while ((await ledger.Journal.HeadAsync()) is { } head && head.Entry < upTo)
        {
            long run = await ledger.Runs.OpenAsync(lease, request);
            ExportNumber number = await ledger.Exports.NextSequenceAsync(force);
            string name = number.Sequence.ToString(CultureInfo.InvariantCulture);
            var row = new ExportedRow(IncidentKey.FromNumber(number.Sequence), $"{number.Sequence:D16}", RowAction.New, 1, new byte[32], "k");
            RecordedExport export = await ledger.Exports.RecordBuiltAsync(lease, Of(run, number, name, head), [row]);
            await ledger.Exports.SetStateAsync(lease, export.Id, ExportState.Built, ExportState.Sending, temporaryName: name + ".part");
            await ledger.Exports.BeginPublishingAsync(lease, export.Id, seen: 0, despiteStop: false);
            await ledger.Exports.SetStateAsync(lease, export.Id, ExportState.Publishing, ExportState.Published);
            await ledger.Exports.CloseDeliveredAsync(lease, export.Id, evidence);
            await ledger.Runs.CloseAsync(lease, run, RunOutcome.Delivered, null, RunCounts.None, export.Id);
        }
    }

    private static BuiltExport Of(long run, ExportNumber number, string name, JournalHead head) => new()
    {
        RunId = run, Number = number, Kind = ExportKind.Delta, FileName = name + ".csv", ManifestName = name + ".json", FileEntry = "entry-" + name, ManifestEntry = "manifest-" + name,
        Sha256 = Hash('b'), Bytes = 10, ManifestSha256 = Hash('c'), ManifestBytes = 20, ReleaseHash = Hash('d'), Head = ToldHead.Of(head),
        Facts = new ExportFacts
        {
            ProfileHash = Hash('e'), ProfileVersion = 1, Protocol = "national-2015", AgreementReference = "CST-NPCC-2015", AgreementVersion = "1.0", Marking = "OFFICIAL", KeyId = "k",
        },
    };

    private static string Hash(char digit) => new(digit, 64);
}

/// <summary>How long verifications of a ledger took.</summary>
/// <param name="Verified">Processor seconds of each round.</param>
/// <param name="Entries">How many journal entries it has.</param>
internal sealed record LedgerFigures(IReadOnlyList<double> Verified, long Entries);
