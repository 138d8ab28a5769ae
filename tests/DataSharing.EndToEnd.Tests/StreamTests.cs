using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DataSharing.Gateway;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The real program where its streams, its memory or its open files are short.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class StreamTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "datasharing.dll");

    [TestCase("reasons > /dev/full")]
    [TestCase("--json reasons > /dev/full")]
    [TestCase("--json history nosuch > /dev/full")]
    [TestCase("--json reasons >&-")]
    [TestCase("redact --jsonl > /dev/full")]
    [TestCase("help > /dev/full")]
    [TestCase("help plan >&-")]
    [TestCase("redact <&-")]
    [TestCase("redact --jsonl <&-")]
    [TestCase("--json reasons <&- >&-")]
    public async Task An_answer_that_cannot_be_written_ends_with_1_and_is_said(string command)
    {
        Ended ended = await ShellAsync($"echo '{{\"id\":1,\"text\":\"a\"}}' | dotnet exec \"$0\" {command}");
        Assert.That(ended.Code, Is.EqualTo(1), ended.ToString());
        Assert.That(ended.Error, Is.Not.Empty.And.Not.Contain("Unhandled").And.Not.Contain("   at "));
    }

    [Test]
    public async Task An_export_without_any_stream_writes_into_no_file_of_its_own()
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met);
        Ended ended = await ShellAsync($"dotnet exec \"$0\" --config {rig.Config} export metropolitan <&- >&- 2>&-; echo $?");
        Assert.That(ended.Output.Trim(), Is.EqualTo("1"), "The answer could not be written.");
        Assert.That(rig.Inbox(Rig.Met), Has.Count.EqualTo(1), "The file went all the same.");
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
    }

    [TestCase("--json reasons")]
    [TestCase("--json check")]
    [TestCase("--json history")]
    [TestCase("--json plan metropolitan")]
    public async Task With_64_open_files_the_answer_is_still_one_document(string command)
    {
        await using Rig rig = Rig.Make();
        Ended ended = await ShellAsync($"ulimit -n 64; exec dotnet exec \"$0\" --config {rig.Config} {command}");
        Assert.That(ended.Code, Is.InRange(0, 5), ended.ToString());
        Assert.That(() => JsonNode.Parse(ended.Output), Throws.Nothing, ended.ToString());
        Assert.That(ended.Error, Does.Not.Contain("Unhandled").And.Not.Contain("   at "));
    }

    [Test]
    public async Task A_full_disk_under_the_log_fails_no_export()
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met);
        Ended ended = await ShellAsync($"exec dotnet exec \"$0\" --config {rig.Config} --json export metropolitan 2> /dev/full");
        Assert.That((ended.Code, (string?)JsonNode.Parse(ended.Output)!["outcome"]), Is.EqualTo((0, "delivered")), ended.ToString());
        Assert.That(rig.Inbox(Rig.Met), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_run_that_is_cancelled_before_it_begins_has_its_line_in_the_history()
    {
        await using Rig rig = Rig.Make();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        using (ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time))
        {
            var flow = new ExportRun(new ConfigurationFolder(rig.Config), ledger, rig.Bare, rig.Time, NullLogger.Instance, RunWatch.None) { LooksAtClock = false };
            ExportResult result = await flow.RunAsync(new ExportRequest(Rig.Met, ExportTask.Export, "somebody") { Why = "asked CST-2026-001234" }, cancelled.Token);
            Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Cancelled));
        }

        JsonNode run = JsonNode.Parse((await rig.ProgramAsync("--json", "history", Rig.Met)).Output)!["runs"]![0]!;
        Assert.That(((string?)run["outcome"], (string?)run["reason"], (string?)run["command"], (string?)run["by"], (string?)run["requestReason"]),
            Is.EqualTo(("cancelled", "cancelled", "export", "somebody", "asked CST-2026-001234")));
        Assert.That((await rig.ProgramAsync("history", Rig.Met)).Output, Does.Match(@"^\S+Z \((\S+ )?\d\d:\d\d (GMT|BST)\) metropolitan export by somebody: cancelled \(cancelled\), because: asked CST-2026-001234"));
    }

    [Test]
    public async Task A_file_of_any_size_is_redacted_in_little_memory()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            const string Line = "It was said again that Mrs Sarah Cohen of 14 Elm Road rang 07700 900123, and that nobody came to the door that night.\n";
            await using (var writer = new StreamWriter(file))
            {
                for (int i = 0; i < 100_000; i++)
                {
                    await writer.WriteAsync(Line);
                }
            }

            // The peak is read when everything was answered and the program has not ended yet: its last line waits for the pipe.
            using Process process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Program, "redact", file]) { RedirectStandardOutput = true })!;
            char[] buffer = new char[1 << 16];
            long peak = 0;
            while (await process.StandardOutput.ReadAsync(buffer) > 0)
            {
                peak = Math.Max(peak, Peak(process.Id));
            }

            await process.WaitForExitAsync();
            Assert.That((process.ExitCode, peak), Is.EqualTo((0, peak)));
            Assert.That(peak, Is.InRange(1, 100_000), "kB");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The most memory that a process has had, in kB; 0 when it has ended.</summary>
    private static long Peak(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").FirstOrDefault(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<Ended> ShellAsync(string script)
    {
        var start = new ProcessStartInfo("sh", ["-c", script, Program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        return await Rig.EndAsync(process);
    }
}
