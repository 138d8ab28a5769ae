using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Orders;
using DataSharing.Gateway;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataSharing.EndToEnd.Tests;

/// <summary><c>datasharing stop-all</c> and <c>resume-all</c>: what is broken elsewhere keeps nobody from stopping, and what is not stopped never looks so.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class StopAllCommandTests
{
    private static readonly TimeSpan AFewSeconds = TimeSpan.FromSeconds(25);

    [TestCase(ServerKind.Sqlite)]
    [TestCase(ServerKind.PostgreSql)]
    public async Task Two_persons_stop_and_one_resumes(ServerKind server)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 1);
        await rig.MakeLedgerAsync();
        using (ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time))
        {
            await ledger.Orders.GiveAsync(OrderKind.Stop, "amara (amara)", "breach question CST-2026-001234");
        }

        string since = London.Clock((await rig.LedgerAsync(ledger => ledger.Stop.StandingAsync()))[0].At);
        Ended second = await rig.ProgramAsync("stop-all", "--reason", "asked");
        Assert.That((second.Code, second.Error), Is.EqualTo((0, "")));
        Assert.That(second.Output, Does.StartWith($"Everything was stopped already: by amara (amara) on {since}: breach question CST-2026-001234\nEverything is stopped: journal entry "));
        Assert.That(rig.Journalled("allStopped"), Is.EqualTo(2), "Both are in the journal.");
        Ended plan = await rig.ProgramAsync("--json", "plan", Rig.Met);
        Assert.That((plan.Json().GetProperty("outcome").GetString(), plan.Json().GetProperty("reason").GetString()), Is.EqualTo(("refused", "stopAll")), plan.ToString());
        Ended check = await rig.ProgramAsync("check", "--connect");
        Assert.That(check.Output, Does.Contain($"note: gateway.json: ledger: Everything is stopped by amara (amara) on {since}; by "));
        JsonElement status = (await rig.ProgramAsync("--json", "status")).Json();
        Assert.That(status.GetProperty("stopped").GetProperty("orders").GetArrayLength(), Is.EqualTo(2));
        Assert.That(status.GetProperty("forces").EnumerateArray().Select(force => force.GetProperty("reason").GetString()), Has.All.EqualTo("stopAll"));

        Ended resumed = await rig.ProgramAsync("resume-all", "--reason", "asked");
        Assert.That((resumed.Code, resumed.Error), Is.EqualTo((0, "")));
        Assert.That(resumed.Output, Does.StartWith($"Lifted: by amara (amara) on {since}: ").And.Match("Lifted: by .*\nLifted: by .*: asked\nWhat was stopped with stop-all goes on: journal entry "));
        Assert.That((await rig.ProgramAsync("export", Rig.Met)).Code, Is.Zero, "One resume lifts both.");

        Ended again = await rig.ProgramAsync("resume-all", "--reason", "asked");
        Assert.That((again.Code, again.Output), Is.EqualTo((0, "Nothing was stopped with stop-all, and nothing is recorded.\n")));
        Assert.That(rig.Journalled("allResumed"), Is.EqualTo(1));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_stop_is_recorded_outside_the_ledger_and_stands_where_that_cannot_be()
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        JsonElement stopped = (await rig.ProgramAsync("--json", "stop-all", "--reason", "asked")).Json();
        Assert.That(stopped.GetProperty("outside").GetBoolean(), Is.True);
        string file = Path.Combine(rig.WitnessPath, "orders.jsonl");
        Assert.That(File.ReadAllText(file), Does.Contain("\"stop\""));

        // Another process has the file: the stop does not wait for it, and stands.
        using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Ended again = await rig.ProgramAsync("stop-all", "--reason", "asked");
            Assert.That(again.Code, Is.Zero, again.ToString());
            Assert.That(again.Output, Does.Contain("Everything is stopped: journal entry "));
            Assert.That(again.Error, Does.StartWith("Warning: ").And.Contain("The next look of a worker"));
        }

        Ended resumed = await rig.ProgramAsync("resume-all", "--reason", "asked");
        Assert.That((resumed.Code, resumed.Error), Is.EqualTo((0, "")));
        Assert.That(File.ReadAllText(file), Does.Contain("\"resume\""));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Resuming_does_not_look_done_while_the_file_still_stops()
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        await rig.ProgramAsync("stop-all", "--reason", "asked");
        rig.Edit("gateway.json", gateway => gateway["stopAll"] = true);
        Ended resumed = await rig.ProgramAsync("resume-all", "--reason", "asked");
        Assert.That(resumed.Code, Is.EqualTo(1));
        Assert.That(resumed.Error, Is.EqualTo($"EVERYTHING IS STILL STOPPED: stopAll is true in {Path.Combine(rig.Config, "gateway.json")}. To go on, write \"stopAll\": false there.\n"));
        Assert.That(rig.Journalled("allResumed"), Is.EqualTo(1));
        JsonElement answer = (await rig.ProgramAsync("--json", "resume-all", "--reason", "asked")).Json();
        Assert.That((answer.GetProperty("stopped").GetBoolean(), answer.GetProperty("entry").ValueKind), Is.EqualTo((true, JsonValueKind.Null)));
    }

    private static readonly Dictionary<string, Action<Rig>> Broken = new()
    {
        ["source"] = rig => rig.Edit("gateway.json", gateway => gateway["source"] = "nowhere"),
        ["keys"] = rig => rig.Edit("gateway.json", gateway => gateway["keys"] = new JsonObject { ["fiel"] = "x" }),
        ["no key ring"] = rig => File.Delete(Path.Combine(rig.Folder, "keys/master.keys")),
        ["alerts"] = rig => rig.Edit("gateway.json", gateway => gateway["alerts"] = 7),
        ["an unknown member"] = rig => rig.Edit("gateway.json", gateway => gateway["stopal"] = true),
        ["the controller"] = rig => rig.Edit("gateway.json", gateway => gateway.AsObject().Remove("controller")),
        ["forces"] = rig => Directory.Delete(Path.Combine(rig.Config, "forces"), recursive: true),
        ["sql"] = rig => File.WriteAllText(Path.Combine(rig.Config, "source/incidents.sql"), "drop table"),
        ["people"] = rig => File.WriteAllText(Path.Combine(rig.Config, "people.json"), "{"),
        ["nobody's login"] = rig => File.WriteAllText(Path.Combine(rig.Config, "people.json"), """{ "people": [{ "id": "priya", "name": "Priya Example", "osUsers": [4999], "roles": ["auditor"], "from": "2026-11-01" }] }"""),
    };

    private static Dictionary<string, Action<Rig>>.KeyCollection Breakable() => Broken.Keys;

    [TestCaseSource(nameof(Breakable))]
    public async Task What_is_broken_elsewhere_keeps_nobody_from_stopping(string what)
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        Broken[what](rig);
        Ended stop = await rig.ProgramAsync("stop-all", "--reason", "asked");
        Assert.That(stop.Code, Is.Zero, stop.ToString());
        // Where gateway.json is broken nobody knows where the file outside the ledger is.
        Assert.That(stop.Error, Is.Empty.Or.StartsWith("Warning: The order is recorded in the ledger and stands."));
        Assert.That(await rig.LedgerAsync(ledger => ledger.Stop.StandingAsync()), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Who_has_no_entry_may_stop_and_may_not_resume()
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        Broken["nobody's login"](rig);
        Assert.That((await rig.ProgramAsync("stop-all", "--reason", "asked")).Code, Is.Zero);
        Ended resume = await rig.ProgramAsync("--json", "resume-all", "--reason", "asked");
        Assert.That((resume.Code, resume.Json().GetProperty("error").GetProperty("code").GetString()), Is.EqualTo((1, "personUnknown")), resume.ToString());
        Assert.That(await rig.LedgerAsync(ledger => ledger.Stop.StandingAsync()), Has.Count.EqualTo(1));
        Assert.That(rig.Journalled("operationRefused"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_ledger_that_another_program_has_locked_is_said_within_seconds()
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        await using (var holder = new SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False"))
        {
            await holder.OpenAsync();
            await using SqliteCommand hold = holder.CreateCommand();
            hold.CommandText = "begin immediate";
            await hold.ExecuteNonQueryAsync();
            await SaysItIsNotStoppedAsync(rig, "ledgerLocked");
        }

        Assert.That(await rig.LedgerAsync(ledger => ledger.Stop.StandingAsync()), Is.Empty);
    }

    [Test]
    public async Task A_ledger_that_is_not_there_is_said_and_none_is_made()
    {
        await using Rig rig = Rig.Make();
        await SaysItIsNotStoppedAsync(rig, null);
        Assert.That(File.Exists(rig.LedgerPath), Is.False);
    }

    [Test]
    public async Task What_the_file_stops_does_not_look_as_if_it_went_on_where_the_ledger_is_not_there()
    {
        await using Rig rig = Rig.Make();
        rig.Edit("gateway.json", gateway => gateway["stopAll"] = true);
        Ended stop = await rig.ProgramAsync("stop-all", "--reason", "asked");
        string file = Path.Combine(rig.Config, "gateway.json");
        Assert.That((stop.Code, stop.Output), Is.EqualTo((1, "")));
        Assert.That(stop.Error, Does.StartWith("THE ORDER IS NOT RECORDED. The ledger ").And.EndWith($"\nEverything is stopped all the same, by \"stopAll\": true in {file}. Leave it there.\n"));
    }

    [Test]
    public async Task An_answer_that_cannot_be_written_does_not_hide_what_was_done()
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        Ended stop = await rig.ShellAsync("{0} > /dev/full", "stop-all --reason asked");
        Assert.That(stop.Code, Is.EqualTo(1));
        Assert.That(stop.Error, Does.StartWith("Everything is stopped: journal entry ").And.EndWith(" This could not be written on standard output.\n"));
        Assert.That(await rig.LedgerAsync(ledger => ledger.Stop.StandingAsync()), Has.Count.EqualTo(1));
        Ended resume = await rig.ShellAsync("{0} >&-", "--json resume-all --reason asked");
        Assert.That(resume.Code, Is.EqualTo(1));
        Assert.That(resume.Error, Does.StartWith("What was stopped with stop-all goes on: journal entry ").And.EndWith(" This could not be written on standard output.\n"));
        Assert.That(await rig.LedgerAsync(ledger => ledger.Stop.StandingAsync()), Is.Empty);
    }

    [Test]
    public async Task A_server_that_is_down_is_said_at_once()
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        await rig.MakeLedgerAsync();
        File.WriteAllText(Path.Combine(rig.Folder, "ledger.connection"), new NpgsqlConnectionStringBuilder(rig.LedgerConnection) { Host = "127.0.0.1", Port = 1 }.ConnectionString);
        await SaysItIsNotStoppedAsync(rig, "ledgerUnavailable");
    }

    [TestCase("at the first word")]
    [TestCase("insert into standing_order")]
    public async Task A_server_that_does_not_answer_is_said_within_seconds(string when)
    {
        await using Rig rig = Rig.Make(ServerKind.PostgreSql);
        await rig.MakeLedgerAsync();
        await using SwallowingProxy proxy = rig.SwallowingBeforeLedger(60);
        if (when == "at the first word")
        {
            proxy.SwallowAll();
        }
        else
        {
            _ = proxy.SwallowAt(when, all: true);
        }

        await SaysItIsNotStoppedAsync(rig, "ledgerUnavailable");
    }

    [Test]
    public async Task Without_a_configuration_it_says_that_nothing_is_stopped()
    {
        await using Rig rig = Rig.Make();
        string file = Path.Combine(rig.Config, "gateway.json");
        File.WriteAllText(file, "{ \"ledger\": ");
        foreach (Action prepare in (Action[])[static () => { }, () => File.Delete(file)])
        {
            prepare();
            Ended stop = await rig.ProgramAsync("stop-all", "--reason", "asked");
            Assert.That((stop.Code, stop.Output), Is.EqualTo((2, "")));
            Assert.That(stop.Error, Does.StartWith("NOTHING IS STOPPED. ").And.Contain("gateway.json").And.Contain("\"stopAll\": true"));
            Assert.That(stop.Error.Contains("--config DIR, or write this line", StringComparison.Ordinal), Is.EqualTo(!File.Exists(file)), "In a folder that is none nothing can be written.");
        }
    }

    [Test]
    public async Task A_ledger_block_that_can_be_read_in_two_ways_is_not_chosen_from()
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        string file = Path.Combine(rig.Config, "gateway.json");
        File.WriteAllText(file, File.ReadAllText(file).TrimEnd()[..^1] + ", \"ledger\": { \"server\": \"sqlite\", \"database\": \"../other.db\" } }");
        Ended stop = await rig.ProgramAsync("stop-all", "--reason", "asked");
        Assert.That((stop.Code, stop.Error.StartsWith("NOTHING IS STOPPED. ", StringComparison.Ordinal)), Is.EqualTo((2, true)), stop.ToString());
        Assert.That(stop.Error, Does.Contain("written twice"));
    }

    private static async Task SaysItIsNotStoppedAsync(Rig rig, string? code)
    {
        string file = Path.Combine(rig.Config, "gateway.json");
        byte[] before = File.ReadAllBytes(file);
        long asked = Stopwatch.GetTimestamp();
        Ended stop = await rig.ProgramAsync("stop-all", "--reason", "asked");
        TimeSpan took = Stopwatch.GetElapsedTime(asked);
        TestContext.Out.WriteLine($"{took.TotalSeconds:0.0} s\n{stop.Error}");
        string[] lines = stop.Error.TrimEnd().Split('\n');
        using (Assert.EnterMultipleScope())
        {
            Assert.That((stop.Code, stop.Output), Is.EqualTo((1, "")), stop.ToString());
            Assert.That(lines[0], Does.StartWith("NOTHING IS STOPPED. The ledger "));
            Assert.That(lines[^2..], Is.EqualTo(new[] { $"To stop everything now, write this line in {file}: in the place of the one with stopAll, or after the first brace.", "  \"stopAll\": true," }));
            Assert.That(took, Is.LessThan(AFewSeconds));
            Assert.That(File.ReadAllBytes(file), Is.EqualTo(before));
        }

        Ended json = await rig.ProgramAsync("--json", "stop-all", "--reason", "asked");
        Assert.That(json.Code, Is.EqualTo(1));
        if (code is not null)
        {
            Assert.That(json.Json().GetProperty("error").GetProperty("code").GetString(), Is.EqualTo(code));
        }

        // What is written is what stops.
        const string off = "\"stopAll\": false,";
        string text = File.ReadAllText(file);
        int brace = text.IndexOf('{', StringComparison.Ordinal) + 1;
        string line = lines[^1].Trim();
        File.WriteAllText(file, text.Contains(off, StringComparison.Ordinal) ? text.Replace(off, line, StringComparison.Ordinal) : text[..brace] + line + text[brace..]);
        Assert.That(new Gateway.Configuration.ConfigurationFolder(rig.Config).ReadSettings().StopAll, Is.True);
    }
}
