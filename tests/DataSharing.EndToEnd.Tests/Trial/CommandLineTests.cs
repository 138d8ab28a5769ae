using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.Trial;

internal sealed partial class CommandLineTests
{
    // The tests of this class follow each other.
    private static readonly Dictionary<string, Ended> Help = new(StringComparer.Ordinal);

    [Test]
    public async Task Every_command_has_help_with_an_example_and_its_exit_codes()
    {
        IReadOnlyList<string> commands = await CommandsAsync();
        Assert.That(commands, Does.Contain("export").And.Contain("ledger verify").And.Contain("keys new"));
        foreach (string command in commands)
        {
            Ended help = await HelpAsync(command);
            Assert.That(help.ExitCode, Is.Zero, $"{command}: {help}");
            Assert.That(help.Error, Is.Empty, command);
            Assert.That(help.Output, Does.Match(@"Examples?:\n\s+datasharing .*\b" + command.Split(' ')[^1]), command);
            Assert.That(help.Output, Does.Contain("Exit codes: 0 "), command);
        }
    }

    // The second night withdrew records of the first, so sequence 1 cannot be sent again.
    [TestCase(0, "check")]
    [TestCase(0, "check", "metropolitan", "--connect")]
    [TestCase(0, "plan", "metropolitan")]
    [TestCase(0, "plan", "nottinghamshire", "--rows")]
    [TestCase(0, "plan", "nottinghamshire", "--full")]
    [TestCase(0, "history")]
    [TestCase(0, "history", "metropolitan", "--last", "1")]
    [TestCase(0, "show", "metropolitan", "2")]
    [TestCase(0, "export", "nottinghamshire")]
    [TestCase(0, "export", "--all")]
    [TestCase(1, "resend", "metropolitan", "1", "--reason", "asked for")]
    [TestCase(0, "reexport", "nottinghamshire", "--full", "--reason", "asked for")]
    [TestCase(0, "ledger", "verify")]
    [TestCase(0, "reasons")]
    [TestCase(0, "reasons", "massWithdrawal")]
    [TestCase(0, "version")]
    [TestCase(0, "plan", "--all")]
    [TestCase(2, "history", "nowhere")]
    [TestCase(2, "reexport", "nottinghamshire", "--reason", "asked for")]
    [TestCase(1, "keys", "new")]
    [TestCase(1, "show", "metropolitan", "999")]
    [TestCase(1, "resend", "metropolitan", "999", "--reason", "asked for")]
    [TestCase(1, "confirm", "metropolitan", "1")]
    [TestCase(2, "plan", "nowhere")]
    [TestCase(2, "export", "nowhere")]
    [TestCase(2, "check", "nowhere")]
    [TestCase(2, "export")]
    [TestCase(2, "resend", "metropolitan", "1")]
    [TestCase(2, "show", "metropolitan", "two")]
    [TestCase(2, "history", "--last", "0")]
    [TestCase(2, "no-such-command")]
    [TestCase(2, "keys")]
    [TestCase(2, "--config", "elsewhere", "history")]
    public async Task With_json_there_is_one_document_and_nothing_else(int exitCode, params string[] arguments)
    {
        Ended ended = await Demo.DatasharingAsync(["--json", .. arguments]);
        Assert.That(ended.ExitCode, Is.EqualTo(exitCode), ended.ToString());
        JsonNode? document = null;
        Assert.That(() => document = JsonNode.Parse(ended.Output), Throws.Nothing, ended.ToString());
        Assert.That(document, Is.InstanceOf<JsonObject>());
        if (exitCode == 2 && document!["ok"] is null)
        {
            Assert.That((string?)document["error"]?["code"], Is.Not.Null.And.Not.Empty);
            Assert.That((string?)document["error"]?["message"], Is.Not.Null.And.Not.Empty);
            Assert.That(document["error"]?["problems"], Is.InstanceOf<JsonArray>());
        }
    }

    [TestCase("history", "--config")]
    [TestCase("--config", "one", "--config", "another", "history")]
    public async Task With_json_a_config_option_that_is_no_folder_is_an_error_document(params string[] arguments)
    {
        Ended ended = await Demo.ProgramAsync(["--json", .. arguments]);
        Assert.That(ended.ExitCode, Is.EqualTo(2), ended.ToString());
        Assert.That((string?)JsonNode.Parse(ended.Output)!["error"]!["code"], Is.EqualTo("usage"));
    }

    [Test]
    public async Task The_ledger_verifies_after_a_night_with_a_manifest_and_no_file()
    {
        await Demo.DatasharingAsync("export", "nottinghamshire");
        Ended empty = await Demo.DatasharingAsync("--json", "export", "nottinghamshire");
        JsonNode export = JsonNode.Parse(empty.Output)!;
        Assert.That((string?)export["outcome"], Is.EqualTo("delivered"), empty.ToString());
        Assert.That(export["file"], Is.Null);
        Ended verified = await Demo.DatasharingAsync("ledger", "verify");
        Assert.That(verified.ExitCode, Is.Zero, verified.ToString());
    }

    [Test]
    public async Task With_json_a_folder_that_is_not_there_is_an_error_document()
    {
        Ended ended = await Demo.ProgramAsync("--config", Path.Combine(Demo.Folder, "nowhere"), "--json", "history");
        Assert.That(ended.ExitCode, Is.EqualTo(2), ended.ToString());
        JsonNode problem = JsonNode.Parse(ended.Output)!["error"]!["problems"]![0]!;
        Assert.That(problem.AsObject().Select(member => member.Key), Is.SupersetOf(new[] { "severity", "file", "path", "line", "message", "fix" }));
        Assert.That(((string?)problem["severity"], (string?)problem["file"]), Is.EqualTo(("error", "gateway.json")));
    }

    [Test]
    public async Task Json_writes_absent_values_as_null_and_times_in_utc()
    {
        Ended ended = await Demo.DatasharingAsync("--json", "history", "--last", "3");
        foreach (JsonNode? run in JsonNode.Parse(ended.Output)!["runs"]!.AsArray())
        {
            Assert.That(run!.AsObject().Select(member => member.Key), Is.EqualTo(new[]
            {
                "force", "command", "scope", "by", "requestReason", "dueAt", "startedAt", "endedAt", "outcome", "reason", "sequence", "attempt", "file", "sha256", "rows",
            }));
            Assert.That(run["dueAt"], Is.Null, "a person asked");
            Assert.That((string?)run["startedAt"], Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"));
        }
    }

    [Test]
    public async Task Json_of_an_export_has_the_documented_members()
    {
        Ended ended = await Demo.DatasharingAsync("--json", "export", "metropolitan");
        using JsonDocument document = JsonDocument.Parse(ended.Output);
        Assert.That(document.RootElement.EnumerateObject().Select(member => member.Name), Is.EquivalentTo(new[]
        {
            "force", "planned", "outcome", "reason", "message", "toDo", "sequence", "attempt", "file", "sha256", "bytes", "rows", "excluded", "heldBack", "heldBackFields", "textsWaiting",
            "alreadySent", "guards", "resumed", "withdrawal",
        }));
    }

    [Test]
    public async Task A_dry_run_of_a_force_that_is_not_enabled_yet_writes_its_file()
    {
        string config = Path.Combine(Demo.Folder, "config");
        string profile = Path.Combine(config, "forces", "greater-manchester.json");
        string before = await File.ReadAllTextAsync(profile);
        string file = Path.Combine(Demo.Folder, "first.csv");
        await File.WriteAllTextAsync(profile, before.Replace("\"enabled\": true", "\"enabled\": false", StringComparison.Ordinal));
        try
        {
            Ended ended = await Demo.DatasharingAsync("export", "greater-manchester", "--dry-run", "--out", file);
            Assert.That(ended.ExitCode, Is.EqualTo(1), ended.ToString());
            Assert.That(ended.Output, Does.Contain("refused (disabled)").And.Contain("stands in " + file));
            Assert.That((await File.ReadAllLinesAsync(file))[0], Does.StartWith("record_id,action,version,"));
        }
        finally
        {
            await File.WriteAllTextAsync(profile, before);
        }
    }

    [Test]
    public async Task The_readme_lists_every_command_and_no_other()
    {
        string[] listed = [.. ReadmeCommands().Select(words => string.Join(' ', words.TakeWhile(word => PlainWord().IsMatch(word)))).Distinct()];
        Assert.That(listed, Is.EquivalentTo(await CommandsAsync()));
    }

    [Test]
    public async Task Every_option_that_the_documents_show_exists()
    {
        IReadOnlyList<string> commands = await CommandsAsync();
        IEnumerable<string> documents = Directory.EnumerateFiles(RepositoryFolder.At("docs"), "*.md").Append(RepositoryFolder.At("README.md"));
        IEnumerable<string[]> shown = ReadmeCommands().Concat(documents.SelectMany(file => Shown().Matches(File.ReadAllText(file)).Select(match => Words(match.Groups[1].Value))));
        int options = 0;
        foreach (string[] words in shown)
        {
            string[] plain = [.. words.Where(word => !word.StartsWith("--", StringComparison.Ordinal))];
            string? command = commands.Where(known => $"{string.Join(' ', plain)} ".StartsWith($"{known} ", StringComparison.Ordinal)).MaxBy(known => known.Length);
            Assert.That(command, Is.Not.Null, $"datasharing {string.Join(' ', words)}");
            Ended help = await HelpAsync(command!);
            foreach (string option in words.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
            {
                Assert.That(help.Output, Does.Match($@"(?m)^ +(-\S+, )*{option}\b"), $"datasharing {string.Join(' ', words)}");
                options++;
            }
        }

        Assert.That(options, Is.GreaterThan(5), "commands were found at all");
    }

    [Test]
    public void The_readme_has_every_exit_code()
    {
        string readme = File.ReadAllText(RepositoryFolder.At("README.md"));
        IEnumerable<int> listed = ExitCodeRow().Matches(readme).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        IEnumerable<int> known = typeof(Gateway.ExitCode).GetFields().Select(field => (int)field.GetRawConstantValue()!);
        Assert.That(listed, Is.EqualTo(known.Order()));
    }

    [Test]
    public async Task What_the_demo_says_to_go_on_with_works()
    {
        string[] commands = [.. GoOn().Matches(Demo.Second.Output).Select(match => match.Groups[1].Value)];
        Assert.That(commands, Has.Length.GreaterThanOrEqualTo(6));
        foreach (string command in commands)
        {
            Ended ended = await Ended.RunAsync("/bin/sh", "-c", command);
            Assert.That(ended.ExitCode, Is.Zero, $"{command}: {ended}");
        }
    }

    /// <summary>The help of a command; the program is asked once.</summary>
    private static async Task<Ended> HelpAsync(string command) =>
        Help.TryGetValue(command, out Ended? known) ? known : Help[command] = await Demo.ProgramAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

    /// <summary>Every command as its words, from the program's own help.</summary>
    private static async Task<IReadOnlyList<string>> CommandsAsync(string parent = "")
    {
        Ended help = await HelpAsync(parent);
        int list = help.Output.IndexOf("Commands:\n", StringComparison.Ordinal);
        if (list < 0)
        {
            return [parent];
        }

        // One that has others below it acts itself where it says how it ends.
        List<string> commands = parent.Length > 0 && help.Output[..list].Contains("Exit codes:", StringComparison.Ordinal) ? [parent] : [];
        foreach (Match match in CommandLine().Matches(help.Output[list..]))
        {
            commands.AddRange(await CommandsAsync($"{parent} {match.Groups[1].Value}".Trim()));
        }

        return commands;
    }

    /// <summary>The commands of the README's table, as words.</summary>
    private static IEnumerable<string[]> ReadmeCommands()
    {
        string readme = File.ReadAllText(RepositoryFolder.At("README.md"));
        int start = readme.IndexOf("| command | does |", StringComparison.Ordinal);
        string table = readme[start..readme.IndexOf("\n\n", start, StringComparison.Ordinal)];
        return table.Split('\n').Skip(2).SelectMany(row => Code().Matches(row.Split('|')[1]).Select(match => Words(match.Groups[1].Value)));
    }

    private static string[] Words(string command) => command.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$")]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"^  ([a-z]+(?:-[a-z]+)*) .*$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("`datasharing ([a-z][^`]*)`")]
    private static partial Regex Shown();

    [GeneratedRegex(@"^\| ([0-9]+) \|", RegexOptions.Multiline)]
    private static partial Regex ExitCodeRow();

    // All but the worker, which does not end by itself, and the end of everything.
    [GeneratedRegex("""^  ((?:dotnet )?"[^\n]*(?<! run))$""", RegexOptions.Multiline)]
    private static partial Regex GoOn();
}
