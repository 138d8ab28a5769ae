using System.Text;
using DataSharing.Gateway.Tests.Conventions;

namespace DataSharing.Gateway.Tests.Onboarding;

/// <summary>What <c>check</c> says of a new force's profile after a slip: the file, the line, what is wrong and what to write.</summary>
[NonParallelizable]
internal sealed class CheckTests
{
    private Office _office = null!;
    private string _profile = "";

    [SetUp]
    public void Open()
    {
        _office = new Office();
        string key = _office["essex.key"];
        Assert.That(_office.NewForce("essex", ("--new-key", key), ("--key", null)).Code, Is.Zero);
        _profile = _office.ProfileOf("essex");
    }

    [TearDown]
    public void Close() => _office.Dispose();

    [TestCase("\"emptyNight\"", "\"emptyNihgt\"", "Did you mean \"emptyNight\"?")]
    [TestCase("0 30 2 * * ?", "30 2 * * *", "schedule.cron")]
    [TestCase("Europe/London", "Europe/Lodon", "schedule.timeZone")]
    [TestCase("\"category\",", "\"categroy\",", "Did you mean \"category\"?")]
    [TestCase("\"enabled\": false,", "\"enabled\": false, \"enabled\": true,", "\"enabled\" is written twice in this object.")]
    [TestCase("cst-upload", "cst\tupload", "There is a tab inside a text here")]
    [TestCase("\"utf-8\"", "\"latin-1\"", "file.encoding")]
    [TestCase("ssh-ed25519 ", "ssh-rsa ", "This is no whole ssh-rsa key")]
    [TestCase("\"force\": \"essex\"", "\"force\": \"esex\"", "is not the name of this file")]
    public void A_slip_is_told_with_its_line(string from, string to, string told)
    {
        string text = File.ReadAllText(_profile);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThan(0));
        File.WriteAllText(_profile, text[..at] + to + text[(at + from.Length)..]);
        InProcess.Ended ended = _office.Run("check", "essex");
        Assert.That(ended.Code, Is.EqualTo(2), ended.ToString());
        Assert.That(ended.Output, Does.Match(@"(?m)^forces/essex\.json:[1-9]\d*").And.Contain(told));
    }

    [Test]
    public void A_mark_is_taken_and_another_encoding_is_not()
    {
        string text = File.ReadAllText(_profile);
        File.WriteAllText(_profile, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.That(_office.Run("check", "essex").Code, Is.Zero);
        File.WriteAllText(_profile, text, Encoding.Unicode);
        Assert.That(_office.Run("check", "essex").Output, Does.Contain("forces/essex.json: The file is UTF-16").And.Contain("Save it as UTF-8."));
    }

    [Test]
    public void A_key_that_cannot_be_used_is_told_before_a_night_needs_it()
    {
        string key = _office["essex.key"];
        Assert.That(_office.Run("check", "essex").Output, Does.Not.Contain("loginUnusable").And.Not.Contain("warning"));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.That(_office.Run("check", "essex").Output, Does.Contain("warning: forces/essex.json: drop.login: ").And.Contain("has mode 0640").And.Contain("chmod 0600"));
        File.Delete(key);
        InProcess.Ended missing = _office.Run("check", "essex", "--strict");
        Assert.That((missing.Code, missing.Output), Is.EqualTo((2, missing.Output)));
        Assert.That(missing.Output, Does.Contain("does not exist. Create it, or correct the name."));
    }

    [Test]
    public void All_of_it_is_told_at_once()
    {
        string text = File.ReadAllText(_profile).Replace("0 30 2 * * ?", "never", StringComparison.Ordinal).Replace("\"utf-8\"", "\"latin-1\"", StringComparison.Ordinal)
            .Replace("cst-upload", "cst upload", StringComparison.Ordinal).Replace("\"category\",", "\"categroy\",", StringComparison.Ordinal);
        File.WriteAllText(_profile, text);
        string[] lines = [.. _office.Run("check", "essex").Output.Split('\n').Where(line => line.StartsWith("forces/essex.json:", StringComparison.Ordinal))];
        Assert.That(lines, Has.Length.EqualTo(4), string.Join('\n', lines));
    }
}
