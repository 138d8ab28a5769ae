using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Tests.Files;

namespace DataSharing.Gateway.Tests.Alerts;

/// <summary>The exit code of the alert command decides, and nothing else of it holds anybody up.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class AlertCommandTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task A_child_that_outlives_the_command_with_its_output_open_is_no_failure()
    {
        using var folder = new TemporaryFolder();
        long began = Stopwatch.GetTimestamp();
        await AlertChannel.TellAsync(Command(folder, $"cat > {folder["told"]}\nsleep 300 &\necho $! > {folder["child"]}\nexit 0"), new Alert(AlertKind.HeldExport, "essex", "x"), At, default);
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        int child = int.Parse(File.ReadAllText(folder["child"]), CultureInfo.InvariantCulture);
        Assert.That(Directory.Exists($"/proc/{child}"), Is.True, "It still runs.");
        End(child);
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(20)), "Nobody waited for it, nor for the 30 seconds.");
        Assert.That(File.ReadAllText(folder["told"]), Is.EqualTo("""{"kind":"heldExport","force":"essex","reason":null,"message":"x","lines":null,"at":"2026-11-20T03:00:00Z"}""" + "\n"));
    }

    [Test]
    public async Task A_command_that_is_cancelled_is_ended_with_all_that_it_started()
    {
        using var folder = new TemporaryFolder();
        using var stopping = new CancellationTokenSource();
        // The grandchild has lost its parent, so only its process group leads to it.
        Task telling = AlertChannel.TellAsync(Command(folder, $"(sh -c 'sleep 300 & echo $! > {folder["child.new"]}'); mv {folder["child.new"]} {folder["child"]}; sleep 300"), new Alert(AlertKind.HeldExport, "essex", "x"), At, stopping.Token);
        int child = int.Parse(await AppearsAsync(folder["child"]), CultureInfo.InvariantCulture);
        await stopping.CancelAsync();
        Assert.That(async () => await telling.WaitAsync(TimeSpan.FromSeconds(15)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => IsRunning(child), Is.False.After(15_000, 20));
    }

    [TestCase("exit 3", "ended with exit code 3")]
    [TestCase("kill -9 $$", "ended with exit code 137")]
    [TestCase("exit 0", null)]
    [TestCase("yes | head -c 3000000; exit 0", null)]
    [TestCase("exec <&-; exit 0", null)]
    public async Task The_exit_code_decides(string script, string? problem)
    {
        using var folder = new TemporaryFolder();
        AlertException? failed = null;
        try
        {
            await AlertChannel.TellAsync(Command(folder, script), new Alert(AlertKind.HeldExport, "essex", new string('x', 200_000)), At, default);
        }
        catch (AlertException error)
        {
            failed = error;
        }

        Assert.That(failed?.Message, problem is null ? Is.Null : Does.Contain(problem));
    }

    [TestCase("/no/such/program", "cannot be started")]
    [TestCase("/etc/passwd", "exit code 126")]
    public void A_program_that_cannot_be_run_is_a_failure(string program, string problem) => Assert.That(
        async () => await AlertChannel.TellAsync(Settings($$"""{"command":["{{program}}"]}"""), new Alert(AlertKind.HeldExport, "essex", "x"), At, default), Throws.InstanceOf<AlertException>().With.Message.Contains(problem));

    [TestCase("https://monitor.example.org/ping/{force}", "https://monitor.example.org/ping/west-yorkshire")]
    [TestCase("https://monitor.example.org/ping?of={force}&once=1", "https://monitor.example.org/ping?of=west-yorkshire&once=1")]
    [TestCase("https://monitor.example.org/ping", "https://monitor.example.org/ping")]
    public void A_heartbeat_has_the_force_in_its_place(string template, string page) =>
        Assert.That(Settings($$"""{"heartbeat":"{{template}}"}""").HeartbeatOf("west-yorkshire")!.ToString(), Is.EqualTo(page));

    [TestCase("https://{force}.example.org/ping")]
    [TestCase("https://monitor.example.org/{frce}")]
    [TestCase("https://monitor.example.org/{force")]
    [TestCase("monitor.example.org/{force}")]
    [TestCase("{force}")]
    [TestCase("file:///{force}")]
    public void A_heartbeat_that_is_no_address_is_a_problem(string template)
    {
        var problems = new ConfigProblems();
        Parse($$"""{"heartbeat":"{{template}}"}""", problems);
        Assert.That(problems.All, Has.Count.EqualTo(1));
        Assert.That(problems.All[0].Path, Does.Contain("heartbeat"));
    }

    private static AlertSettings Command(TemporaryFolder folder, string script)
    {
        string program = folder["tell.sh"];
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return Settings($$"""{"command":["{{program}}"]}""");
    }

    private static AlertSettings Settings(string json)
    {
        var problems = new ConfigProblems();
        AlertSettings settings = Parse(json, problems);
        Assert.That(problems.All.Select(problem => problem.ToString()), Is.Empty);
        return settings;
    }

    private static AlertSettings Parse(string json, ConfigProblems problems) => AlertSettings.Parse(ConfigDocument.Parse("gateway.json", Encoding.UTF8.GetBytes(json), problems));

    private static async Task<string> AppearsAsync(string file)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        long began = Stopwatch.GetTimestamp();
        while (!File.Exists(file))
        {
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromMinutes(1)), $"{Path.GetFileName(file)} appears.");
            await timer.WaitForNextTickAsync();
        }

        return File.ReadAllText(file);
    }

    /// <summary>Whether it runs: a process that has ended and that nobody has asked about stands there as a zombie.</summary>
    private static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static void End(int process)
    {
        using var one = Process.GetProcessById(process);
        one.Kill();
    }

    [Test]
    public void The_log_says_what_became_of_the_command_and_nothing_of_an_error_that_nobody_foresaw()
    {
        Assert.That(AlertFault.Of(new AlertException("The alert command ended with exit code 3.")).ToString(), Is.EqualTo("The alert command ended with exit code 3."));
        Assert.That(AlertFault.Of(new InvalidOperationException("a value")).ToString(), Does.StartWith("InvalidOperationException").And.Not.Contain("a value"));
    }
}
