using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Tests.Files;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>
/// Whatever stands in the place of any option or argument of any command: the program answers, in one JSON document where that is asked for, and ends with
/// one of its exit codes. The program's own entry is called, in this process.
/// </summary>
[NonParallelizable]
internal sealed class CommandLineLawTests
{
    private static readonly string[] Odd = ["", " ", "@x", "-1", "0", "abc", "99999999999999999999", "/dev/full", "/nowhere/at/all", "--", "\u202E\u0000"[..1], new('a', 5000)];

    private string _config = "";
    private string _before = "";
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Copy()
    {
        _folder = new TemporaryFolder();
        _before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder.FullName;
        _config = _folder["config"];
        InProcess.CopyConfiguration(_config);
    }

    [OneTimeTearDown]
    public void Remove()
    {
        Environment.CurrentDirectory = _before;
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Test]
    public void Every_option_and_argument_takes_any_value_or_refuses_it()
    {
        int asked = 0;
        using IDisposable all = Assert.EnterMultipleScope();
        foreach ((string[] words, Command command) in Commands())
        {
            foreach ((string[] placed, string what) in Placed(words, command))
            {
                foreach (bool json in (bool[])[false, true])
                {
                    Holds(json ? ["--json", "--config", _config, .. placed] : ["--config", _config, .. placed], json, what);
                    asked++;
                }
            }
        }

        Assert.That(asked, Is.GreaterThan(500));
    }

    [TestCase("--config")]
    [TestCase("--config", "")]
    [TestCase("--config", "/nowhere")]
    [TestCase("--config", "/dev/full")]
    [TestCase("--config", "a", "--config", "b")]
    [TestCase("--json", "abc")]
    [TestCase("--json=abc")]
    [TestCase("--nothing")]
    [TestCase("@x")]
    public void The_options_of_every_command_do_too(params string[] options)
    {
        Holds(["history", .. options], json: false, string.Join(' ', options));
        Holds(["--json", "history", .. options], json: true, string.Join(' ', options));
    }

    /// <summary>Every command without those below it, with its words. The worker is left out: it runs until it is stopped, and has no options.</summary>
    private static IEnumerable<(string[] Words, Command Command)> Commands()
    {
        var root = (RootCommand)typeof(ExportRun).Assembly.GetType("DataSharing.Gateway.Commands.CommandLine")!.GetMethod("Build")!.Invoke(null, [TimeProvider.System])!;
        return root.Subcommands.Where(command => command.Name != "run").SelectMany(command => Below([command.Name], command));
    }

    private static IEnumerable<(string[] Words, Command Command)> Below(string[] words, Command command) => command.Subcommands.Count == 0
        ? [(words, command)]
        : command.Subcommands.SelectMany(sub => Below([.. words, sub.Name], sub));

    /// <summary>The command with each odd value in each place, the other places filled with what fits.</summary>
    private static IEnumerable<(string[] Placed, string What)> Placed(string[] words, Command command)
    {
        string[] Arguments(Argument? odd, string value) => [.. command.Arguments.Where(argument => argument == odd || argument.Arity.MinimumNumberOfValues > 0 || argument.Name == "file").Select(argument => argument == odd ? value : Fitting(argument.ValueType, argument.Name))];
        string[] Needed(Option? but) => [.. command.Options.Where(option => option.Required && option != but).SelectMany(option => Given(option, Fitting(option.ValueType, option.Name)))];
        foreach (string value in Odd)
        {
            // redact would read standard input, or a file that never ends.
            foreach (Argument argument in command.Arguments.Where(_ => words is not ["redact"] || value is not ("--" or "/dev/full")))
            {
                yield return ([.. words, .. Arguments(argument, value), .. Needed(null)], $"{string.Join(' ', words)} with {argument.Name} as '{value[..Math.Min(value.Length, 20)]}'");
            }

            // What is watched is watched until it is stopped.
            foreach (Option option in command.Options.Where(option => option.Name != "--watch"))
            {
                yield return ([.. words, .. Arguments(null, ""), .. Needed(option), option.Name, value], $"{string.Join(' ', words)} with {option.Name} as '{value[..Math.Min(value.Length, 20)]}'");
                yield return ([.. words, .. Arguments(null, ""), .. Needed(option), $"{option.Name}={value}"], $"{string.Join(' ', words)} with {option.Name}='{value[..Math.Min(value.Length, 20)]}'");
            }
        }
    }

    private static string[] Given(Option option, string value) => option.ValueType == typeof(bool) ? [option.Name] : [option.Name, value];

    private static string Fitting(Type type, string name) => type == typeof(int) || type == typeof(int?) ? "1" : name == "force" ? "metropolitan" : name == "file" ? "/nowhere/x" : "x";

    private static void Holds(string[] arguments, bool json, string what)
    {
        InProcess.Ended ended;
        try
        {
            ended = InProcess.Run(arguments);
        }
        catch (TargetInvocationException escaped)
        {
            Assert.Fail($"{what}: {escaped.InnerException!.GetType().Name} {escaped.InnerException.Message}");
            return;
        }

        Assert.That(ended.Code, Is.InRange(0, 5), what);
        Assert.That(ended.Error + ended.Output, Does.Not.Contain("An error of the program: ").And.Not.Contain("Unhandled").And.Not.Contain("\n   at "), what);
        Assert.That(ended.Code == 0 || ended.Error.Length + ended.Output.Length > 0, what + ": what is wrong is said");
        // What redact writes goes to the process's own stream and is not seen here; help is a text, asked for by "help" itself.
        if (json && !arguments.Contains("redact") && !arguments.Contains("help"))
        {
            Assert.That(() => JsonDocument.Parse(ended.Output).Dispose(), Throws.Nothing, what + ": " + ended.Output);
        }
    }
}
