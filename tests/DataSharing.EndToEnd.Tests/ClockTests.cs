using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A real process whose clock is wrong sends nothing, and what it wrote is not believed when its clock is right again.</summary>
[Parallelizable(ParallelScope.All)]
[Early]
internal sealed class ClockTests
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    [Test]
    [CancelAfter(600_000)]
    public async Task A_first_start_in_another_year_silences_no_force()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        int port = FreePort();
        string program = Path.Combine(rig.Folder, "tell.sh");
        File.WriteAllText(program, $"#!/bin/sh\ncat >> {rig.Folder}/told\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        rig.Edit("gateway.json", gateway =>
        {
            gateway["alerts"] = new JsonObject { ["command"] = new JsonArray(program) };
            gateway["healthPort"] = port;
        });
        rig.Edit("forces/metropolitan.json", profile => profile["schedule"] = new JsonObject { ["cron"] = "0 30 2 * * ?", ["lateMinutes"] = 15 });
        foreach (string other in (string[])[Rig.Gmp, Rig.Notts])
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{other}.json"));
        }

        await using (var first = Worker.Start(rig, "2027-06-01 12:00:00"))
        {
            await first.SaysAsync("WorkerStarted");
        }

        await using (var second = Worker.Start(rig, "2026-12-05 09:00:00"))
        {
            await second.SaysAsync("CatchUp metropolitan due=2026-12-05 02:30:00Z");
            await second.SaysAsync("RunNotDelivered metropolitan Refused clockBehind");
            await second.SaysAsync("ClockWrong clockAhead");
            await second.SaysAsync("Alerted LateDelivery metropolitan");
            using var web = new HttpClient();
            using HttpResponseMessage ready = await web.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/ready")));
            Assert.That(((int)ready.StatusCode, (string?)JsonNode.Parse(await ready.Content.ReadAsStringAsync())!["reason"]), Is.EqualTo((503, "clockAhead")));
        }

        JsonNode[] told = [.. File.ReadAllLines(Path.Combine(rig.Folder, "told")).Select(line => JsonNode.Parse(line)!)];
        Assert.That(told.Select(one => (string?)one["kind"]), Does.Contain("lateDelivery"));
        Assert.That((string?)told.Single(one => (string?)one["kind"] == "clockAhead")["message"], Does.Contain("2027-06-01T").And.Contain("datasharing acknowledge --all clockAhead --reason TEXT"));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)), Is.Empty);

        Dictionary<string, string> right = At("2026-12-05 09:05:00");
        Ended check = await rig.ProgramAsync(right, "check", "--connect");
        Assert.That((check.Code, check.Output), Is.EqualTo((2, check.Output)));
        Assert.That(check.Output, Does.Contain("(clockAhead)"));
        Ended word = await rig.ProgramAsync(right, "acknowledge", "--all", "clockAhead", "--reason", "the clock was set");
        Assert.That((word.Code, word.Error), Is.EqualTo((0, "")));
        Assert.That(word.Output, Does.StartWith("every force: clockAhead acknowledged, journal entry ").And.Contain(": the moments of the ledger later than 2026-12-05T09:05:"));

        await using (var third = Worker.Start(rig, "2026-12-05 09:10:00"))
        {
            await third.SaysAsync("CatchUp metropolitan due=2026-12-05 02:30:00Z");
            // A connection may time out early under libfaketime; that the run was begun, and not refused, is what counts.
            await third.SaysAsync("RunEnded metropolitan");
            Assert.That(third.Lines, Has.None.Contains("clockBehind").And.None.Contains("ClockWrong"));
        }

        var time = new FixedTime(new DateTimeOffset(2026, 12, 5, 9, 15, 0, TimeSpan.Zero));
        using (ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: false, time))
        {
            var flow = new ExportRun(new ConfigurationFolder(rig.Config), ledger, rig.Bare, time, NullLogger.Instance, RunWatch.None);
            Assert.That((await flow.RunAsync(new ExportRequest(Rig.Met, ExportTask.Export, "test"), CancellationToken.None)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        }

        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(1));
        Assert.That((await rig.ProgramAsync(At("2026-12-05 09:20:00"), "ledger", "verify")).Code, Is.Zero);
    }

    [TestCase(60, "clockAhead")]
    [TestCase(-60, "clockBehind")]
    public async Task A_run_whose_clock_the_servers_contradicts_is_refused_before_it_reads_anything(int minutes, string reason)
    {
        await using Rig rig = Rig.Make(DatabaseServer.PostgreSql);
        rig.Fill(Rig.Met, 1);
        foreach ((int ahead, string said) in ((int, string)[])[(minutes, $"Refused {reason}"), (0, "Delivered ")])
        {
            var time = new FixedTime(TimeProvider.System.GetUtcNow().AddMinutes(ahead));
            using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, time);
            var steps = new List<ExportStep>();
            var watch = new RunWatch { Stepped = (_, step) => steps.Add(step) };
            var flow = new ExportRun(new ConfigurationFolder(rig.Config), ledger, rig.Bare, time, NullLogger.Instance, watch);
            ExportResult result = await flow.RunAsync(new ExportRequest(Rig.Met, ExportTask.Export, "test"), CancellationToken.None);
            Assert.That($"{result.Outcome} {result.Reason?.Code}", Is.EqualTo(said), "The refused run leaves nothing that stops the next.");
            Assert.That(steps, ahead == 0 ? Is.Not.Empty : Is.Empty);
            Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)), ahead == 0 ? Is.Not.Empty : Is.Empty);
        }
    }

    private static Dictionary<string, string> At(string time)
    {
        if (!File.Exists(Library))
        {
            Assert.Ignore($"{Library} is not installed (package faketime).");
        }

        return new Dictionary<string, string> { ["LD_PRELOAD"] = Library, ["FAKETIME"] = "@" + time, ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1", ["TZ"] = "UTC" };
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Worker : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];
        private readonly SemaphoreSlim _said = new(0);

        private Worker(Process process)
        {
            _process = process;
            process.ErrorDataReceived += (_, line) =>
            {
                lock (_lines)
                {
                    _lines.Add(line.Data ?? "");
                }

                _said.Release();
            };
            process.BeginErrorReadLine();
        }

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public static Worker Start(Rig rig, string time) => new(rig.StartProgram(At(time), "run"));

        public async Task SaysAsync(string text)
        {
            long begun = Stopwatch.GetTimestamp();
            while (true)
            {
                lock (_lines)
                {
                    if (_lines.Exists(line => line.Contains(text, StringComparison.Ordinal)))
                    {
                        return;
                    }
                }

                if (Stopwatch.GetElapsedTime(begun) > Patience || !await _said.WaitAsync(Patience))
                {
                    lock (_lines)
                    {
                        Assert.Fail($"The worker did not say \"{text}\":\n{string.Join('\n', _lines)}");
                    }
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            using (Process stop = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await stop.WaitForExitAsync();
            }

            using var patience = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(patience.Token);
            _process.Dispose();
            _said.Dispose();
        }
    }
}
