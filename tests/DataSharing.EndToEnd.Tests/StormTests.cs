using System.Diagnostics;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// Seeded rounds of what goes wrong: the process killed at the end of a step or at any moment, the answer to the rename lost, the server away, full, slow or cut
/// off in the middle, a connection to ledger or source swallowed at some statement, the clock set while a run is under way, two processes at once, records changed and
/// withdrawn in between. Whatever the order, in the end each sequence is at the drop once, and what the files make is the truth.
/// <c>DATASHARING_STORM=300</c> runs that many rounds per ledger; the rounds of a run are the first of a longer one.
/// </summary>
[Parallelizable(ParallelScope.All)]
[Early]
internal sealed class StormTests
{
    private const int LongestMilliseconds = 1500;

    // How long a database is waited for in the rounds in which it may swallow what it is asked; a busy machine answers sooner.
    private const int DatabaseSeconds = 5;

    private static readonly TimeSpan LongestHang = TimeSpan.FromMinutes(3);
    private static readonly string[] Statements = ["update lease set", "insert into run", "COPY (", "insert into outbox_block", "copy exported_row", "update export set state", "insert into holding", "COMMIT"];

    // Seconds by which a clock is set: within what the program takes for a clock that is a little wrong, and beyond it.
    private static readonly int[] ClockSteps = [-7200, -200, -30, 30, 200, 7200];

    private static readonly string[] DropFaults = ["cut-at-write", "full", "quota", "sync-fails", "cut-at-close", "cut-before-rename", "cut-after-rename", "cut-at-manifest", "nonsense-at-write"];
    private static readonly string[] Categories = ["Threats", "AbusiveBehaviour", "Assault"];

    [TestCase(DatabaseServer.Sqlite, 20261123)]
    [TestCase(DatabaseServer.PostgreSql, 20261124)]
    [TestCase(DatabaseServer.SqlServer, 20261125)]
    public async Task Nothing_is_lost_doubled_or_left_behind(DatabaseServer server, int seed)
    {
        int rounds = LongRun.Rounds(250, "DATASHARING_STORM", part: 20);
        await using Rig rig = Rig.Make(server);
        await using SwallowingProxy? ledger = server == DatabaseServer.PostgreSql ? rig.SwallowingBeforeLedger(DatabaseSeconds) : null;
        await using SwallowingProxy? source = server == DatabaseServer.PostgreSql ? rig.SwallowingBeforeSource(DatabaseSeconds) : null;
        var random = new Random(seed);
        var truth = new SortedDictionary<long, string>();
        long next = 1;
        int killed = 0;
        for (int round = 0; round < rounds; round++)
        {
            string where = $"round {round} of seed {seed}";
            next = Change(rig, random, truth, next);
            killed += await BreakAsync(rig, random, ledger, source);
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
    /// <param name="rig">The rig.</param>
    /// <param name="random">Decides which.</param>
    /// <param name="ledger">Before the ledger's server; null where that cannot be swallowed.</param>
    /// <param name="source">Before the source's server.</param>
    /// <param name="clocks">Whether the clock may be set too.</param>
    internal static async Task<int> BreakAsync(Rig rig, Random random, SwallowingProxy? ledger = null, SwallowingProxy? source = null, bool clocks = true)
    {
        switch (random.Next(clocks ? 10 : 8))
        {
            case 8 when ledger is not null && source is not null:
                return await SwallowedAsync(rig, random, random.Next(3) == 0 ? source : ledger);
            case 8:
            case 9:
                return await ClockSetAsync(rig, random);
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

    /// <summary>A run of which a connection is swallowed at a statement, or all are at any moment; it ends by itself, or is killed while it waits.</summary>
    private static async Task<int> SwallowedAsync(Rig rig, Random random, SwallowingProxy proxy)
    {
        bool all = random.Next(2) == 0;
        bool isKilled = random.Next(2) == 0;
        Task sprung = proxy.SwallowAt(Statements[random.Next(Statements.Length)], arrive: random.Next(2) == 0, all);
        TimeSpan moment = TimeSpan.FromMilliseconds(random.Next(LongestMilliseconds));
        bool atAnyMoment = random.Next(3) == 0;
        using Process process = rig.StartProgram(new Dictionary<string, string>(), "export", Rig.Met);
        Task<Ended> ended = Rig.EndAsync(process);
        if (atAnyMoment && await Task.WhenAny(ended, Task.Delay(moment)) != ended)
        {
            proxy.SwallowAll();
        }

        await Task.WhenAny(ended, sprung);
        bool killed = isKilled && !ended.IsCompleted && await Task.WhenAny(ended, Task.Delay(moment)) != ended;
        if (killed)
        {
            process.Kill();
        }

        Ended how = await ended.WaitAsync(LongestHang);
        TestContext.Out.WriteLine($"swallowed: {(sprung.IsCompleted ? "at a statement" : atAnyMoment ? "at a moment" : "nothing")}, {(killed ? "killed" : $"ended with {how.Code}")}");
        proxy.Pass();
        // A proxy forgets what it swallowed at some time; its server then ends the session, with what it had locked.
        proxy.Close();
        return killed ? 1 : 0;
    }

    /// <summary>A run whose clock is set while it is under way, beside another whose clock is not; then an administrator says that all is well, where that is asked.</summary>
    private static async Task<int> ClockSetAsync(Rig rig, Random random)
    {
        int step = ClockSteps[random.Next(ClockSteps.Length)];
        TimeSpan moment = TimeSpan.FromMilliseconds(random.Next(LongestMilliseconds));
        bool isKilled = random.Next(2) == 0;
        using SetClock? clock = SetClock.TryMake(rig.Folder);
        using Process process = rig.StartProgram(clock?.Environment ?? new Dictionary<string, string>(), "export", Rig.Met);
        Task<Ended> ended = Rig.EndAsync(process);
        Task<Ended> other = rig.ProgramAsync("export", Rig.Met);
        await Task.WhenAny(ended, Task.Delay(moment));
        clock?.Set(step);
        bool killed = isKilled && await Task.WhenAny(ended, Task.Delay(moment)) != ended;
        if (killed)
        {
            process.Kill();
        }

        await Task.WhenAll(ended, other);
        TestContext.Out.WriteLine($"clock set by {step} s: {(killed ? "killed" : $"ended with {(await ended).Code}")}, the other with {(await other).Code}");
        foreach (Reason asked in Reason.All.Where(reason => reason.Code.StartsWith("clock", StringComparison.Ordinal)))
        {
            await rig.ProgramAsync("acknowledge", "--all", asked.Code, "--reason", "the clock was set by the storm");
        }

        return killed ? 1 : 0;
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
            if (result.Outcome is RunOutcome.Delivered or RunOutcome.NothingToSend)
            {
                return;
            }

            Assert.That(result.Reason, Is.EqualTo(Reason.Unconfirmed).Or.EqualTo(Reason.Busy), $"{where}: {result.Outcome} {result.Reason} {result.Message}");
            RecordedExport? open = (await rig.LedgerAsync(ledger => ledger.Exports.PendingAsync(Rig.Met))).FirstOrDefault(export => export.State == ExportState.Unconfirmed);
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
