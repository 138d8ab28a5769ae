using System.Text.Json.Nodes;
using DataSharing.Gateway.Tests.Files;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>What the command line answers to a slip, and the commands that need no installation. In this process.</summary>
[NonParallelizable]
internal sealed class CommandLineAnswerTests
{
    private TemporaryFolder _folder = null!;
    private string _config = "";

    [OneTimeSetUp]
    public void Copy()
    {
        _folder = new TemporaryFolder();
        _config = _folder["config"];
        InProcess.CopyConfiguration(_config);
    }

    [OneTimeTearDown]
    public void Remove()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [TestCase("plan", "pln", "metropolitan")]
    [TestCase("verify", "ledger", "verfy")]
    [TestCase("backup", "help", "ledger", "bakcup")]
    [TestCase("--rows", "plan", "metropolitan", "--rwos")]
    [TestCase("--rows", "plan", "--rwos", "metropolitan")]
    [TestCase("--full", "reexport", "metropolitan", "--ful", "--reason", "x")]
    [TestCase("--json", "history", "--jsn")]
    [TestCase("metropolitan", "plan", "metropolitn")]
    [TestCase("metropolitan", "history", "metropolitn")]
    [TestCase("metropolitan", "force", "test", "metropolitn")]
    [TestCase("metropolitan", "text", "list", "metropolitn")]
    [TestCase("massWithdrawal", "reasons", "massWithdrawl")]
    public void A_word_that_is_nearly_right_is_answered_with_the_right_one(string meant, params string[] arguments)
    {
        InProcess.Ended ended = InProcess.Run(["--config", _config, .. arguments]);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")), ended.ToString());
        Assert.That(ended.Error, Does.Contain($"Did you mean \"{meant}\"?"));
    }

    [TestCase("--last takes a whole number, and not \"abc\".", "history", "--last", "abc")]
    [TestCase("--accept-withdrawals takes a whole number, and not \"99999999999\".", "export", "metropolitan", "--accept-withdrawals", "99999999999", "--reason", "x")]
    [TestCase("--accept takes the name of a guard and what it counted, for example volume=120. Did you mean \"volume\"? The guards: firstExport, massWithdrawal, otherArea, heldBack, volume.", "export", "metropolitan", "--accept", "volum=3", "--reason", "x")]
    [TestCase("--accept takes the name of a guard and what it counted, for example volume=120. The guards", "export", "metropolitan", "--accept", "volume=-3", "--reason", "x")]
    [TestCase("--accept takes the name of a guard and what it counted, for example volume=120. The guards", "reexport", "metropolitan", "--full", "--accept", "volume=99999999999", "--reason", "x")]
    [TestCase("--accept is for one force and needs --reason TEXT.", "export", "metropolitan", "--accept", "volume=3")]
    [TestCase("--accept is for one force and needs --reason TEXT.", "export", "--all", "--accept", "volume=3", "--reason", "x")]
    [TestCase("volume is accepted twice. Say each guard once.", "export", "metropolitan", "--accept", "volume=3", "--accept", "volume=4", "--reason", "x")]
    [TestCase("massWithdrawal is accepted twice. Say each guard once.", "export", "metropolitan", "--accept", "massWithdrawal=3", "--accept-withdrawals", "3", "--reason", "x")]
    [TestCase("\"1st\" is in the place of a whole number.", "show", "metropolitan", "1st")]
    public void A_word_in_the_place_of_a_number_is_told_without_a_type_of_the_program(string expected, params string[] arguments)
    {
        InProcess.Ended ended = InProcess.Run(["--config", _config, .. arguments]);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")), ended.ToString());
        Assert.That(ended.Error, Does.Contain(expected).And.Not.Contain("System."));
    }

    [TestCase]
    [TestCase("--full", "false")]
    [TestCase("--full=false")]
    public void A_reexport_without_saying_what_is_refused(params string[] said)
    {
        InProcess.Ended ended = InProcess.Run(["--config", _config, "reexport", "metropolitan", "--reason", "x", .. said]);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")), ended.ToString());
        Assert.That(ended.Error, Does.Contain("--full"));
        Assert.That(File.Exists(_folder["ledger.db"]), Is.False, "Nothing was begun.");
    }

    [Test]
    public void Help_and_version_are_commands_too()
    {
        Assert.That(InProcess.Run("help", "ledger", "backup").Output, Does.Contain("datasharing ledger backup /backup").And.EqualTo(InProcess.Run("ledger", "backup", "--help").Output));
        Assert.That(InProcess.Run("help").Output, Is.EqualTo(InProcess.Run("--help").Output));
        string version = InProcess.Run("version").Output.Trim();
        Assert.That(version, Does.Match(@"^\d+\.\d+\.\d+"));
        Assert.That((string?)JsonNode.Parse(InProcess.Run("--json", "version").Output)!["version"], Is.EqualTo(version));
    }

    [Test]
    public void The_list_of_commands_has_whole_sentences()
    {
        string[] lines = [.. InProcess.Run("help").Output.Split('\n').SkipWhile(line => !line.StartsWith("Commands:", StringComparison.Ordinal)).Skip(1).Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        Assert.That(lines, Has.Length.GreaterThan(15));
        Assert.That(lines, Has.All.Match(@"\.( \[default: -\])?$"));
    }

    [Test]
    public void One_reason_is_told_alone()
    {
        Assert.That(InProcess.Run("reasons", "massWithdrawal").Output, Does.Contain("massWithdrawal").And.Not.Contain("echo"));
        Assert.That(JsonNode.Parse(InProcess.Run("--json", "reasons", "massWithdrawal").Output)!["reasons"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_history_of_no_force_is_an_error_and_that_of_one_without_runs_is_not()
    {
        Assert.That(InProcess.Run("--config", _config, "history", "nosuch").Code, Is.EqualTo(2));
        Assert.That(InProcess.Run("--config", _config, "history", "metropolitan").Code, Is.Zero);
    }
}
