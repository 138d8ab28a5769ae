using System.Diagnostics;
using System.Globalization;
using DataSharing.Gateway.People;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Trial;

internal sealed class DemoTests
{
    [Test]
    public void The_demo_delivers_two_nights_and_verifies_them()
    {
        Assert.That(Demo.First.ExitCode, Is.Zero, Demo.First.ToString());
        Assert.That(Demo.First.Error, Is.Empty);
        Assert.That(Demo.First.Output, Does.Contain("Night one").And.Contain("Night two").And.Contain("6 manifests, and every file is the one its manifest names."));
        Assert.That(Demo.First.Output, Does.Contain("The ledger is whole:"));
        Assert.That(Demo.First.Output, Does.Not.Contain('\u001B').And.Not.Contain('\r'), "control characters in piped output");
    }

    [Test]
    public void The_demo_shows_what_each_person_may_and_may_not()
    {
        string[] played = Demo.First.Output.Contains("Only root can play them", StringComparison.Ordinal) ? ["priya"] : ["priya", "amara", "jan"];
        // CI runs as root, and there all three are asked.
        const string LoginFile = "/proc/self/loginuid";
        bool isUnset = !File.Exists(LoginFile) || File.ReadAllText(LoginFile).Trim() == Login.Unset.ToString(CultureInfo.InvariantCulture);
        Assert.That(played, Has.Length.EqualTo(Environment.UserName == "root" && isUnset ? 3 : 1), Demo.First.Output);
        string[] answers =
        [
            @"priya, operator:\n +may: +datasharing export nottinghamshire --dry-run --out dry-run\.csv\n +may not: +datasharing ledger backup backup\.db\n +priya \(.+\) may not: it needs the permission ledger\.keep\. Roles that have it: administrator\.\n",
            @"amara, caseworker:\n +may: +datasharing plan metropolitan\n +may not: +datasharing export metropolitan\n +amara \(4000000001\) may not: it needs the permission export\.run\. Roles that have it: operator\.\n",
            @"jan, auditor:\n +may: +datasharing plan metropolitan --rows\n +may not: +datasharing export metropolitan\n +jan \(4000000002\) may not: it needs the permission export\.run\. Roles that have it: operator\.\n",
        ];
        for (int person = 0; person < played.Length; person++)
        {
            Assert.That(Demo.First.Output, Does.Match(answers[person]), played[person]);
        }
    }

    [TestCase("metropolitan")]
    [TestCase("greater-manchester")]
    [TestCase("nottinghamshire")]
    public void Night_two_tells_every_force_of_new_amended_and_withdrawn_records(string force)
    {
        string night = Demo.First.Output[Demo.First.Output.IndexOf("Night two", StringComparison.Ordinal)..];
        Assert.That(night, Does.Match($@"{force}: delivered\n  sequence 2, attempt 1, [^\n]*\n  rows: [1-9][0-9,]* new, [1-9][0-9]* amended, [1-9][0-9]* withdrawn, 0 sent again\n  excluded: deleted [1-9]"));
    }

    [Test]
    public void The_demo_leaves_no_process_behind() => Assert.That(Demo.LeftByFirst, Is.Empty);

    [Test]
    public void A_second_demo_replaces_the_first_and_says_how_to_go_on()
    {
        Assert.That(Demo.Second.ExitCode, Is.Zero, Demo.Second.ToString());
        Assert.That(Demo.Second.Output, Does.Contain("6 manifests").And.Contain("Go on with:").And.Contain("kill "));
        Assert.That(Demo.ProcessesOf(Path.Combine(Demo.Folder, "sshd", "sshd_config")), Has.Count.EqualTo(1), "the server that --keep keeps");
    }

    [Test]
    public async Task A_demo_that_is_ended_leaves_no_server()
    {
        string folder = Path.Combine(Path.GetDirectoryName(Demo.Folder)!, "ended early");
        using Process demo = Ended.Start(Demo.Script, folder);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        Task<string> output = demo.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = demo.StandardError.ReadToEndAsync(limit.Token);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!File.Exists(Path.Combine(folder, "sshd", "sshd.pid")) && !demo.HasExited)
        {
            await look.WaitForNextTickAsync(limit.Token);
        }

        await Ended.RunAsync("/bin/kill", "-TERM", demo.Id.ToString(CultureInfo.InvariantCulture));
        await demo.WaitForExitAsync(limit.Token);
        Assert.That(demo.ExitCode, Is.EqualTo(130), $"{await output}\n{await error}");
        Assert.That(Demo.ProcessesOf(Path.Combine(folder, "sshd", "sshd_config")), Is.Empty);
    }

    [Test]
    public async Task The_demo_refuses_a_folder_that_is_not_its_own_and_touches_nothing()
    {
        string folder = Path.Combine(Path.GetDirectoryName(Demo.Folder)!, "somebody's");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "letter.txt"), "Dear Sir");
        Ended refused = await Ended.RunAsync(Demo.Script, folder);
        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
        Assert.That(refused.Error, Does.Contain("not a folder of an earlier demo"));
        Assert.That(Directory.GetFileSystemEntries(folder), Is.EqualTo(new[] { Path.Combine(folder, "letter.txt") }));
    }

    [Test]
    public void A_published_program_has_its_documents_unit_scripts_and_examples_with_it()
    {
        string[] notInstalled = ["deploy/demo.sh", "deploy/test.sh", "deploy/packages.sh", "deploy/Containerfile"];
        string[] shipped = [.. new[] { "docs", "deploy", "config" }
            .SelectMany(folder => Directory.EnumerateFiles(RepositoryFolder.At(folder), "*", SearchOption.AllDirectories))
            // What git alone reads stays here.
            .Where(file => Path.GetFileName(file)[0] != '.')
            .Select(file => Path.GetRelativePath(RepositoryFolder.Root, file)).Except(notInstalled).Append("CHANGELOG.md")];
        Assert.That(shipped, Has.Length.GreaterThan(50));
        string program = Path.Combine(Demo.Folder, "program");
        Assert.That(shipped.Where(file => !File.Exists(Path.Combine(program, file))), Is.Empty);
        Assert.That(notInstalled.Where(file => File.Exists(Path.Combine(program, file))), Is.Empty);
        foreach (string file in shipped.Where(file => File.GetUnixFileMode(RepositoryFolder.At(file)).HasFlag(UnixFileMode.UserExecute)))
        {
            Assert.That(File.GetUnixFileMode(Path.Combine(program, file)).HasFlag(UnixFileMode.UserExecute), Is.True, file);
        }
    }

    [TestCase("deploy/demo.sh")]
    [TestCase("deploy/test.sh")]
    [TestCase("tests/compile-ahead.sh")]
    [TestCase("tests/failed-tests.sh")]
    public async Task A_script_has_help_with_an_example_and_refuses_what_it_does_not_know(string script)
    {
        Ended help = await Ended.RunAsync(RepositoryFolder.At(script), "--help");
        Assert.That(help.ExitCode, Is.Zero, help.ToString());
        Assert.That(help.Output, Does.Contain("Example: " + script).And.Contain("Exit codes:"));
        Ended unknown = await Ended.RunAsync(RepositoryFolder.At(script), "--no-such-option");
        Assert.That(unknown.ExitCode, Is.EqualTo(2), unknown.ToString());
    }

    [Test]
    public async Task The_tests_that_failed_are_named_with_their_class_and_the_first_lines_of_why()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("datasharing-").FullName, "run.trx");
        await File.WriteAllTextAsync(file, """
            <TestRun>
              <Results>
                <UnitTestResult executionId="7" testId="1" testName="Passes" computerName="one" outcome="Passed">
                  <Output><StdOut>nothing</StdOut></Output>
                </UnitTestResult>
                <UnitTestResult executionId="8" testId="2" testName="Fails(&quot;a &amp; b&quot;)" computerName="one" outcome="Failed">
                  <Output><ErrorInfo>
                    <Message>  Expected: &lt;3&gt;
              But was:  4

              third
              fourth
              fifth
            </Message>
                    <StackTrace>   at Somewhere</StackTrace>
                  </ErrorInfo></Output>
                </UnitTestResult>
                <UnitTestResult executionId="9" testId="3" testName="Fails" computerName="one" outcome="Failed">
                  <Output><ErrorInfo><Message>in one line</Message></ErrorInfo></Output>
                </UnitTestResult>
              </Results>
              <TestDefinitions>
                <UnitTest name="Passes" id="1">
                  <TestMethod className="Some.Tests" name="Passes" />
                </UnitTest>
                <UnitTest name="Fails" id="2">
                  <TestMethod className="Some.Tests" name="Fails" />
                </UnitTest>
                <UnitTest name="Fails" id="3">
                  <TestMethod className="Other.Tests" name="Fails" />
                </UnitTest>
              </TestDefinitions>
            </TestRun>
            """);
        string script = RepositoryFolder.At("tests/failed-tests.sh");
        Ended named = await Ended.RunAsync(script, file);
        Assert.That(named.ExitCode, Is.Zero, named.ToString());
        string[] lines = [.. named.Output.TrimEnd('\n').Split('\n').Select(line => line.Trim())];
        Assert.That(lines, Is.EqualTo(new[]
        {
            "Some.Tests.Fails(\"a & b\")", "Expected: <3>", "But was:  4", "third", "fourth", "Other.Tests.Fails", "in one line",
        }));
        Assert.That((await Ended.RunAsync(script, file + ".gone")).ExitCode, Is.Not.Zero);
    }
}
