using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using DataSharing.Gateway.Tests.Conventions;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Onboarding;

/// <summary>A file of invented rows, at a real server.</summary>
[NonParallelizable]
internal sealed class TestFileTests
{
    private Office _office = null!;
    private TestSshd _server = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        Office.RequireSshd();
        _office = new Office();
        _server = await TestSshd.StartAsync(_office["sshd"], default);
        Assert.That(_office.Run("keys", "new").Code, Is.Zero);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _office?.Dispose();
    }

    [TestCase("essex", "utf-8", ",", false)]
    [TestCase("kent", "windows-1252", ";", true)]
    public void A_test_file_is_at_the_drop_and_nobody_takes_it_for_a_real_one(string force, string encoding, string delimiter, bool direct)
    {
        Make(force, encoding, delimiter, direct);
        InProcess.Ended sent = _office.Run("export", force, "--test-file");
        Assert.That(sent.Code, Is.Zero, sent.ToString());
        string inbox = _office[$"inbox/{force}"];
        string[] names = [.. Directory.GetFiles(inbox).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.That(names, Has.Length.EqualTo(2).And.All.Contains("TEST"));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(inbox, names[1])));
        JsonElement manifest = document.RootElement;
        Assert.That((manifest.GetProperty("test").GetBoolean(), manifest.GetProperty("sequence").ValueKind, manifest.GetProperty("file").GetString()), Is.EqualTo((true, JsonValueKind.Null, names[0])));
        byte[] bytes = File.ReadAllBytes(Path.Combine(inbox, names[0]));
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.That((manifest.GetProperty("sha256").GetString(), manifest.GetProperty("rows").GetInt32()), Is.EqualTo((sha256, 3)));
        string[] lines = System.Text.Encoding.Latin1.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(4));
        Assert.That(lines.Skip(1).Select(line => line.Split(delimiter)[0]), Is.Unique);

        (string _, string? of, string actor, string body) = _office.Journal("testFileSent").Single(entry => entry.Force == force);
        Assert.That((of, actor), Is.EqualTo((force, Environment.UserName)));
        Assert.That(body, Does.Contain(sha256).And.Contain(names[0]).And.Contain(names[1]));
        Assert.That(_office.Run("history", force).Output, Does.Not.Contain("delivered"), "It is no export.");
        Assert.That(_office.Json("force", "list")["forces"]!.AsArray().Single(one => (string?)one!["force"] == force)!["sequence"], Is.Null);

        Assert.That(Verify(inbox), Does.Contain("this is a test file, whose rows are invented"));
        Assert.That(Import(inbox, force), Does.Contain("it is a test file"));
    }

    [Test]
    public void While_everything_is_stopped_no_test_file_goes()
    {
        Make("surrey", "utf-8", ",", direct: false);
        Assert.That(_office.Run("stop-all", "--reason", "x").Code, Is.Zero);
        InProcess.Ended refused = _office.Run("export", "surrey", "--test-file");
        Assert.That((refused.Code, Directory.GetFiles(_office["inbox/surrey"])), Is.EqualTo((1, Array.Empty<string>())), refused.ToString());
        Assert.That(_office.Journal("testFileSent").Any(entry => entry.Force == "surrey"), Is.False);
        Assert.That(_office.Run("resume-all", "--reason", "x").Code, Is.Zero);
    }

    [TestCase("--all")]
    [TestCase("--dry-run", "--out", "x.csv")]
    public void It_goes_with_no_other_option(params string[] others) =>
        Assert.That(_office.Run(["export", "--test-file", .. others.Contains("--all") ? [] : (string[])["essex"], .. others]).Code, Is.EqualTo(2));

    private void Make(string force, string encoding, string delimiter, bool direct)
    {
        string key = _server.AddForce(force, _office[$"inbox/{force}"]);
        InProcess.Ended made = _office.NewForce(
            force, ("--host", TestSshd.Host), ("--port", _server.Port.ToString(CultureInfo.InvariantCulture)), ("--user", TestSshd.UserName), ("--folder", "."),
            ("--key", key), ("--host-key", _server.HostKeyLine), ("--encoding", encoding), ("--delimiter", delimiter));
        Assert.That(made.Code, Is.Zero, made.ToString());
        if (direct)
        {
            string path = _office.ProfileOf(force);
            File.WriteAllText(path, File.ReadAllText(path).Replace("\"drop\": {", "\"drop\": { \"publish\": \"direct\",", StringComparison.Ordinal));
        }
    }

    private static string Verify(string inbox)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "DataSharing.Sandbox.dll"), "verify-inbox", inbox]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(1), said);
        return said;
    }

    private string Import(string inbox, string force)
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            Assert.Ignore("python3 is not installed.");
        }

        using Process process = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", [RepositoryFolder.At("docs/for-forces/import.py"), inbox, "--database", _office[$"{force}.db"]]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string said = process.StandardError.ReadToEnd() + output.Result;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Not.Zero, said);
        return said;
    }
}
