using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Guards;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.EndToEnd.Tests;

/// <summary><c>datasharing status</c>: how every force stands, and nothing changed by looking.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class StatusTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Test]
    public async Task Every_force_has_a_line_and_what_is_late_or_suspended_gives_code_1()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        Assert.That((await rig.ExportAsync(Rig.Met)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await SeenAsync(rig, Rig.Met, Rig.Gmp, Rig.Notts);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["enabled"] = false);
        rig.Edit($"forces/{Rig.Notts}.json", profile => profile["enabledd"] = true);

        Ended ended = await rig.ProgramAsync("status");
        Assert.That((ended.Code, ended.Error), Is.EqualTo((1, "")), ended.ToString());
        string[] lines = ended.Output.Split('\n');
        Assert.That(lines[0], Does.Match("^force +state +last due +last outcome +sequence +delivered +waiting +held +next due$"));
        int delivered = lines[0].IndexOf("delivered", StringComparison.Ordinal);
        Assert.That(lines[1], Does.Match($"^{Rig.Gmp} +stopped \\(disabled\\) .* -$"));
        Assert.That(lines[2], Does.Match($"^{Rig.Met} +late +20[0-9-]+ 02:30 (GMT|BST)  delivered +1 ").And.Match("02:30 (GMT|BST)$"));
        Assert.That(lines[2][delivered..], Does.StartWith("2026-11-20 03:00 GMT  -"), "The columns stand under their headings.");
        Assert.That(lines[3], Does.Match($"^{Rig.Notts} +suspended \\(profileInvalid\\) .* -$"));
        Assert.That(ended.Output, Does.Not.Contain('\u001b').And.Not.Contain("…"));
        Assert.That(ended.Output, Does.Match($"(?m)^{Rig.Met}: late: nothing was delivered for the due time 20.* See: datasharing history {Rig.Met}\\.$"));
        Assert.That(ended.Output, Does.Match($"(?m)^{Rig.Notts}: suspended: forces/{Rig.Notts}\\.json:[0-9]+.*enabledd.*See: datasharing check {Rig.Notts}\\.$"));
        Assert.That(ended.Output, Does.Match("(?m)^At .*: 3 forces, 1 late, 0 blocked, 1 suspended\\.$"));
        Assert.That(rig.Journalled("profileFirstEnabled"), Is.EqualTo(3), "Looking wrote nothing.");

        Assert.That((await rig.ProgramAsync("status", Rig.Gmp)).Code, Is.Zero, "A force that is disabled is shown and does not count.");
        Ended one = await rig.ProgramAsync("status", Rig.Met);
        Assert.That((one.Code, one.Output.Contains(Rig.Gmp, StringComparison.Ordinal)), Is.EqualTo((1, false)));
    }

    [Test]
    public async Task Where_nothing_was_sent_nothing_is_late_and_no_ledger_is_made()
    {
        await using Rig rig = Rig.Make();
        Ended ended = await rig.ProgramAsync("status");
        Assert.That(ended.Code, Is.Zero, ended.ToString());
        Assert.That(ended.Output, Does.Contain("3 forces, 0 late, 0 blocked, 0 suspended."));
        Assert.That(ended.Error, Does.StartWith("There is no ledger "));
        Assert.That(File.Exists(rig.LedgerPath) || Directory.Exists(rig.OutboxPath), Is.False);

        ended = await rig.ProgramAsync("status", "metropolitn");
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Error, Does.Contain("Did you mean \"metropolitan\"?"));
    }

    [Test]
    public async Task A_force_without_a_profile_that_holds_records_is_suspended()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        File.Delete(Path.Combine(rig.Config, $"forces/{Rig.Met}.json"));
        Ended ended = await rig.ProgramAsync("--json", "status", Rig.Met);
        Assert.That(ended.Code, Is.EqualTo(1), ended.ToString());
        JsonElement answer = ended.Json();
        Assert.That((answer.GetProperty("ok").GetBoolean(), answer.GetProperty("late").GetInt32(), answer.GetProperty("suspended").GetInt32()), Is.EqualTo((false, 0, 1)));
        JsonElement force = answer.GetProperty("forces").EnumerateArray().Single();
        Assert.That((Text(force, "state"), Text(force, "reason"), Text(force, "deliveredAt"), force.GetProperty("sequence").GetInt32()), Is.EqualTo(("suspended", "profileMissing", "2026-11-20T03:00:00Z", 1)));
        Assert.That(Text(force, "message"), Does.Contain("still holds 2 record(s)"));
        Assert.That(force.GetProperty("nextDue").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task What_is_held_stays_held_until_a_run_sends_something()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 30);
        await rig.ExportAsync(Rig.Met);
        for (long id = 1; id <= 25; id++)
        {
            rig.Source.Delete(id);
        }

        Assert.That((await rig.ExportAsync(Rig.Met)).Outcome, Is.EqualTo(RunOutcome.Held));
        await rig.LedgerAsync(ledger => ledger.Runs.RecordRefusedAsync(Rig.Met, RunRequest.ByPerson("test", null, RunCommand.Export, null, "0"), RunOutcome.Busy, Reason.Busy.Code));
        ForceStatus status = await StatusAsync(rig, Rig.Met);
        Assert.That((status.Held, status.State.LastRun!.Outcome), Is.EqualTo(("massWithdrawal", RunOutcome.Busy)));
        Assert.That((status.Blocked, status.NeedsSomebody), Is.EqualTo((Reason.MassWithdrawal, true)));
        await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Export, "test") { Accepted = new Dictionary<Guard, int> { [Guard.MassWithdrawal] = 25 }, Why = "test" });
        Assert.That((await StatusAsync(rig, Rig.Met)).Held, Is.Null);
    }

    [Test]
    public async Task A_force_that_cannot_go_until_somebody_acts_gives_code_1()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        rig.Time.Now = TimeProvider.System.GetUtcNow();
        foreach (string force in Rig.Forces)
        {
            await rig.ExportAsync(force, connector: rig.Bare);
        }

        Assert.That((await rig.ProgramAsync("status")).Code, Is.Zero);
        rig.NarrowProfile(Rig.Met);
        rig.Source.Add(50, Rig.Gmp);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"] = new JsonArray("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Reason, Is.EqualTo(Reason.HostKey));
        Ended ended = await rig.ProgramAsync("status");
        Assert.That((ended.Code, ended.Error), Is.EqualTo((1, "")));
        Assert.That(ended.Output, Does.Match($"(?m)^{Rig.Met} +blocked \\(profileVersionReused\\) ").And.Match($"(?m)^{Rig.Gmp} +blocked \\(hostKey\\) ").And.Match($"(?m)^{Rig.Notts} +sends "));
        Assert.That(ended.Output, Does.Match($"(?m)^{Rig.Met}: blocked: .+\\.$").And.Contain("3 forces, 0 late, 2 blocked, 0 suspended."));

        // One minute with the clock a year ahead: nothing goes to any force before an administrator's word.
        rig.Time.Now = TimeProvider.System.GetUtcNow().AddYears(1);
        await rig.ExportAsync(Rig.Notts, connector: rig.Bare);
        JsonElement answer = (await rig.ProgramAsync("--json", "status")).Json();
        Assert.That((answer.GetProperty("ok").GetBoolean(), answer.GetProperty("blocked").GetInt32()), Is.EqualTo((false, 3)));
        Assert.That(answer.GetProperty("forces").EnumerateArray().Select(force => (Text(force, "state"), Text(force, "reason"))), Is.All.EqualTo(("blocked", "clockBehind")));
    }

    [Test]
    public async Task What_waits_for_a_word_is_counted()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        await rig.LedgerAsync(async ledger =>
        {
            await using Lease lease = (await ledger.Leases.TryAcquireAsync(Rig.Met))!;
            long run = await ledger.Runs.OpenAsync(lease, RunRequest.ByPerson("test", null, RunCommand.Export, null, "0"));
            HoldingRow held = ledger.Holdings.Read(Rig.Met).First();
            await ledger.Holdings.RecordAlreadySentAsync(lease, run, [new AlreadySentRow(held, Reason.OwnRecord, "summary_shareable")]);
            return true;
        });
        Assert.That((await StatusAsync(rig, Rig.Met)).Waiting, Is.EqualTo(new[] { ("alreadySent", (int?)1) }));
        Assert.That((await StatusAsync(rig, Rig.Met)).Blocked, Is.Null, "Its nights go all the same.");
    }

    [Test]
    public async Task A_ledger_that_cannot_be_read_and_a_broken_gateway_file_are_said()
    {
        await using Rig rig = Rig.Make();
        TakeLedgerAway(rig);
        Ended ended = await rig.ProgramAsync("--json", "status");
        Assert.That((ended.Code, Text(ended.Json().GetProperty("error"), "code")), Is.EqualTo((1, "ledgerUnavailable")), ended.ToString());

        rig.Edit("gateway.json", gateway => gateway["stopAl"] = true);
        ended = await rig.ProgramAsync("status");
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")), ended.ToString());
        Assert.That(ended.Error, Does.Contain("stopAl"));
    }

    [Test]
    public async Task It_is_watched_until_it_is_stopped_and_goes_on_when_the_ledger_is_away()
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        using Process process = rig.StartProgram(new Dictionary<string, string>(), "status", "--watch", "--every", "1");
        using var limit = new CancellationTokenSource(Limit);
        await NextBlockAsync(process, limit.Token);
        await NextBlockAsync(process, limit.Token);

        string settings = await File.ReadAllTextAsync(Path.Combine(rig.Config, "gateway.json"), limit.Token);
        TakeLedgerAway(rig);
        string? said;
        do
        {
            said = await process.StandardError.ReadLineAsync(limit.Token);
        }
        while (said is not null && !said.Contains("cannot be opened", StringComparison.Ordinal));
        Assert.That(said, Is.Not.Null);
        await File.WriteAllTextAsync(Path.Combine(rig.Config, "gateway.json"), settings, limit.Token);
        await NextBlockAsync(process, limit.Token);

        using (var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await stop.WaitForExitAsync(limit.Token);
        }

        Task<string> rest = process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(await rest, Does.Not.Contain('\u001b'));
    }

    [TestCase("--json", "status", "--watch")]
    [TestCase("status", "--every", "5")]
    [TestCase("status", "--watch", "--every", "0")]
    public async Task What_does_not_go_together_is_wrong_usage(params string[] arguments)
    {
        await using Rig rig = Rig.Make();
        Assert.That((await rig.ProgramAsync(arguments)).Code, Is.EqualTo(2));
    }

    /// <summary>A ledger on a server whose connection is nowhere to be found.</summary>
    private static void TakeLedgerAway(Rig rig) => rig.Edit("gateway.json", gateway =>
    {
        gateway["ledger"] = new JsonObject { ["server"] = "postgresql", ["connection"] = new JsonObject { ["file"] = "../no.connection" } };
        gateway["outboxFolder"] = "../outbox";
    });

    /// <summary>Reads to the end of the next block.</summary>
    private static async Task NextBlockAsync(Process process, CancellationToken ct)
    {
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(ct);
        }
        while (line is not null && !line.Contains(" suspended.", StringComparison.Ordinal));
        Assert.That(line, Does.Match("^At .*: 3 forces, 0 late, 0 blocked, 0 suspended\\.$"));
    }

    /// <summary>As a worker does that sees them enabled, long before any night of today.</summary>
    private static async Task SeenAsync(Rig rig, params string[] forces)
    {
        foreach (string force in forces)
        {
            await rig.LedgerAsync(ledger => ledger.Profiles.FirstSeenEnabledAsync(force, rig.Time.Now.AddDays(-7)));
        }
    }

    private static Task<ForceStatus> StatusAsync(Rig rig, string force) =>
        rig.LedgerAsync(async ledger => (await ForceStatus.ReadAsync(new ConfigurationFolder(rig.Config), ledger, rig.Time, force, default)).Single());

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
