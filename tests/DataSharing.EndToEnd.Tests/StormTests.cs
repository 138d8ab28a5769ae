using System.Diagnostics;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// Seeded rounds of what goes wrong: the process killed at the end of a step or at any moment, the answer to the rename lost, the server away, full, slow or cut
/// off in the middle, two processes at once, records changed and withdrawn in between. Whatever the order, in the end each sequence is at the drop once, and what the files make is the truth.
/// <c>DATASHARING_STORM=300</c> runs that many rounds per ledger; the rounds of a run are the first of a longer one.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class StormTests
{
    private const int LongestMilliseconds = 1500;

    private static readonly string[] DropFaults = ["cut-at-write", "full", "quota", "sync-fails", "cut-at-close", "cut-before-rename", "cut-after-rename", "cut-at-manifest", "nonsense-at-write"];
    private static readonly string[] Categories = ["Threats", "AbusiveBehaviour", "Assault"];

    [TestCase(DatabaseServer.Sqlite, 20261123)]
    [TestCase(DatabaseServer.PostgreSql, 20261124)]
    [TestCase(DatabaseServer.SqlServer, 20261125)]
    public async Task Nothing_is_lost_doubled_or_left_behind(DatabaseServer server, int seed)
    {
        int rounds = LongRun.Rounds(250, "DATASHARING_STORM");
        await using Rig rig = Rig.Make(server);
        var random = new Random(seed);
        var truth = new SortedDictionary<long, string>();
        long next = 1;
        int killed = 0;
        for (int round = 0; round < rounds; round++)
        {
            string where = $"round {round} of seed {seed}";
            next = Change(rig, random, truth, next);
            killed += await BreakAsync(rig, random);
            await SettleAsync(rig, where);
            Assert.That(rig.Replay(Rig.Met).Values.Select(row => row["category"]).Order(StringComparer.Ordinal), Is.EqualTo(truth.Values.Select(ToCode).Order(StringComparer.Ordinal)), where);
            CheckInbox(rig, where);
        }

        await rig.VerifyLedgerAsync();
        TestContext.Out.WriteLine($"{rounds} rounds on {server}, {killed} processes killed, {rig.Inbox(Rig.Met).Count} files");
    }

    /// <summary>Adds, changes and withdraws records; gives the next record's number.</summary>
    internal static long Change(Rig rig, Random random, SortedDictionary<long, string> truth, long next)
    {
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            string category = Categories[random.Next(Categories.Length)];
            rig.Source.Add(next, Rig.Met, ("category_code", category));
            truth[next++] = category;
        }

        if (truth.Count > 5 && random.Next(2) == 0)
        {
            long id = truth.Keys.ElementAt(random.Next(truth.Count));
            truth[id] = Categories[random.Next(Categories.Length)];
            rig.Source.Set(id, ("category_code", truth[id]));
        }

        if (truth.Count > 5 && random.Next(2) == 0)
        {
            long id = truth.Keys.ElementAt(random.Next(truth.Count));
            truth.Remove(id);
            rig.Source.Set(id, ("do_not_share", 1));
        }

        return next;
    }

    /// <summary>One thing that goes wrong, while an export is under way; gives how many processes were killed.</summary>
    internal static async Task<int> BreakAsync(Rig rig, Random random)
    {
        switch (random.Next(8))
        {
            case 0:
            case 1:
                await rig.KilledAsync(Rig.Met, (ExportStep)random.Next(Enum.GetValues<ExportStep>().Length));
                return 1;
            case 2:
                await KilledAtAnyMomentAsync(rig, random);
                return 1;
            case 3:
                await rig.ExportAsync(Rig.Met, connector: new AnswerLost(static () => { }));
                return 0;
            case 4:
                int port = 0;
                rig.Edit("forces/metropolitan.json", profile =>
                {
                    port = profile["drop"]!["port"]!.GetValue<int>();
                    profile["drop"]!["port"] = 1;
                });
                await rig.ExportAsync(Rig.Met);
                rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["port"] = port);
                return 0;
            case 5:
                string fault = DropFaults[random.Next(DropFaults.Length)];
                await rig.WithDropCommandAsync(Rig.Met, FaultySftp.Command(rig.InboxOf(Rig.Met), fault), () => rig.ExportAsync(Rig.Met));
                return 0;
            case 6:
                await rig.WithDropCommandAsync(Rig.Met, FaultySftp.Command(rig.InboxOf(Rig.Met), "slow"), () => KilledAtAnyMomentAsync(rig, random));
                return 1;
            default:
                // Two at once, of which one is killed at a step: the other waits outside, or finishes what it began.
                Task<Ended> first = rig.KilledAsync(Rig.Met, (ExportStep)random.Next(Enum.GetValues<ExportStep>().Length));
                Task<Ended> second = rig.ProgramAsync("export", Rig.Met);
                await Task.WhenAll(first, second);
                return 1;
        }
    }

    private static async Task KilledAtAnyMomentAsync(Rig rig, Random random)
    {
        using Process process = rig.StartProgram(new Dictionary<string, string>(), "export", Rig.Met);
        Task<Ended> ended = Rig.EndAsync(process);
        await Task.WhenAny(ended, Task.Delay(random.Next(LongestMilliseconds)));
        if (!process.HasExited)
        {
            process.Kill();
        }

        await ended;
    }

    /// <summary>What an administrator's next run does; a file of unknown outcome is settled by what is at the drop.</summary>
    internal static async Task SettleAsync(Rig rig, string where)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            rig.Time.Now = rig.Time.Now.AddMinutes(10);
            ExportResult result = await rig.ExportAsync(Rig.Met);
            if (result.Outcome is ExportOutcome.Delivered or ExportOutcome.NothingToSend)
            {
                return;
            }

            Assert.That(result.Reason, Is.EqualTo(Reason.Unconfirmed).Or.EqualTo(Reason.Busy), $"{where}: {result.Outcome} {result.Reason} {result.Message}");
            RecordedExport? open = (await rig.LedgerAsync(ledger => ledger.PendingAsync(Rig.Met))).FirstOrDefault(export => export.State == ExportState.Unconfirmed);
            if (open is not null)
            {
                bool there = File.Exists(Path.Combine(rig.InboxOf(Rig.Met), open.FileName ?? open.ManifestName));
                await rig.RunAsync(new ExportRequest(Rig.Met, there ? ExportTask.Confirm : ExportTask.Resend, "test") { Sequence = open.Number.Sequence, Why = "storm" });
            }
        }

        Assert.Fail($"{where}: nothing settled it.");
    }

    internal static void CheckInbox(Rig rig, string where)
    {
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met), "*.part"), Is.Empty, $"{where}: a stray temporary.");
        IReadOnlyList<Delivered> inbox = rig.Inbox(Rig.Met);
        Assert.That(inbox.Select(one => one.Sequence), Is.EqualTo(Enumerable.Range(1, inbox.Count)), $"{where}: one file or lone manifest for each sequence, and no gap.");
    }

    internal static string ToCode(string category) => category switch { "AbusiveBehaviour" => "Abusive Behaviour", _ => category };
}
