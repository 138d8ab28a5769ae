using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// The storm, and in every third of the seeds the ledger is restored in the middle from the backup of one night ago. No sequence and no name is used twice, and nothing
/// that was sent is destroyed. <c>DATASHARING_STORM=300</c> goes that many nights per server, ten of each seed; the seeds of a run are the first of a longer one.
/// </summary>
[Parallelizable(ParallelScope.All)]
[Early]
internal sealed class RestoreStormTests
{
    private const int Nights = 10;

    [TestCase(DatabaseServer.Sqlite, 20261201)]
    [TestCase(DatabaseServer.PostgreSql, 20261202)]
    [TestCase(DatabaseServer.SqlServer, 20261203)]
    public async Task A_ledger_of_one_night_ago_sends_nothing_twice_and_destroys_nothing(DatabaseServer server, int first)
    {
        int seeds = Math.Max(1, LongRun.Rounds(300, "DATASHARING_STORM", part: 30) / Nights);
        int restored = 0;
        for (int seed = first; seed < first + seeds; seed++)
        {
            bool restores = (seed - first) % 3 == 0;
            restored += restores ? 1 : 0;
            await SeedAsync(server, seed, restores);
        }

        TestContext.Out.WriteLine($"{seeds} seeds on {server}, {restored} with a restored ledger");
    }

    private static async Task SeedAsync(DatabaseServer server, int seed, bool restores)
    {
        await using Rig rig = Rig.Make(server);
        var random = new Random(seed);
        var truth = new SortedDictionary<long, string>();
        var sent = new Dictionary<string, string>(StringComparer.Ordinal);
        long next = 1;
        int middle = random.Next(3, Nights - 2);
        LedgerCopy? lastNight = null;
        int? emptiedBefore = null;
        Dictionary<string, string> archive = [];
        for (int night = 0; night < Nights; night++)
        {
            string where = $"night {night} of seed {seed}";
            next = StormTests.Change(rig, random, truth, next);
            await StormTests.BreakAsync(rig, random, clocks: false);
            if (restores && night == middle - 1)
            {
                // With whatever the night has left under way.
                lastNight = await LedgerCopy.TakeAsync(rig);
            }

            await StormTests.SettleAsync(rig, where);
            if (restores && night == middle)
            {
                archive = Hashes(rig.OutboxPath);
                lastNight!.Restore();
                emptiedBefore = await AcceptAsync(rig, where);
            }

            StormTests.CheckInbox(rig, where);
            foreach ((string name, string hash) in Hashes(rig.InboxOf(Rig.Met)))
            {
                Assert.That(sent.TryAdd(name, hash) || sent[name] == hash, Is.True, $"{where}: {name} has other bytes than before.");
            }

            Assert.That(Hashes(rig.OutboxPath), Is.SupersetOf(archive), $"{where}: what was sent is kept.");
            Assert.That(Table.Replay(rig.Inbox(Rig.Met), emptiedBefore).Values.Select(row => row["category"]).Order(StringComparer.Ordinal),
                Is.EqualTo(truth.Values.Select(StormTests.ToCode).Order(StringComparer.Ordinal)), where);
        }

        Ended verified = await rig.ProgramAsync("ledger", "verify");
        Assert.That(verified.Code, Is.Zero, verified.Output);
        if (!restores)
        {
            await rig.VerifyLedgerAsync();
        }
    }

    /// <summary>What the runbook says: the force is asked for the last sequence it has, the ledger goes on above it, and a full file is sent. Gives its sequence.</summary>
    private static async Task<int> AcceptAsync(Rig rig, string where)
    {
        Dictionary<string, string> inbox = Hashes(rig.InboxOf(Rig.Met));
        ExportResult refused = await rig.ExportAsync(Rig.Met);
        Assert.That((refused.Outcome, refused.Reason), Is.EqualTo((RunOutcome.Refused, Reason.LedgerOlder)), $"{where}: {refused.Message}");
        Assert.That(Hashes(rig.InboxOf(Rig.Met)), Is.EqualTo(inbox), where);
        int next = rig.Inbox(Rig.Met).Max(one => one.Sequence) + 1;
        Ended accepted = await rig.ProgramAsync("ledger", "accept-restored", Rig.Met, "--next", next.ToString(CultureInfo.InvariantCulture), "--reason", "storm");
        Assert.That(accepted.Code, Is.Zero, $"{where}: {accepted.Error}");
        for (int attempt = 0; attempt < 4; attempt++)
        {
            rig.Time.Now = rig.Time.Now.AddMinutes(10);
            ExportResult full = await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "restored" });
            if (full.Outcome == RunOutcome.Delivered)
            {
                Assert.That(full.Sequence, Is.EqualTo(next), where);
                return next;
            }

            Assert.That(full.Reason, Is.EqualTo(Reason.Unconfirmed), $"{where}: {full.Outcome} {full.Message}");
            RecordedExport open = (await rig.LedgerAsync(ledger => ledger.Exports.PendingAsync(Rig.Met))).First(export => export.State == ExportState.Unconfirmed);
            bool there = File.Exists(Path.Combine(rig.InboxOf(Rig.Met), open.FileName ?? open.ManifestName));
            await rig.RunAsync(new ExportRequest(Rig.Met, there ? ExportTask.Confirm : ExportTask.Resend, "test") { Sequence = open.Number.Sequence, Why = "storm" });
        }

        Assert.Fail($"{where}: the full file did not go.");
        return 0;
    }

    private static Dictionary<string, string> Hashes(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))), StringComparer.Ordinal);
}
